import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

import type { Desktop } from "./desktop";
import { agree, enterService, journey, justTry } from "./journey";
import { writePhotograph } from "./photograph";
import { pictures, Service, text } from "./service";
import { AppWindow, until } from "./window";

const KEY = "sk-journey-of-the-real-window-1234";
const QUESTION = "Which of these was first?";

/** Photographs of different sizes in the home folder. */
function photographs(desktop: Desktop, ...names: string[]): string[] {
  return names.map((name, index) => {
    const file = join(desktop.home, name);
    writePhotograph(file, 640 + 160 * index, 480);
    return file;
  });
}

/** The names of the waiting pictures, in their order, once all of them are open. */
function order(app: AppWindow, count: number): Promise<string> {
  const script = `return [...document.querySelectorAll("[aria-keyshortcuts]")]
    .filter((button) => button.querySelector("img")).map((button) => button.title).join(" ")`;
  return until(`${count} pictures wait`, async () => {
    const names = await app.evaluate<string>(script);
    return names.split(" ").length === count && names;
  });
}

const question = (app: AppWindow): Promise<string> =>
  app.evaluate("return document.querySelector('textarea').value");

journey("a_closed_window_and_a_crash_lose_neither_text_nor_pictures", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  await app.drop(...photographs(desktop, "a.png", "b.png", "c.png"));
  expect(await order(app, 3)).toBe("a.png b.png c.png");
  await app.write(say("composer_label"), QUESTION);
  await app.press(say("picture_show", { name: "c.png" }));
  await app.press(say("picture_earlier", { name: "c.png" }));
  await until("it has moved", async () => (await order(app, 3)) === "a.png c.png b.png");
  await app.screenshot("draft 1 before it is closed");
  await app.leave();

  const again = await AppWindow.open(desktop);
  expect(await order(again, 3)).toBe("a.png c.png b.png");
  expect(await question(again)).toBe(QUESTION);
  await again.screenshot("draft 2 started again");
  const folder = join(desktop.home, "data/draft");
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);

  await again.press(say("picture_remove", { name: "a.png" }));
  await again.see(say("undo_removed", { name: "a.png" }));
  await again.write(say("composer_label"), `${QUESTION} Or last?`);
  // A crash may cost what was written in the last half second.
  await until("it is on the disk", () =>
    Promise.resolve(isKept(folder, "Or last?") && !isKept(folder, "a.png")),
  );
  await again.crash();

  const last = await AppWindow.open(desktop);
  expect(await order(last, 2)).toBe("c.png b.png");
  expect(await question(last)).toBe(`${QUESTION} Or last?`);
  expect(readdirSync(folder).filter((name) => name.startsWith("picture-"))).toHaveLength(2);
});

journey("a_removed_picture_comes_back_to_its_place", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  await app.drop(...photographs(desktop, "a.png", "b.png", "c.png"));
  await order(app, 3);
  await app.press(say("picture_remove", { name: "b.png" }));
  await app.see(say("undo_removed", { name: "b.png" }));
  await app.screenshot("draft 3 removed");
  expect(await order(app, 2)).toBe("a.png c.png");
  await app.press(say("undo"));
  expect(await order(app, 3)).toBe("a.png b.png c.png");

  await app.press(say("picture_remove", { name: "a.png" }));
  await order(app, 2);
  await app.keys("ctrl+z");
  expect(await order(app, 3)).toBe("a.png b.png c.png");
});

journey("pictures_are_sent_in_the_order_that_is_shown", {}, async (app, desktop) => {
  const { say } = app;
  const service = await Service.start(desktop, { key: KEY });
  await enterService(app, service.origin, KEY);
  await app.press(say("settings_title"));
  await app.press(say("settings_model_other"), "radio");
  await app.write(say("settings_model_name"), "gpt-4o");
  await app.press(say("settings_use"));
  await app.see(say("settings_used"));
  await app.press(say("close"));
  const names = ["a.png", "b.png", "c.png"];
  await app.drop(...photographs(desktop, ...names));
  await order(app, 3);

  await app.dragElement(`[title="c.png"]`, `[title="a.png"]`);
  await until("the mouse has moved it", async () => (await order(app, 3)) === "c.png a.png b.png");
  await app.evaluate(`document.querySelector('[title="a.png"]').focus()`);
  await app.keys("alt+Right");
  await until("the keyboard has moved it", async () => (await order(app, 3)) === "c.png b.png a.png");
  expect(await app.evaluate("return document.activeElement.title")).toBe("a.png");
  await app.screenshot("draft 4 in another order");
  await app.write(say("composer_label"), QUESTION);
  await app.keys("Return");
  await agree(app, service.origin);
  await app.stages(1);
  const [asked] = service.questions();
  expect(asked && text(asked.messages[0]?.content ?? "")).toBe(QUESTION);
  const widths = asked ? pictures(asked).map(width) : [];
  expect(widths).toEqual([...widths].sort((one, other) => other - one));
  expect(new Set(widths).size).toBe(3);
  await app.screenshot("draft 5 asked");
});

function isKept(folder: string, words: string): boolean {
  return readFileSync(join(folder, "draft.json"), "utf8").includes(words);
}

/** The width of a JPEG or PNG in a data URL. */
function width(url: string): number {
  const bytes = Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
  if (bytes[0] === 0x89) return bytes.readUInt32BE(16);
  let at = 2;
  while (bytes.length > at + 9) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return bytes.readUInt16BE(at + 7);
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new Error("no size found");
}
