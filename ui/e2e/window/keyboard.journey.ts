import { expect } from "vitest";

import type { App } from "./app";
import { journeyByEar } from "./journey";
import type { ScreenReader } from "./screen-reader";
import { inEnglish as say } from "./sentences";

/** More stops than any state of the window has. */
const ROUND = 40;

journeyByEar("from_first_start_to_a_follow_up_nothing_needs_a_mouse", {}, async (reader, app, desktop) => {
  const go = (role: string, name: string): Promise<void> => tabTo(reader, app, role, name);
  await reader.get("heading", say("first_title"));
  await go("button", `${say("door_try_title")} ${say("door_try_text")}`);
  await app.keys("Return");
  await reader.get("heading", say("empty_title"));
  await go("button", say("try_sample"));
  await app.keys("space");
  await reader.get("list", say("questions_label"));
  await desktop.screenshot("keyboard 1 picture");
  await go("button", say("question_read"));
  await desktop.screenshot("keyboard 2 where the focus is");
  await app.keys("Return");
  await reader.hears(say("answer_complete"));

  await reader.isFocused("textbox", say("composer_label"));
  await app.type("And who painted it?");
  await app.keys("Return");
  await reader.get("article", say("turn_question", { number: 2 }));
  await app.keys("Escape");
  await reader.hears(say("answer_was_stopped"));
  await app.keys("Up");
  expect((await reader.focused())?.text).toBe("And who painted it?");

  await app.keys("ctrl+comma");
  await reader.get("dialog", say("settings_title"));
  await go("radio", `${say("settings_model_large")} llama3.2-90b`);
  await app.keys("Down");
  await reader.isFocused("radio", `${say("settings_model_small")} llama3.2-11b`);
  expect((await reader.focused())?.states).toContain("checked");
  await app.keys("Escape");
  await reader.gone("dialog", say("settings_title"));
  await reader.isFocused("textbox", say("composer_label"));

  await app.keys("ctrl+n");
  await reader.get("heading", say("empty_title"));
  await desktop.screenshot("keyboard 3 a new question");
});

/** Presses Tab until the focus is there; every stop on the way has a name. */
async function tabTo(reader: ScreenReader, app: App, role: string, name: string): Promise<void> {
  await reader.get(role, name);
  const stops: string[] = [];
  let at = await reader.focused();
  while (stops.length < ROUND) {
    await app.keys("Tab");
    at = await reader.moves(at?.id);
    stops.push(`${at?.role} ${at?.name}`);
    if (at?.role === role && at.name === name) return;
  }
  expect(stops, `where Tab stops`).toContain(`${role} ${name}`);
}
