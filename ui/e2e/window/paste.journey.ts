/** What was copied elsewhere, pasted here by the real keys out of the real clipboard. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";

import type { Desktop } from "./desktop";
import { journey, justTry, photograph } from "./journey";
import { inChinese } from "./sentences";
import { until } from "./window";

const box = "return document.querySelector('textarea').value";
const isAsking = "return document.querySelector('main .draft img') !== null";
const waiting = "return document.querySelectorAll('ul[aria-label] > li img').length";

/** Copies a file's content as another program would, offered as that one type. */
async function copy(desktop: Desktop, type: string, file: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const args = ["-selection", "clipboard", "-t", type, "-i", file];
    // It goes on in the background, to answer whoever pastes.
    const child = execFile("xclip", args, { env: desktop.env });
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`xclip: ${String(code)}`));
    });
  });
}

async function copyText(desktop: Desktop, type: string, text: string): Promise<void> {
  const file = join(desktop.home, "copied");
  writeFileSync(file, text);
  await copy(desktop, type, file);
}

journey("a_copied_picture_is_pasted_by_key_and_by_button", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  await app.press(say("paste"));
  await app.see(say("message_nothing_to_paste"));
  await app.screenshot("paste 1 nothing to paste");
  await copy(desktop, "image/png", photograph(desktop, 1600, 1200));
  await app.press(say("paste"));
  await app.get("button", say("question_what"));
  await app.screenshot("paste 2 a picture");
  await app.keys("ctrl+v");
  await until("two pictures wait", async () => (await app.evaluate<number>(waiting)) === 2);
  await app.press(say("question_what"));
  expect((await app.stages(1)).at(-1)).toContain(say("practice_no_ai"));
});

journey("copied_files_are_taken_however_the_list_is_written", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  const address = pathToFileURL(photograph(desktop, 640, 480)).href;
  const absent = pathToFileURL(join(desktop.home, "absent.png")).href;
  await copyText(desktop, "text/uri-list", `${address}\r\n${absent}\r\n`);
  await app.keys("ctrl+v");
  await app.get("button", say("question_what"));
  await app.see(say("refusal_gone"));
  await app.screenshot("paste 3 files");
  await copyText(desktop, "x-special/gnome-copied-files", `copy\n${address}`);
  await app.keys("ctrl+v");
  await until("two pictures wait", async () => (await app.evaluate<number>(waiting)) === 2);
  await copyText(desktop, "UTF8_STRING", address);
  await app.keys("ctrl+v");
  await until("three pictures wait", async () => (await app.evaluate<number>(waiting)) === 3);
  expect(await app.evaluate(box)).toBe("");
});

journey("copied_text_goes_into_the_question_box_and_can_be_undone", {}, async (app, desktop) => {
  await justTry(app);
  await copyText(desktop, "UTF8_STRING", "What is 这?\nAnd why?");
  await app.evaluate("document.activeElement.blur()");
  await app.keys("ctrl+v");
  await until("the text is there", async () => (await app.evaluate(box)) === "What is 这?\nAnd why?");
  // The web view of Linux has no key for it; its own undo is what a key elsewhere calls.
  await app.evaluate("document.execCommand('undo')");
  expect(await app.evaluate(box)).toBe("");
});

journey(
  "a_picture_is_pasted_over_a_dialog_and_the_dialog_stays",
  { language: "zh_CN.UTF-8", say: inChinese, dark: true },
  async (app, desktop) => {
    const { say } = app;
    await justTry(app);
    await app.press(say("paste"));
    await app.see(say("message_nothing_to_paste"));
    await app.screenshot("paste 4 chinese and dark");
    await copy(desktop, "image/png", photograph(desktop, 640, 480));
    await app.press(say("settings_title"));
    await app.get("dialog", say("settings_title"));
    await app.evaluate("document.querySelector('dialog button').focus()");
    await app.keys("ctrl+v");
    await until("a picture waits behind the dialog", () => app.evaluate<boolean>(isAsking));
    await app.screenshot("paste 5 over a dialog");
    expect(await app.has("dialog", say("settings_title"))).toBe(true);
    await app.press(say("close"));
    await app.see(say("picture_pasted"));
    await app.get("button", say("question_what"));
  },
);
