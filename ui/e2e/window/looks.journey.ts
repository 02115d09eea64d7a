import { expect } from "vitest";

import { journey, justTry, photograph } from "./journey";
import { inChinese } from "./sentences";

journey(
  "a_chinese_system_gets_a_chinese_window",
  { language: "zh_CN.UTF-8", say: inChinese },
  async (app, desktop) => {
    const { say } = app;
    await app.see(say("first_title"));
    await app.screenshot("chinese 1 first start");
    await justTry(app);
    await app.drop(photograph(desktop, 1600, 1200));
    await app.press(say("question_what"));
    expect((await app.stages(1)).at(-1)).toContain(say("practice_no_ai"));
    expect(await app.evaluate("return document.documentElement.lang")).toBe("zh-CN");
    await app.screenshot("chinese 2 answered");
  },
);

journey("a_dark_system_gets_a_dark_window", { dark: true }, async (app, desktop) => {
  const { say } = app;
  await app.see(say("first_title"));
  await app.screenshot("dark 1 first start");
  await justTry(app);
  await app.drop(photograph(desktop, 1600, 1200));
  await app.press(say("question_what"));
  await app.stages(1);
  await app.screenshot("dark 2 answered");
  const background = "return getComputedStyle(document.documentElement).backgroundColor";
  const [red = 255, green = 255, blue = 255] =
    (await app.evaluate<string>(background)).match(/\d+/g)?.map(Number) ?? [];
  expect(Math.max(red, green, blue)).toBeLessThan(80);
});

journey("a_narrow_window_needs_no_scrolling_sideways", { width: 420, height: 720 }, async (app, desktop) => {
  const { say } = app;
  const overflow = "return document.documentElement.scrollWidth - innerWidth";
  await app.screenshot("narrow 1 first start");
  expect(await app.evaluate(overflow)).toBe(0);
  await justTry(app);
  await app.drop(photograph(desktop, 1600, 1200));
  await app.get("button", say("question_what"));
  expect(await app.evaluate(overflow)).toBe(0);
  await app.screenshot("narrow 2 picture");
  await app.press(say("question_what"));
  await app.stages(1);
  expect(await app.evaluate(overflow)).toBe(0);
  await app.screenshot("narrow 3 answered");
});
