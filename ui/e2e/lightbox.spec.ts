/** A picture looked at closely. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import { expectNoBarriers, expectNoSidewaysScroll, openScenario } from "./page";

const opened = async (page: Page, scenario: string): Promise<Locator> => {
  await openScenario(page, scenario, "&pace=instant");
  await page.getByRole("button", { name: /^Look closer: / }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /, enlarged$/ });
  await expect(dialog.getByRole("img")).toBeVisible();
  return dialog;
};
const percent = async (dialog: Locator): Promise<number> =>
  parseInt((await dialog.locator("output").textContent()) ?? "", 10);

test("a press opens it, keys zoom and move, Esc closes, and the focus goes back", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const dialog = await opened(page, "draft");
  const picture = dialog.getByRole("img");
  const whole = await percent(dialog);
  await page.keyboard.press("+");
  expect(await percent(dialog)).toBeGreaterThan(whole);
  await page.keyboard.press("End");
  expect(await percent(dialog)).toBe(100);
  for (let times = 0; times < 5; times += 1) await page.keyboard.press("+");
  const before = await picture.boundingBox();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  const after = await picture.boundingBox();
  expect([after?.x, after?.y]).toEqual([(before?.x ?? 0) - 80, (before?.y ?? 0) - 80]);
  await page.keyboard.press("-");
  await page.keyboard.press("Home");
  expect(await percent(dialog)).toBe(whole);
  await expect(dialog.getByRole("button", { name: "Fit" })).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: /^Look closer: / })).toBeFocused();
});

test("wheel, double press and drag keep what is under the pointer under it", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const dialog = await opened(page, "draft");
  const whole = await percent(dialog);
  const room = await dialog.locator(".room").boundingBox();
  if (room === null) throw new Error("no room");
  const at = { x: room.x + room.width / 2 + 60, y: room.y + room.height / 2 + 40 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(0, -400);
  await expect.poll(() => percent(dialog)).toBeGreaterThan(whole * 2);
  const picture = dialog.getByRole("img");
  const before = await picture.boundingBox();
  await page.mouse.down();
  await page.mouse.move(at.x - 30, at.y - 20, { steps: 4 });
  await page.mouse.up();
  const after = await picture.boundingBox();
  expect(Math.round((before?.x ?? 0) - (after?.x ?? 0))).toBe(30);
  await expect(dialog).toBeVisible();
  await page.mouse.dblclick(at.x, at.y);
  expect(await percent(dialog)).toBe(whole);
  await page.mouse.dblclick(at.x, at.y);
  expect(await percent(dialog)).toBeGreaterThan(whole);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
});

test("the other pictures are an arrow away, as long as nothing is enlarged", async ({ page }) => {
  const dialog = await opened(page, "strip");
  await expect(dialog.getByText("3 of 3")).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(dialog.getByText("2 of 3")).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(dialog.getByText("1 of 3")).toBeVisible();
  await expect(dialog.getByRole("img", { name: "receipt.png" })).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(dialog.getByText("1 of 3")).toBeVisible();
  await dialog.getByRole("button", { name: "Next picture" }).click();
  await expect(dialog.getByText("2 of 3")).toBeVisible();
});

for (const [width, height, theme] of [
  [420, 760, "dark"],
  [1080, 760, "light"],
] as const) {
  test(`at ${width} in ${theme} it has no barrier and does not scroll sideways`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    await opened(page, "strip");
    await page.screenshot({ path: `e2e/screenshots/lightbox-${width}-${theme}.png` });
    await expectNoSidewaysScroll(page);
    await expectNoBarriers(page);
  });
}
