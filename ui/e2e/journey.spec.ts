/** What somebody does who has never heard of any of this. */
import { expect, test } from "@playwright/test";
import { drag, openScenario } from "./page";

const photo = { name: "photo.png", type: "image/png" };

test("from the first start over a drop and one click to an answer, a follow-up, and stop", async ({
  page,
}) => {
  await openScenario(page, "first_start", "&pace=hold_follow_up");
  await page.getByRole("button", { name: "Just try it" }).click();
  await expect(page.getByText("Practice: no AI looks at your pictures.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Drop a picture here" })).toBeVisible();

  await drag(page, "dragenter");
  await expect(page.getByText("Drop it anywhere")).toBeVisible();
  await drag(page, "drop", [photo]);
  await expect(page.getByText("Drop it anywhere")).toBeHidden();
  await expect(page.getByRole("img", { name: "photo.png" })).toBeVisible();
  await expect(page.getByText("Stays on your computer · 1 × 1, 1 KB")).toBeVisible();

  await page.getByRole("button", { name: "What is this?" }).click();
  await expect(page.getByRole("heading", { level: 2, name: /^What is this\? Say/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Ask again" })).toBeVisible();
  const answer = page.locator("section.answer");
  await expect(answer).toContainText("no people and no houses");
  await expect(page.getByRole("img", { name: "photo.png" }).first()).toBeVisible();

  const box = page.getByRole("textbox", { name: "Your question" });
  await expect(box).toBeFocused();
  await box.fill("And the weather?");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText("You stopped this answer.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Ask again" })).toHaveCount(1);

  await page.getByRole("button", { name: "New question" }).click();
  await expect(page.getByRole("heading", { name: "Drop a picture here" })).toBeVisible();
});

test("stop and ask again share one place", async ({ page }) => {
  await openScenario(page, "draft", "&pace=hold");
  await page.getByRole("button", { name: "Explain it simply" }).click();
  await expect(page.locator("section.answer li").last()).toHaveText("no people and no houses");
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const stop = await page.getByRole("button", { name: "Stop" }).boundingBox();
  await page.keyboard.press("Escape");
  const again = page.getByRole("button", { name: "Ask again" });
  await expect(again).toBeVisible();
  expect((await again.boundingBox())?.x).toBe(stop?.x);
});

test("a press meant for stop that comes just after the end does not ask again", async ({ page }) => {
  await page.clock.install();
  await openScenario(page, "draft", "&pace=hold");
  await page.getByRole("button", { name: "Explain it simply" }).click();
  await page.clock.runFor(2_000);
  await page.getByRole("button", { name: "Stop" }).focus();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Ask again" }).click();
  await expect(page.getByText("You stopped this answer.")).toBeVisible();
  await page.clock.runFor(1_000);
  await page.getByRole("button", { name: "Ask again" }).click();
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
});

test("copy says that it copied, and a failed copy says what to do", async ({ page }) => {
  await openScenario(page, "answered", "&pace=instant");
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  await openScenario(page, "copy_fails", "&pace=instant");
  await page.getByRole("textbox").fill("hello");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByText("The answer could not be copied.")).toBeVisible();
});

test("a question that cannot be sent stays, with its picture", async ({ page }) => {
  await openScenario(page, "ask_fails");
  await drag(page, "drop", [photo]);
  await page.getByRole("textbox").fill("my question");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(page.getByText("The question could not be sent.")).toBeVisible();
  await expect(page.getByRole("textbox")).toHaveValue("my question");
  await expect(page.getByRole("img", { name: "photo.png" })).toBeVisible();
});

test("a file that is no picture is refused in one sentence, and nothing else is lost", async ({ page }) => {
  await openScenario(page, "draft");
  await page.getByRole("textbox").fill("kept");
  await drag(page, "drop", [{ name: "notes.pdf", type: "application/pdf", content: "AAAA" }]);
  await expect(page.getByText("PDF files can't be opened yet.").first()).toBeVisible();
  await expect(page.getByRole("textbox")).toHaveValue("kept");
  await expect(page.getByRole("img", { name: "IMG_2041.jpg" })).toBeVisible();
  await page.getByRole("button", { name: "Dismiss: notes.pdf" }).click();
  await expect(page.getByRole("group", { name: "Files that could not be opened" })).toBeHidden();
});

test("a drop without a file says how to do it", async ({ page }) => {
  await openScenario(page, "ready");
  await drag(page, "drop");
  await expect(page.getByText("That was not a file.")).toBeVisible();
});

test("several pictures stand in a strip, one can be looked at and taken away", async ({ page }) => {
  await openScenario(page, "strip");
  const strip = page.getByRole("list", { name: "Pictures for your next question" });
  await expect(strip.getByRole("listitem")).toHaveCount(3);
  await page.getByRole("button", { name: "Show receipt.png" }).click();
  await page.getByRole("button", { name: "Remove receipt.png" }).click();
  await page.getByRole("button", { name: "Remove map.png" }).click();
  await expect(strip).toBeHidden();
  await expect(page.getByRole("button", { name: "Remove Your picture" })).toBeVisible();
});

test("the end is followed until the reader scrolls up, and again with one click", async ({ page }) => {
  await openScenario(page, "answered_long", "&pace=hold");
  await page.getByRole("textbox").fill("long");
  await page.keyboard.press("Enter");
  const region = page.locator(".turns");
  await expect(region.getByText("Paragraph 12 tells")).toBeAttached();
  await expect(page.getByRole("button", { name: "Stop" })).toBeInViewport();
  expect(await region.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  await region.hover();
  await page.mouse.wheel(0, -4000);
  const newest = page.getByRole("button", { name: "Newest" });
  await expect(newest).toBeVisible();
  const before = await region.evaluate((element) => element.scrollTop);
  await expect(region.getByText("Paragraph 40 tells")).toBeAttached();
  expect(await region.evaluate((element) => element.scrollTop)).toBe(before);
  await newest.click();
  await expect(newest).toBeHidden();
  await expect(page.getByRole("button", { name: "Stop" })).toBeInViewport();
});

test("a screen reader hears whole sentences and the end, not letters", async ({ page }) => {
  await openScenario(page, "draft");
  await page.getByRole("button", { name: "What is this?" }).click();
  const live = page.locator("[aria-live=polite]");
  await expect(live.getByText("Answer complete")).toBeAttached();
  expect(await live.locator("p").allTextContents()).toEqual([
    "IMG_2041.jpg is ready.",
    "Answering",
    "This is a view over hills in the evening, shortly before the sun goes down.",
    "Three ridges stand behind each other, each one a little paler than the one before it.",
    "That is how haze makes distance visible.",
    "What stands out in this picture:",
    "the low, warm light\nthe haze between the ridges",
    "no people and no houses",
    "Answer complete",
  ]);
});

test("practice claims neither a price nor, once a picture was asked about, where it has been", async ({
  page,
}) => {
  await openScenario(page, "practice", "&pace=instant");
  await page.getByRole("button", { name: "Try a sample" }).click();
  await expect(page.getByText(/^Stays on your computer · /)).toBeVisible();
  await page.getByRole("button", { name: "What is this?" }).click();
  await expect(page.getByRole("button", { name: "Ask again" })).toBeVisible();
  await expect(page.getByText("word pieces")).toBeHidden();
  await expect(page.getByText(/^\d.* · location removed$/)).toBeVisible();
  await expect(page.getByText(/^Stays on your computer/)).toBeHidden();
});
