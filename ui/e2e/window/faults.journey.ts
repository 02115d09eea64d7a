import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

import type { Desktop } from "./desktop";
import { agree, enterService, journey, journeyByEar, justTry, photograph } from "./journey";
import { filesWith, programs } from "./secrets";
import { inEnglish as say } from "./sentences";
import { Service } from "./service";
import { until } from "./window";

const KEY = "sk-a-key-that-no-log-may-hold-4321";
const QUESTION = "MARKED-QUESTION which no log may hold";

const log = (desktop: Desktop): string => readFileSync(join(desktop.home, "data/log/whatsit.log"), "utf8");

/** Ends the process that shows the page: the youngest of that name on this desktop. */
function killPage(desktop: Desktop): void {
  const pages = programs(desktop).filter(({ name }) => name === "WebKitWebProcess");
  const youngest = Math.max(...pages.map(({ pid }) => pid));
  process.kill(youngest, "SIGKILL");
}

journeyByEar(
  "a_page_that_dies_comes_back_with_its_answer_still_running",
  {},
  async (reader, _app, desktop) => {
    await reader.press("button", `${say("door_try_title")} ${say("door_try_text")}`);
    await reader.press("button", say("try_sample"));
    await reader.press("button", say("question_what"));
    await reader.get("button", say("stop"));
    killPage(desktop);
    await until("the death was written down", () => Promise.resolve(log(desktop).includes("page:")));
    await reader.get("article", say("turn_question", { number: 1 }));
    await desktop.screenshot("page 1 back after its death");
    await reader.read(say("practice_next"));
    await reader.gone("button", say("stop"));
    expect(log(desktop)).toContain("answer finished");
    await desktop.screenshot("page 2 answered after its death");
  },
);

journey("a_conversation_leaves_nothing_of_itself_in_the_log", {}, async (app, desktop) => {
  const service = await Service.start(desktop, { key: KEY });
  await enterService(app, service.origin, KEY);
  const folder = join(desktop.home, "data/log");
  await app.drop(photograph(desktop, 640, 480));
  await app.write(say("composer_label"), QUESTION);
  await app.keys("Return");
  await agree(app, service.origin);
  expect((await app.stages(1)).at(-1)).toContain("That is the whole answer.");
  await until("the answer was written down", () => Promise.resolve(log(desktop).includes("answer finished")));
  for (const marked of [KEY, "MARKED-QUESTION", "my photo", "whole answer", "llama", desktop.home]) {
    expect(filesWith(marked, folder), marked).toEqual([]);
  }
  expect(readdirSync(folder)).toEqual(["whatsit.log"]);

  await app.press(say("settings_title"));
  await app.press(say("report_problem"));
  await app.get("textbox", say("report_text"));
  await app.screenshot("report 1 shown");
  const shown = await app.evaluate<string>(
    "return document.querySelector('dialog textarea[readonly]').value",
  );
  expect(shown).toContain(`service: ${service.origin}`);
  expect(shown).toContain("answer finished");
  for (const marked of [KEY, "MARKED-QUESTION", "my photo", "whole answer", desktop.home])
    expect(shown).not.toContain(marked);
});

journey("a_panic_is_told_and_can_be_reported", { rehearse: "panic:task" }, async (app) => {
  await justTry(app);
  await app.press(say("try_sample"));
  await app.press(say("question_what"));
  await app.see(say("message_fault"));
  await app.screenshot("fault 1 in a task");
  await app.press(say("report_problem"));
  await app.see(say("report_explained"));
  const shown = await app.evaluate<string>(
    "return document.querySelector('dialog textarea[readonly]').value",
  );
  expect(shown).toMatch(/panic at src\/rehearsal\.rs:\d+|panic at .*rehearsal\.rs:\d+/);
  expect(shown).not.toContain("rehearsed");
});
