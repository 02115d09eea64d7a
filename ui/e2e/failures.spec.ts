/** Every failure has its card: a title, a sentence, a button that helps, and the question stays. */
import { expect, test } from "@playwright/test";
import type { Cause, Code } from "../src/host/types";
import english from "../src/messages/en.json" with { type: "json" };
import { openScenario } from "./page";

const sentences: Record<string, string> = english;

const mainButton: Record<Code, string> = {
  no_key: "Enter a key",
  bad_key: "Enter a key",
  key_expired: "Enter a key",
  no_money: "Top up…",
  quota: "Open your keys…",
  rate_limited: "Send again in 30 s",
  model_unavailable: "Choose another model",
  model_is_blind: "Choose another model",
  picture_refused: "Choose another model",
  too_large: "New question",
  too_many_tokens: "New question",
  bad_request: "Choose another model",
  forbidden: "Choose another model",
  blocked: "New question",
  wrong_address: "Check the address",
  service_down: "Send again",
  unreachable: "Send again",
  cut_off: "Send again",
  stalled: "Send again",
  empty_answer: "Send again",
  length_used_up: "Choose another model",
  too_long: "Send again",
  protocol: "Check the address",
  picture_gone: "New question",
  store_failed: "Send again",
  internal: "Send again",
};

for (const [code, button] of Object.entries(mainButton)) {
  test(`${code} is told, with the button that helps`, async ({ page }) => {
    await page.clock.install();
    await openScenario(page, `error:${code}`, "&pace=instant");
    const card = page.locator("section.answer .card");
    await expect(card.getByRole("heading")).toHaveText(sentences[`error_${code}_title`] ?? "");
    await expect(card.locator(".button.primary")).toHaveText(button);
    await expect(page.getByRole("heading", { level: 2 })).toContainText("What is this?");
  });
}

const causes: Cause[] = [
  "offline",
  "name_not_found",
  "refused",
  "tls_expired",
  "tls_wrong_name",
  "tls_unknown_issuer",
  "tls_other",
  "proxy",
  "timeout",
];

for (const cause of causes) {
  test(`unreachable because of ${cause} is told by its cause`, async ({ page }) => {
    await openScenario(page, `unreachable:${cause}`, "&pace=instant");
    await expect(page.locator(".card p").first()).toHaveText(sentences[`cause_${cause}`] ?? "");
  });
}

test("the wait a service asks for is counted down, then the question can be sent", async ({ page }) => {
  await page.clock.install();
  await openScenario(page, "error:rate_limited", "&pace=instant");
  await expect(page.getByRole("button", { name: "Send again in 30 s" })).toBeDisabled();
  await page.clock.runFor(10_000);
  await expect(page.getByRole("button", { name: /Send again in (19|20) s/ })).toBeDisabled();
  await page.clock.runFor(20_000);
  await expect(page.getByRole("button", { name: "Send again", exact: true })).toBeEnabled();
});

test("details are folded and hold what the service said", async ({ page }) => {
  await openScenario(page, "error:service_down", "&pace=instant");
  const raw = page.getByRole("region", { name: "Details" });
  await expect(raw).toBeHidden();
  await page.getByText("Details").click();
  await expect(raw).toContainText("err_code");
  await expect(page.getByText("Status 400")).toBeVisible();
});

test("choosing another model opens the settings there", async ({ page }) => {
  await openScenario(page, "error:model_is_blind", "&pace=instant");
  await page.getByRole("button", { name: "Choose another model" }).click();
  await expect(page.getByRole("dialog").getByRole("radio", { name: /Thorough/ })).toBeFocused();
});

test("a new question after a failure keeps what was written", async ({ page }) => {
  await openScenario(page, "error:blocked", "&pace=instant");
  await page.locator(".card").getByRole("button", { name: "New question" }).click();
  await expect(page.getByRole("textbox")).toHaveValue("What is this? Say what the picture shows.");
});

test("an interrupted answer keeps its text above the card", async ({ page }) => {
  await openScenario(page, "interrupted", "&pace=instant");
  await expect(page.locator("section.answer")).toContainText("This is a view over hills");
  await expect(page.locator(".card")).toContainText("The answer may be incomplete");
});

test("a start that fails says so", async ({ page }) => {
  await openScenario(page, "start_fails");
  await expect(page.getByRole("heading", { name: "Whatsit could not start" })).toBeVisible();
});
