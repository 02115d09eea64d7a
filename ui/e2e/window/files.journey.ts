import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

import { journey, justTry, photograph } from "./journey";

journey("what_is_no_picture_gets_one_sentence_and_nothing_is_lost", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  const whole = photograph(desktop, 640, 480);
  const file = (name: string): string => join(desktop.home, name);
  writeFileSync(file("paper.pdf"), "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
  writeFileSync(file("damaged.png"), readFileSync(whole).fill(0, 8));
  writeFileSync(file("noise.jpg"), Buffer.from("9f8e7d6c5b4a39281706f5e4d3c2b1a0", "hex"));
  mkdirSync(file("a folder"));
  await app.write(say("composer_label"), "A question that is already written");

  await app.drop(file("paper.pdf"));
  await app.see(say("refusal_unsupported", { format: "PDF" }));
  await app.screenshot("files 1 a document");
  await app.press(say("refusal_dismiss", { name: "paper.pdf" }));
  await app.drop(file("a folder"));
  await app.see(say("refusal_not_a_file"));
  await app.press(say("refusal_dismiss", { name: "a folder" }));
  await app.drop(file("damaged.png"), file("noise.jpg"), whole);
  await app.see(say("refusal_broken"));
  await app.see(say("refusal_unsupported_unknown"));
  await app.get("button", say("question_what"));
  await app.screenshot("files 2 two of three");
  expect(await app.evaluate("return document.querySelector('textarea').value")).toBe(
    "A question that is already written",
  );
});

journey("a_drag_without_files_is_explained", {}, async (app) => {
  await justTry(app);
  await app.dropAddresses("https://example.com/picture.png");
  await app.see(app.say("message_nothing_dropped"));
  await app.screenshot("files 3 no file");
});
