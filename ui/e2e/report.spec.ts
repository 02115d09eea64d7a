/** A fault of the app is told, and can be reported: shown whole, then saved or copied. */
import { expect, test, type Page } from "@playwright/test";
import { expectNoBarriers, expectNoSidewaysScroll, openScenario } from "./page";

const looks = [
  { width: 420, height: 760, theme: "light", language: "en", report: "Report a problem…" },
  { width: 1200, height: 800, theme: "dark", language: "zh-CN", report: "报告问题…" },
] as const;

for (const { width, height, theme, language, report } of looks) {
  test.describe(`${width} ${theme} ${language}`, () => {
    test.use({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce" });

    for (const scenario of ["fault", "fault_last_time", "error:internal"]) {
      test(`${scenario} offers to report it, without a barrier`, async ({ page }) => {
        await openScenario(page, scenario, `&language=${language}&pace=instant`);
        const button = page.getByRole("button", { name: report });
        await expect(button).toBeVisible();
        const name = `${scenario.replace(":", "-")}-${width}-${theme}-${language}`;
        await page.screenshot({ path: `e2e/screenshots/${name}.png` });
        await expectNoBarriers(page);
        await button.click();
        await expect(page.getByRole("dialog").getByRole("textbox")).toHaveValue(/whatsit: .*\n.*log:\n/s);
        await page.screenshot({ path: `e2e/screenshots/report-${name}.png` });
        await expectNoSidewaysScroll(page);
        await expectNoBarriers(page);
      });
    }
  });
}

async function openReport(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Report a problem…" }).click();
}

test("what became of a report is said beside its buttons", async ({ page }) => {
  for (const [scenario, button, said] of [
    ["ready", "Save…", "Saved"],
    ["ready:not_saved", "Save…", "The report could not be saved there."],
    ["ready", "Copy", "Copied"],
    ["copy_fails", "Copy", "The report could not be copied."],
  ] as const) {
    await openScenario(page, scenario);
    await openReport(page);
    const dialog = page.getByRole("dialog", { name: "Report a problem" });
    await dialog.getByRole("button", { name: button }).click();
    await expect(dialog.getByRole("status")).toContainText(said);
  }
});

test("a report that cannot be made says so", async ({ page }) => {
  await openScenario(page, "report_fails");
  await openReport(page);
  await expect(page.getByRole("dialog", { name: "Report a problem" }).getByRole("alert")).toBeVisible();
});
