import { expect } from "vitest";

import { agree, enterService, journey, photograph } from "./journey";
import { filesWith, keychain } from "./secrets";
import { Service } from "./service";
import { AppWindow } from "./window";

const KEY = "sk-a-key-that-is-kept-safe-1234";

journey("a_key_outlives_the_app_in_the_keychain_and_nowhere_else", {}, async (app, desktop) => {
  const { say } = app;
  const service = await Service.start(desktop, { key: KEY });
  await enterService(app, service.origin, KEY);
  await app.close();
  expect(app.output()).not.toContain(KEY);

  const held = await keychain(desktop);
  expect(held).toContain(`secret = ${KEY}`);
  expect(held).toContain(service.origin);
  expect(filesWith(KEY, desktop.home)).toEqual([]);

  const again = await AppWindow.open(desktop);
  await again.see(say("empty_title"));
  await again.press(say("settings_title"));
  await again.see(say("settings_key_kept", { ends_in: "1234" }));
  await again.screenshot("key 1 after a restart");
  await again.press(say("close"));
  await again.drop(photograph(desktop, 640, 480));
  await again.press(say("question_what"));
  await agree(again, service.origin);
  expect((await again.stages(1)).at(-1)).toContain("That is the whole answer.");
  expect(await again.evaluate("return document.documentElement.outerHTML")).not.toContain(KEY);
  expect(filesWith(KEY, desktop.home)).toEqual([]);

  await again.press(say("settings_title"));
  await again.press(say("settings_key_remove"));
  await again.see(say("settings_key_none"));
  expect(await keychain(desktop)).toBe("");
});
