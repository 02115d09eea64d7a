/** Everything without a mouse. */
import { expect, test } from "@playwright/test";
import { drag, openScenario } from "./page";

test("the whole way by keyboard", async ({ page }) => {
  await openScenario(page, "first_start", "&pace=hold");
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  await page.getByRole("button", { name: "Settings" }).focus();
  for (const door of ["I have a key", "Get a key", "Just try it"]) {
    await press("Tab");
    await expect(page.getByRole("button", { name: door })).toBeFocused();
  }
  await press("Enter");
  await expect(page.getByRole("textbox")).toBeFocused();
  await press("Control+o");
  await expect(page.getByRole("img", { name: "IMG_2041.jpg" })).toBeVisible();
  await page.keyboard.type("What season");
  await press("Shift+Enter");
  await page.keyboard.type("is it?");
  await expect(page.getByRole("textbox")).toHaveValue("What season\nis it?");
  await press("Enter");
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect(page.getByRole("textbox")).toBeFocused();
  await press("Escape");
  await expect(page.getByText("You stopped this answer.")).toBeVisible();
  await press("ArrowUp");
  await expect(page.getByRole("textbox")).toHaveValue("What season\nis it?");
});

test("Enter that confirms an input method's word does not ask", async ({ page }) => {
  await openScenario(page, "draft");
  const box = page.getByRole("textbox");
  await box.fill("这是");
  for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
    await box.evaluate((element, how) => {
      element.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...how }),
      );
    }, init);
  }
  await expect(box).toHaveValue("这是");
  await expect(page.getByRole("heading", { name: "What would you like to know?" })).toBeVisible();
});

test("a picture alone may be asked about, nothing at all may not", async ({ page }) => {
  await openScenario(page, "ready");
  await expect(page.getByRole("button", { name: "Ask", exact: true })).toBeDisabled();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Try a sample" }).click();
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(page.getByRole("heading", { name: "About this picture" })).toBeVisible();
});

test("while an answer is written, the next question can be typed but not sent", async ({ page }) => {
  await openScenario(page, "draft", "&pace=hold");
  await page.getByRole("button", { name: "What is this?" }).click();
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await page.keyboard.type("next");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox")).toHaveValue("next");
});

test("typing anywhere goes into the question box, but not from a dialog", async ({ page }) => {
  await openScenario(page, "answered", "&pace=instant");
  const box = page.getByRole("textbox", { name: "Your question" });
  await page.getByRole("region", { name: "Questions and answers" }).focus();
  await page.keyboard.type("And why?");
  await expect(box).toHaveValue("And why?");
  await page.keyboard.press("Control+,");
  await page.keyboard.type("x");
  await expect(box).toHaveValue("And why?");
});

test("select all takes what there is to read, not what there is to press", async ({ page }) => {
  await openScenario(page, "answered", "&pace=instant");
  await page.getByRole("region", { name: "Questions and answers" }).focus();
  await page.keyboard.press("Control+a");
  const selected = await page.evaluate(() => getSelection()?.toString() ?? "");
  expect(selected).toContain("What is this? Say what the picture shows.");
  expect(selected).not.toContain("Ask again");
  expect(selected).not.toContain("New question");
});

test("a file is told once: ready, or why not", async ({ page }) => {
  await openScenario(page, "draft");
  const told = page.locator("[aria-live=polite]");
  await expect(told.getByText("IMG_2041.jpg is ready.")).toHaveCount(1);
  for (const name of ["a.heic", "b.heic"]) {
    await drag(page, "drop", [{ name, type: "image/heic", content: "AAAA" }]);
    await expect(told.getByText(name)).toHaveCount(1);
  }
  await page.getByRole("button", { name: "Dismiss: b.heic" }).click();
  await expect(page.getByRole("button", { name: "Dismiss: b.heic" })).toBeHidden();
  await expect(told.getByText("a.heic")).toHaveCount(1);
});
