/** Before the first picture leaves for a service, the user is told to whom. */
import { expect, test, type Page } from "@playwright/test";
import { drag, openScenario } from "./page";

const dialog = (page: Page) => page.getByRole("dialog", { name: "Send to api.302.ai?" });
const box = (page: Page) => page.getByRole("textbox", { name: "Your question" });
const picture = (page: Page) => page.getByRole("img", { name: "IMG_2041.jpg" });

test("the first picture leaves after Continue, and later ones without a question", async ({ page }) => {
  await openScenario(page, "consent", "&pace=instant");
  await box(page).fill("Which season is it?");
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toContainText("Whatsit sends your question and the pixels of your pictures");
  await expect(dialog(page).getByRole("button", { name: "Continue" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("heading", { level: 2, name: "Which season is it?" })).toBeVisible();
  await expect(box(page)).toHaveValue("");
  await expect(box(page)).toBeFocused();

  await drag(page, "drop", [{ name: "another.png", type: "image/png" }]);
  await page.getByRole("button", { name: "Read the text" }).click();
  await expect(page.getByRole("heading", { level: 2, name: /^Read all the text/ })).toBeVisible();
});

for (const way of ["Not now", "Close"]) {
  test(`${way} leaves question, picture and focus as they were`, async ({ page }) => {
    await openScenario(page, "consent");
    await box(page).fill("  Which season is it?\nAnd where?");
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("button", { name: way }).click();
    await expect(dialog(page)).toBeHidden();
    await expect(box(page)).toHaveValue("  Which season is it?\nAnd where?");
    await expect(box(page)).toBeFocused();
    await expect(picture(page)).toBeVisible();
    await expect(page.getByRole("heading", { name: "What would you like to know?" })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(dialog(page)).toBeVisible();
  });
}

test("a one-click question waits as well, and leaves what was written", async ({ page }) => {
  await openScenario(page, "consent", "&pace=instant");
  await box(page).fill("for later");
  await page.getByRole("button", { name: "What is this?" }).click();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "What is this?" })).toBeFocused();
  await page.keyboard.press("Enter");
  await dialog(page).getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 2, name: /^What is this\? Say/ })).toBeVisible();
  await expect(box(page)).toHaveValue("for later");
});

test("the Enter that asked, held down, agrees to nothing", async ({ page }) => {
  await openScenario(page, "consent");
  await box(page).fill("Which season is it?");
  await page.keyboard.down("Enter");
  await expect(dialog(page).getByRole("button", { name: "Continue" })).toBeFocused();
  await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await expect(dialog(page)).toBeVisible();
  await expect(box(page)).toHaveValue("Which season is it?");
});

test("a picture dropped over the dialog waits for the next question", async ({ page }) => {
  await openScenario(page, "consent", "&pace=instant");
  await page.getByRole("button", { name: "What is this?" }).click();
  await drag(page, "drop", [{ name: "late.png", type: "image/png" }]);
  await expect(page.locator("img[alt='late.png']").first()).toBeAttached();
  await dialog(page).getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 2, name: /^What is this\? Say/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove late.png" })).toBeVisible();
});

test("a question without a picture needs no consent", async ({ page }) => {
  await openScenario(page, "consent", "&pace=instant");
  await page.getByRole("button", { name: "Remove IMG_2041.jpg" }).click();
  await box(page).fill("How tall is a hill?");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "How tall is a hill?" })).toBeVisible();
});

test("asking again about a picture waits as well, and keeps the answer that is there", async ({ page }) => {
  await openScenario(page, "consent_again", "&pace=instant");
  await page.getByRole("button", { name: "Ask again" }).click();
  await dialog(page).getByRole("button", { name: "Not now" }).click();
  await expect(page.locator("section.answer")).toContainText("no people and no houses");
  await page.getByRole("button", { name: "Ask again" }).click();
  await dialog(page).getByRole("button", { name: "Continue" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.locator("section.answer")).toContainText("no people and no houses");
});

test("another service asks again", async ({ page }) => {
  await openScenario(page, "answered", "&pace=instant");
  await page.keyboard.press("Control+,");
  await page.getByRole("radio", { name: /Mainland China, second/ }).check();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Ask again" }).click();
  await expect(page.getByRole("dialog", { name: "Send to api.302ai.com?" })).toBeVisible();
});
