/** The key and the settings. */
import { expect, test } from "@playwright/test";
import { openScenario } from "./page";

test("a key is explained, refused by reason, saved, and forgotten by the page", async ({ page }) => {
  await openScenario(page, "first_start");
  const door = page.getByRole("button", { name: "I have a key" });
  await door.click();
  const dialog = page.getByRole("dialog", { name: "Your key" });
  const field = dialog.getByLabel("Key for https://api.302.ai");
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("type", "password");

  for (const [key, sentence] of [
    ["", "Paste your key first."],
    ["sk-one two", "This does not look like a key."],
    ["sk-wrong", "The service does not know this key."],
  ] as const) {
    await field.fill(key);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByRole("alert")).toContainText(sentence);
    await expect(field).toBeFocused();
  }

  await field.fill("sk-0123456789abcd");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Saved. Your first question will prove it.")).toBeVisible();
  expect(await page.content()).not.toContain("sk-0123456789abcd");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("heading", { name: "Drop a picture here" })).toBeVisible();
});

test("a keychain that takes no key offers to keep it until the app closes", async ({ page }) => {
  await openScenario(page, "key_store:locked");
  await page.getByRole("button", { name: "I have a key" }).click();
  await page.getByLabel("Key for https://api.302.ai").fill("sk-abc");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").getByText("Your keychain is locked.")).toBeVisible();
  await page.getByRole("button", { name: "Use it until I close the app" }).click();
  await expect(page.getByText("Ready until you close the app.")).toBeVisible();
});

test("focus goes back where it came from when a dialog closes", async ({ page }) => {
  await openScenario(page, "first_start");
  const door = page.getByRole("button", { name: "I have a key" });
  await door.click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(door).toBeFocused();
});

test("a key saved for a failed question sends it again with one click", async ({ page }) => {
  await openScenario(page, "error:no_key", "&pace=instant");
  await page.getByRole("button", { name: "Enter a key" }).click();
  await page.getByLabel("Key for https://api.302.ai").fill("sk-abcd");
  await page.keyboard.press("Enter");
  const again = page.getByRole("dialog").getByRole("button", { name: "Send again" });
  await expect(again).toBeFocused();
  await again.click();
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("settings count at once: language, model, address, practice, key", async ({ page }) => {
  await openScenario(page, "ready");
  await page.keyboard.press("Control+,");
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await expect(dialog.getByText("In your keychain, ends in …7f3a")).toBeVisible();

  await dialog.getByRole("radio", { name: /Quick and cheaper/ }).check();
  await dialog.getByRole("radio", { name: "Another address" }).check();
  const address = dialog.getByRole("textbox", { name: "Address" });
  await address.fill("nonsense");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("This is not an address that can be used.")).toBeVisible();
  await address.fill("  https://example.org/v1 ");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("button", { name: "In use" })).toBeDisabled();
  await expect(address).toHaveValue("https://example.org/v1");
  await expect(dialog.getByText("This is not an address that can be used.")).toBeHidden();

  await dialog.getByRole("switch").check();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(dialog.getByText("No key yet.")).toBeVisible();

  await dialog.getByRole("combobox").selectOption("zh-CN");
  await expect(page.getByRole("dialog", { name: "设置" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.keyboard.press("Escape");
  await expect(page.getByText("试用模式：没有 AI 查看你的图片。")).toBeVisible();

  await page.getByRole("button", { name: "使用密钥" }).click();
  await expect(page.getByLabel("用于 https://example.org 的密钥")).toBeFocused();
});

test("settings that cannot be saved count until the app closes, and say so beside the choice", async ({
  page,
}) => {
  await openScenario(page, "settings_fail");
  await page.keyboard.press("Control+,");
  await page.getByRole("radio", { name: /Quick and cheaper/ }).click();
  await expect(page.getByRole("alert").getByText("Changes count until you close the app.")).toBeVisible();
  await expect(page.getByRole("radio", { name: /Quick and cheaper/ })).toBeChecked();
});

for (const [fault, sentence] of [
  ["settings_set_aside", "Your settings file could not be read. It was set aside, and Whatsit starts"],
  ["settings_restored", "the last good settings are used."],
  ["settings_newer", "Your settings were made by a newer Whatsit."],
  ["read_only", "Your settings are read-only."],
  ["disk_full", "The disk is full, so settings can't be saved."],
] as const) {
  test(`${fault} is told at the start`, async ({ page }) => {
    await openScenario(page, `settings_fault:${fault}`);
    await expect(page.getByRole("status").getByText(sentence)).toBeVisible();
  });
}

test("a dialog closes by a press beside it, not by one on its scroll bar", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 420 });
  await openScenario(page, "ready");
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  const edge = await dialog.boundingBox();
  if (edge === null) throw new Error("no dialog is shown");
  await page.mouse.click(edge.x + edge.width - 5, edge.y + edge.height / 2);
  await expect(dialog).toBeVisible();
  await dialog.locator(".body").evaluate((body) => body.scrollTo(0, body.scrollHeight));
  await expect(dialog.getByRole("heading", { name: "Settings" })).toBeInViewport();
  await page.mouse.click(5, 400);
  await expect(dialog).toBeHidden();
});
