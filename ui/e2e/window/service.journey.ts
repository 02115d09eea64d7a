import { expect } from "vitest";

import { agree, enterService, journey, photograph } from "./journey";
import { pictures, Service, text } from "./service";
import { until } from "./window";

const KEY = "sk-journey-of-the-real-window-5678";

journey("a_service_gets_the_key_one_small_picture_and_the_conversation", {}, async (app, desktop) => {
  const { say } = app;
  const service = await Service.start(desktop, { key: KEY, delayMs: 60 });
  await enterService(app, service.origin, KEY);
  await app.drop(photograph(desktop, 1600, 1200));
  await app.press(say("question_what"));
  await agree(app, service.origin);
  const stages = await app.stages(1);
  expect(stages.length, "stages of the growing answer").toBeGreaterThan(3);
  expect(stages.at(-1)).toContain("1120 × 840");
  expect(stages.at(-1)).toContain("That is the whole answer.");
  await app.screenshot("service 1 answered");

  await app.write(say("composer_label"), "Which colour is the sky?");
  await app.keys("Return");
  await app.stages(2);
  await app.screenshot("service 2 follow-up");

  const [first, second, ...more] = service.questions();
  expect(more).toEqual([]);
  expect(first?.messages.map(({ role }) => role)).toEqual(["user"]);
  expect(second?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
  expect(second?.messages.map(({ content }) => text(content))).toEqual([
    say("question_what_text"),
    expect.stringContaining("That is the whole answer."),
    "Which colour is the sky?",
  ]);
  for (const question of [first, second]) {
    expect(question).toMatchObject({ model: "llama3.2-90b", stream: true });
    expect(question && pictures(question)).toEqual([
      expect.stringMatching(/^data:image\/(jpeg|png);base64,/),
    ]);
  }
  const authorizations = service
    .requests()
    .map(({ headers }) => headers.filter(([name]) => /^authorization$/i.test(name)));
  expect(new Set(authorizations.flat().map(([, value]) => value))).toEqual(new Set([`Bearer ${KEY}`]));
});

journey("stop_and_escape_keep_the_text_and_close_the_connection", {}, async (app, desktop) => {
  const { say } = app;
  const service = await Service.start(desktop, { key: KEY, delayMs: 300 });
  await enterService(app, service.origin, KEY);
  await app.drop(photograph(desktop, 640, 480));
  await app.press(say("question_what"));
  await agree(app, service.origin);
  await app.see("What arrived");
  await app.press(say("stop"));
  await service.left(1);
  await app.see(say("answer_stopped"));
  expect(await app.turn(1)).toContain("What arrived");
  await app.screenshot("stop 1 by the button");

  await app.write(say("composer_label"), "And once more?");
  await app.keys("Return");
  await until("the second answer has begun", async () => (await app.turn(2)).includes("What arrived"));
  await app.keys("Escape");
  await service.left(2);
  await until("it was stopped", async () => (await app.turn(2)).includes(say("answer_stopped")));
  expect(await app.turn(2)).toContain("What arrived");
  expect(service.questions()).toHaveLength(2);
});

journey("a_wrong_key_is_told_at_once_and_is_not_kept", {}, async (app, desktop) => {
  const { say } = app;
  const service = await Service.start(desktop, { key: KEY });
  await app.press(say("settings_title"));
  await app.press(say("settings_service_other"), "radio");
  await app.write(say("settings_service_address"), service.origin);
  await app.press(say("settings_use"));
  await app.press(say("action_enter_key"));
  await app.write(say("key_label", { service: service.origin }), "sk-not-this-one-at-all-9999");
  await app.press(say("key_save"));
  await app.see(say("key_refused_wrong"));
  await app.screenshot("key refused");
  await app.keys("Escape");
  await app.see(say("settings_key_none"));
});
