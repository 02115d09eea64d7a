import { expect } from "vitest";

import { journey, justTry, photograph } from "./journey";
import { until } from "./window";

journey("a_picture_is_looked_at_closely_by_keyboard", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  await app.drop(photograph(desktop, 1600, 1200));
  await app.get("button", say("question_what"));
  await app.evaluate("document.querySelector('.closer').focus()");
  await app.keys("Return");
  await app.get("button", say("closer_in"));
  await app.screenshot("closer 1 whole");
  await app.keys("End");
  await app.see(say("closer_percent", { percent: 100 }));
  await app.keys("plus", "plus", "plus", "Left");
  await app.see(/195 %/);
  await app.screenshot("closer 2 close");
  await app.keys("Escape");
  await until("the lightbox is closed", async () => !(await app.has("button", say("closer_in"))));
  expect(await app.evaluate("return document.activeElement.className")).toContain("closer");
});

journey("a_picture_has_the_systems_menu_and_is_copied_from_it", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  await app.drop(photograph(desktop, 1600, 1200));
  await app.get("button", say("question_what"));
  await app.openMenu(".closer");
  await desktop.screenshot("menu 1 picture");
  await app.choose(2);
  const targets = (): Promise<string> =>
    desktop.run("timeout", ["5", "xclip", "-selection", "clipboard", "-t", "TARGETS", "-o"]).catch(() => "");
  await until("the picture is on the clipboard", async () => (await targets()).includes("image/png"));
});

journey("the_menu_key_opens_it_and_an_answer_is_selected_and_copied_from_it", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  await app.drop(photograph(desktop, 1600, 1200));
  await app.get("button", say("question_what"));
  await app.evaluate("document.querySelector('.closer').focus()");
  await app.menuAfter(() => app.keys("shift+F10"));
  await app.choose(1);
  await app.get("button", say("closer_in"));
  await app.keys("Escape");
  await app.press(say("question_what"));
  await app.stages(1);

  await app.openMenu(".answer-text");
  await desktop.screenshot("menu 2 answer");
  await app.choose(2);
  await until("the answer is selected", async () =>
    (await app.evaluate<string>("return getSelection().toString()")).includes(say("practice_no_ai")),
  );
  await app.openMenu(".answer-text p");
  await app.choose(1);
  const copied = (): Promise<string> =>
    desktop.run("timeout", ["5", "xclip", "-selection", "clipboard", "-o"]).catch(() => "");
  await until("the selection is copied", async () => (await copied()).includes(say("practice_no_ai")));
});

journey("text_grows_and_stays_grown", {}, async (app) => {
  await justTry(app);
  await app.keys("ctrl+plus", "ctrl+plus", "ctrl+plus");
  await until(
    "the text is larger",
    async () =>
      (await app.evaluate<string>("return getComputedStyle(document.documentElement).fontSize")) === "24px",
  );
  await app.screenshot("text size 1 larger");
  await app.keys("F1");
  await app.see(app.say("keys_line"));
  await app.screenshot("text size 2 keys");
  await app.keys("Escape", "ctrl+0");
  await until(
    "the text is normal",
    async () =>
      (await app.evaluate<string>("return getComputedStyle(document.documentElement).fontSize")) === "16px",
  );
  expect(await app.evaluate("return document.activeElement.tagName")).toBe("TEXTAREA");
});
