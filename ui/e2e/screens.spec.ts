/** Every state of the window, in both themes, three widths and two languages: no barrier, no sideways scroll. */
import { expect, test, type Page } from "@playwright/test";
import { drag, expectNoBarriers, expectNoSidewaysScroll, openScenario } from "./page";

interface Screen {
  name: string;
  scenario: string;
  arrive?: (page: Page) => Promise<void>;
}

const openSettings = async (page: Page): Promise<void> => {
  await page.locator("header button").last().click();
  await expect(page.getByRole("dialog")).toBeVisible();
};

const screens: Screen[] = [
  { name: "first-start", scenario: "first_start" },
  { name: "not-started", scenario: "start_fails" },
  { name: "empty", scenario: "ready" },
  { name: "practice", scenario: "practice" },
  { name: "keychain-locked", scenario: "unreadable:locked" },
  { name: "settings-set-aside", scenario: "settings_fault:settings_set_aside" },
  { name: "draft", scenario: "draft" },
  { name: "draft-locked", scenario: "locked" },
  { name: "strip", scenario: "strip" },
  {
    name: "opening",
    scenario: "opening",
    arrive: (page) => page.locator("section .ways button").first().click(),
  },
  {
    name: "refused",
    scenario: "refused:unsupported",
    arrive: (page) => drag(page, "drop", [{ name: "IMG_0001.HEIC", type: "image/heic", content: "AAAA" }]),
  },
  { name: "answered", scenario: "answered" },
  { name: "several", scenario: "several" },
  { name: "long", scenario: "long" },
  { name: "reasoning", scenario: "reasoning" },
  { name: "refusal", scenario: "refusal" },
  { name: "notices", scenario: "notices" },
  { name: "interrupted", scenario: "interrupted" },
  { name: "error", scenario: "error:no_money" },
  { name: "settings", scenario: "ready", arrive: openSettings },
  {
    name: "key",
    scenario: "first_start",
    arrive: async (page) => {
      await page.locator("main ul button").first().click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "key-refused",
    scenario: "key_store:locked",
    arrive: async (page) => {
      await page.locator("main ul button").first().click();
      await page.getByRole("dialog").locator("input").fill("sk-a-key-for-a-locked-keychain");
      await page.getByRole("dialog").locator("[type=submit]").click();
      await expect(page.getByRole("dialog").getByRole("alert")).not.toBeEmpty();
    },
  },
  {
    name: "consent",
    scenario: "consent",
    arrive: async (page) => {
      await page.locator("ul .button").first().click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  { name: "overlay", scenario: "ready", arrive: (page) => drag(page, "dragenter") },
];

const looks = [
  { width: 420, height: 760, theme: "light", language: "en" },
  { width: 800, height: 700, theme: "dark", language: "zh-CN" },
  { width: 1400, height: 900, theme: "dark", language: "en" },
  { width: 1080, height: 760, theme: "light", language: "zh-CN" },
] as const;

for (const { width, height, theme, language } of looks) {
  test.describe(`${width} ${theme} ${language}`, () => {
    test.use({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce" });
    for (const { name, scenario, arrive } of screens) {
      test(`${name} has no barrier and does not scroll sideways`, async ({ page }) => {
        await openScenario(page, scenario, `&language=${language}&pace=instant`);
        await arrive?.(page);
        await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
        await page.screenshot({ path: `e2e/screenshots/${name}-${width}-${theme}-${language}.png` });
        await expectNoSidewaysScroll(page);
        await expectNoBarriers(page);
      });
    }
  });
}

const scenarios = ["first_start", "draft", "several", "error:bad_request", "notices"];

test("a window of 1080 × 760 at twice the size needs no sideways scroll and hides nothing", async ({
  page,
}) => {
  await page.setViewportSize({ width: 540, height: 380 });
  for (const scenario of scenarios) {
    await openScenario(page, scenario, "&pace=instant");
    await expectAllWithinReach(page);
  }
});

test("text of twice the size at 800 × 700 gets the narrow layout and hides nothing", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 700 });
  for (const scenario of scenarios) {
    await openScenario(page, scenario, "&pace=instant");
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await page.screenshot({ path: `e2e/screenshots/large-text-${scenario.replace(":", "-")}.png` });
    await expectAllWithinReach(page);
    await expectRoomToRead(page);
  }
  await page.getByRole("button", { name: "Settings" }).click();
  await page.screenshot({ path: "e2e/screenshots/large-text-settings.png" });
  await expectNoSidewaysScroll(page);
});

test("from right to left the picture stands on the right, and nothing scrolls sideways", async ({ page }) => {
  await page.setViewportSize({ width: 1080, height: 760 });
  for (const scenario of [...scenarios, "long", "strip"]) {
    await openScenario(page, scenario, "&pace=instant");
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    await page.screenshot({ path: `e2e/screenshots/rtl-${scenario.replace(":", "-")}.png` });
    await expectNoSidewaysScroll(page);
  }
  const stage = await page.locator("section.stage").boundingBox();
  expect((stage?.x ?? 0) + (stage?.width ?? 0)).toBe(1080);
  await page.locator("header button").last().click();
  await page.screenshot({ path: "e2e/screenshots/rtl-settings.png" });
});

test("with the system's own colours every control keeps an edge and its state", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  for (const scenario of ["ready", ...scenarios, "strip"]) {
    await openScenario(page, scenario, "&pace=instant");
    await page.screenshot({ path: `e2e/screenshots/forced-${scenario.replace(":", "-")}.png` });
    const edgeless = await page.evaluate(() =>
      [...document.querySelectorAll(".button, textarea")]
        .map((control) => (control.matches("textarea") ? control.closest("form") : control))
        .filter(
          (control) => control !== null && getComputedStyle(control).borderTopColor === "rgba(0, 0, 0, 0)",
        )
        .map((control) => control?.textContent),
    );
    expect(edgeless).toEqual([]);
  }
  await page.getByRole("button", { name: "Settings" }).click();
  await page.screenshot({ path: "e2e/screenshots/forced-settings.png" });
});

test("with reduced motion nothing moves", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openScenario(page, "draft", "&pace=hold");
  await page.getByRole("button", { name: "What is this?" }).click();
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

async function expectAllWithinReach(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  for (const button of await page.locator("main button:visible").all()) {
    await button.scrollIntoViewIfNeeded();
    await expect(button).toBeInViewport();
  }
}

/** An answer keeps three lines, whatever stands around it. */
async function expectRoomToRead(page: Page): Promise<void> {
  const turns = page.locator(".turns");
  if ((await turns.count()) === 0) return;
  const room = await turns.evaluate(
    (element) => element.clientHeight / parseFloat(getComputedStyle(element).lineHeight),
  );
  expect(room).toBeGreaterThanOrEqual(3);
}
