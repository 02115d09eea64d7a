import { expect } from "vitest";

import { agree, enterService, journey, photograph } from "./journey";
import { Service } from "./service";
import { AppWindow } from "./window";

const KEY = "sk-asked-before-it-leaves-1234";

journey("no_picture_leaves_before_the_user_agreed_to_whom", {}, async (app, desktop) => {
  const { say } = app;
  const service = await Service.start(desktop, { key: KEY });
  const title = say("consent_title", { service: new URL(service.origin).host });
  await enterService(app, service.origin, KEY);
  const afterTheKeyTest = service.requests().length;

  await app.write(say("composer_label"), "A question by itself");
  await app.keys("Return");
  await app.stages(1);
  expect(service.questions()).toHaveLength(1);

  await app.drop(photograph(desktop, 1600, 1200));
  await app.write(say("composer_label"), "Which colour is the sky?");
  await app.keys("Return");
  await app.get("dialog", title);
  await app.screenshot("consent 1 asked");
  await app.press(say("consent_not_now"));
  await app.gone("dialog", title);
  expect(await app.evaluate("return document.querySelector('textarea').value")).toBe(
    "Which colour is the sky?",
  );
  await app.get("button", say("question_what"));
  expect(service.requests()).toHaveLength(afterTheKeyTest + 1);

  await app.keys("Return");
  await agree(app, service.origin);
  await app.stages(2);
  expect(service.questions()).toHaveLength(2);
  await app.screenshot("consent 2 answered");
  await app.close();

  const again = await AppWindow.open(desktop);
  await again.drop(photograph(desktop, 640, 480));
  await again.press(say("question_what"));
  await again.stages(1);
  expect(service.questions()).toHaveLength(3);

  const other = await Service.start(desktop, { key: KEY });
  await again.press(say("settings_title"));
  await again.write(say("settings_service_address"), other.origin);
  await again.press(say("settings_use"));
  await again.press(say("close"));
  await again.press(say("ask_again"));
  await again.get("dialog", say("consent_title", { service: new URL(other.origin).host }));
  await again.screenshot("consent 3 another service");
  expect(other.requests()).toEqual([]);
});
