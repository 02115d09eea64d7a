import { expect, test, type Page } from "@playwright/test";
import { drag, expectNoBarriers, openScenario } from "./page";

const row = (page: Page) => page.getByRole("list", { name: "Pictures for your next question" });

async function expectOrder(page: Page, ...names: string[]): Promise<void> {
  const shown = names.map((name) => `Show ${name}`);
  const labels = () =>
    row(page)
      .getByRole("button", { name: /^Show/ })
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label")));
  await expect.poll(labels).toEqual(shown);
}

test("the mouse carries a picture to another place, and a click is still a click", async ({ page }) => {
  await openScenario(page, "strip");
  await expectOrder(page, "receipt.png", "Your picture", "map.png");
  const from = await page.getByRole("button", { name: "Show map.png" }).boundingBox();
  const to = await page.getByRole("button", { name: "Show receipt.png" }).boundingBox();
  if (from === null || to === null) throw new Error("not on the screen");
  await page.mouse.move(from.x + 20, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(to.x + 30, to.y + 24, { steps: 6 });
  await page.mouse.up();
  await expectOrder(page, "map.png", "receipt.png", "Your picture");
  await expect(page.locator("figcaption")).toContainText("map.png");
  await page.getByRole("button", { name: "Show receipt.png" }).click();
  await expect(page.locator("figcaption")).toContainText("receipt.png");
});

test("a drag that is broken off by Escape changes nothing", async ({ page }) => {
  await openScenario(page, "strip");
  await page.getByRole("button", { name: "Show map.png" }).hover();
  await page.mouse.down();
  await page.mouse.move(20, 20, { steps: 4 });
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expectOrder(page, "receipt.png", "Your picture", "map.png");
});

test("the keyboard moves a picture, which keeps the focus, and its place is said", async ({ page }) => {
  await openScenario(page, "strip");
  const receipt = page.getByRole("button", { name: "Show receipt.png" });
  await receipt.focus();
  await page.keyboard.press("Alt+ArrowRight");
  await expectOrder(page, "Your picture", "receipt.png", "map.png");
  await expect(receipt).toBeFocused();
  await page.keyboard.press("Alt+ArrowRight");
  await page.keyboard.press("Alt+ArrowRight");
  await expectOrder(page, "Your picture", "map.png", "receipt.png");
  await expect(page.locator("[aria-live]")).toContainText("receipt.png is now 3 of 3.");
  await expect(receipt).toBeFocused();
});

test("from right to left the arrows mean what they show", async ({ page }) => {
  await openScenario(page, "strip");
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await page.getByRole("button", { name: "Show receipt.png" }).focus();
  await page.keyboard.press("Alt+ArrowLeft");
  await expectOrder(page, "Your picture", "receipt.png", "map.png");
});

test("buttons move the picture that is looked at", async ({ page }) => {
  await openScenario(page, "strip");
  const earlier = page.getByRole("button", { name: "Move map.png earlier" });
  await page.getByRole("button", { name: "Show map.png" }).click();
  await earlier.click();
  await expectOrder(page, "receipt.png", "map.png", "Your picture");
  await earlier.click();
  await expectOrder(page, "map.png", "receipt.png", "Your picture");
  await expect(earlier).toHaveAttribute("aria-disabled", "true");
  await expectNoBarriers(page);
});

test("a removed picture comes back to its place, by the button and by Ctrl+Z", async ({ page }) => {
  await openScenario(page, "strip");
  await page.getByRole("button", { name: "Remove Your picture" }).click();
  await expectOrder(page, "receipt.png", "map.png");
  await expect(page.getByText("Your picture removed.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Show map.png" })).toBeFocused();
  await expectNoBarriers(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await expectOrder(page, "receipt.png", "Your picture", "map.png");

  await page.getByRole("button", { name: "Remove receipt.png" }).click();
  await page.keyboard.press("Control+z");
  await expectOrder(page, "receipt.png", "Your picture", "map.png");
  await expect(page.getByRole("button", { name: "Undo" })).toBeHidden();
});

test("the offer to undo passes, but not under the mouse", async ({ page }) => {
  await page.clock.install();
  await openScenario(page, "strip");
  await page.getByRole("button", { name: "Remove map.png" }).click();
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.hover();
  await page.clock.runFor(60_000);
  await expect(undo).toBeVisible();
  await page.mouse.move(5, 5);
  await page.clock.runFor(10_000);
  await expect(undo).toBeHidden();
});

test("what is over the limit is named, and the limit can be seen before", async ({ page }) => {
  await openScenario(page, "full");
  await expect(page.getByText("10 of 10")).toBeVisible();
  await expect(page.getByText("This model takes one picture at a time")).toBeVisible();
  await drag(page, "drop", [{ name: "one more.png", type: "image/png" }]);
  await expect(page.getByText("Only 10 pictures can wait at a time. Not added: one more.png")).toBeVisible();
  await expect(row(page).getByRole("listitem")).toHaveCount(10);
  await expectNoBarriers(page);
});

test("pictures asked about stand apart, and those not sent say so", async ({ page }) => {
  await openScenario(page, "several");
  const asked = page.getByRole("list", { name: "Pictures already asked about" });
  await expect(asked.getByRole("button")).toHaveAccessibleName(
    "Show IMG_2041.jpg, not sent with the next question",
  );
  await expect(row(page).getByRole("listitem")).toHaveCount(2);
  await expectNoBarriers(page);
});

test("what was prepared before is there at the start", async ({ page }) => {
  await openScenario(page, "kept");
  await expect(page.getByRole("textbox")).toHaveValue("What is on the receipt?");
  await expectOrder(page, "receipt.png", "Your picture", "map.png");
});

for (const [scenario, sentence] of [
  ["draft_trouble:disk_full", "There is no space left on the disk."],
  ["draft_trouble:read_only", "The app's folder can't be written to."],
  ["draft_incomplete", "Part of what you had prepared could not be read."],
] as const) {
  test(`${scenario} is one sentence`, async ({ page }) => {
    await openScenario(page, scenario);
    await expect(page.getByRole("status").filter({ hasText: sentence })).toBeVisible();
  });
}
