/** The focus always has a place from which a key press does something. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import { drag, openScenario } from "./page";

const box = (page: Page): Locator => page.getByRole("textbox", { name: "Your question" });

test("it begins in the question box, or at the first door", async ({ page }) => {
  await openScenario(page, "ready");
  await expect(box(page)).toBeFocused();
  await openScenario(page, "first_start");
  await expect(page.getByRole("button", { name: "I have a key" })).toBeFocused();
  await openScenario(page, "locked");
  await expect(page.getByRole("button", { name: "I have a key" })).toBeFocused();
});

test("it stays in the box over a drop, a question, an answer and a new question", async ({ page }) => {
  await openScenario(page, "ready", "&pace=hold_follow_up");
  await drag(page, "drop", [{ name: "photo.png", type: "image/png" }]);
  await expect(page.getByRole("img", { name: "photo.png" })).toBeVisible();
  await expect(box(page)).toBeFocused();
  await page.getByRole("button", { name: "What is this?" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Ask again" })).toBeVisible();
  await expect(box(page)).toBeFocused();
  await page.getByRole("button", { name: "New question" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Drop a picture here" })).toBeVisible();
  await expect(box(page)).toBeFocused();
});

test("an answer that ends leaves a reader where he is", async ({ page }) => {
  await openScenario(page, "draft", "&pace=hold");
  await page.getByRole("button", { name: "What is this?" }).click();
  const stop = page.getByRole("button", { name: "Stop" });
  await stop.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Ask again" })).toBeFocused();
  const region = page.getByRole("region", { name: "Questions and answers" });
  await region.focus();
  await page.keyboard.press("Escape");
  await expect(region).toBeFocused();
});

test("it goes back to the box when what had it is gone", async ({ page }) => {
  await openScenario(page, "settings_fault:settings_set_aside");
  await page.getByRole("button", { name: "Dismiss this message" }).focus();
  await page.keyboard.press("Enter");
  await expect(box(page)).toBeFocused();
  await drag(page, "drop", [{ name: "notes.pdf", type: "application/pdf", content: "AAAA" }]);
  await page.getByRole("button", { name: "Dismiss: notes.pdf" }).focus();
  await page.keyboard.press("Enter");
  await expect(box(page)).toBeFocused();
  await page.getByRole("button", { name: "Try a sample" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Remove / }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("body")).not.toBeFocused();
});

test("a dialog gives it back, even to a reader who had put it nowhere", async ({ page }) => {
  await openScenario(page, "answered", "&pace=instant");
  await page.evaluate(() => {
    (document.activeElement as HTMLElement).blur();
  });
  for (const key of ["Control+,", "F1"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(box(page)).toBeFocused();
  }
  const settings = page.getByRole("button", { name: "Settings" });
  await settings.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(settings).toBeFocused();
});
