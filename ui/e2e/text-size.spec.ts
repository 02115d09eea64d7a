/** The size of everything, and the list of keys. */
import { expect, test } from "@playwright/test";
import { expectNoBarriers, expectNoSidewaysScroll, openScenario } from "./page";

test("keys make everything larger and smaller, also over a dialog, and it is kept", async ({ page }) => {
  await openScenario(page, "draft");
  const size = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  await page.keyboard.press("Control+Equal");
  await page.keyboard.press("Control+NumpadAdd");
  expect(await size()).toBe("20px");
  await page.keyboard.press("Control+,");
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await expect(dialog.getByText("125 %")).toBeVisible();
  await page.keyboard.press("Control+Minus");
  await expect(dialog.getByText("110 %")).toBeVisible();
  await dialog.getByRole("button", { name: "Larger text" }).click();
  expect(await size()).toBe("20px");
  await page.keyboard.press("Control+0");
  expect(await size()).toBe("16px");
});

test("F1 lists every key, and gives the focus back", async ({ page }) => {
  await openScenario(page, "ready");
  await page.keyboard.press("F1");
  const dialog = page.getByRole("dialog", { name: "Keyboard" });
  await expect(dialog.getByText("Start a new line")).toBeVisible();
  await page.screenshot({ path: "e2e/screenshots/keys.png" });
  await expectNoBarriers(page);
  await page.keyboard.press("F1");
  await expect(dialog).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("textbox", { name: "Your question" })).toBeFocused();
});

for (const percent of [200, 300]) {
  for (const width of [420, 800, 1080, 1280]) {
    test(`text of ${percent} % at ${width} needs no sideways scroll`, async ({ page }) => {
      await page.setViewportSize({ width, height: 760 });
      for (const scenario of [
        "first_start",
        "ready",
        "draft",
        "locked",
        "several",
        "error:no_money",
        "settings_fault:settings_set_aside",
      ]) {
        await openScenario(page, scenario, "&pace=instant");
        await page.evaluate((size) => (document.documentElement.style.fontSize = `${size}%`), percent);
        await page.screenshot({
          path: `e2e/screenshots/size-${percent}-${width}-${scenario.replace(":", "-")}.png`,
        });
        await expectNoSidewaysScroll(page);
      }
      for (const key of ["Control+,", "F1"]) {
        await page.keyboard.press(key);
        await expect(page.locator("dialog[open]")).toBeVisible();
        await page.screenshot({
          path: `e2e/screenshots/size-${percent}-${width}-${key.replace(/\W/g, "")}.png`,
        });
        await expectNoSidewaysScroll(page);
        await page.keyboard.press("Escape");
        await expect(page.locator("dialog[open]")).toBeHidden();
      }
    });
  }
}
