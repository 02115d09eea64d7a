import { expect } from "vitest";

import { journey, justTry, photograph } from "./journey";

journey("a_dropped_picture_and_one_click_are_answered_without_a_key", {}, async (app, desktop) => {
  const { say } = app;
  await app.see(say("first_title"));
  await app.screenshot("practice 1 first start");
  await justTry(app);
  await app.screenshot("practice 2 empty");

  await app.drop(photograph(desktop, 1600, 1200));
  await app.see(say("picture_stays", { width: "1,120", height: 840, size: "" }).split(",")[0] ?? "");
  await app.screenshot("practice 3 picture");

  await app.press(say("question_what"));
  await app.get("button", say("stop"));
  await app.screenshot("practice 4 answering");
  const stages = await app.stages(1);
  expect(stages.length, "stages of the growing answer").toBeGreaterThan(3);
  const answer = stages.at(-1);
  expect(answer).toContain(say("practice_no_ai"));
  expect(answer).toContain(say("practice_size", { width: 1120, height: 840 }));
  await app.screenshot("practice 5 answered");

  await app.write(say("composer_label"), "And what is behind the hills?");
  await app.keys("Return");
  const second = (await app.stages(2)).at(-1);
  expect(second).toContain("And what is behind the hills?");
  expect(await app.turn(1)).toContain(say("practice_next"));
  await app.screenshot("practice 6 follow-up");
});

journey("a_new_question_by_keyboard_leaves_an_empty_window", {}, async (app, desktop) => {
  const { say } = app;
  await justTry(app);
  await app.drop(photograph(desktop, 640, 480));
  await app.press(say("question_explain"));
  await app.stages(1);
  await app.keys("ctrl+n");
  await app.see(say("empty_title"));
  expect(await app.has("article", say("turn_question", { number: 1 }))).toBe(false);
});
