/** What every spec here shares: opening a scenario, dropping files, and looking for barriers. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function openScenario(page: Page, scenario: string, more = ""): Promise<void> {
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`/fake.html?scenario=${scenario}${more}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

export interface DroppedFile {
  name: string;
  type: string;
  /** As base64; none makes a picture that opens. */
  content?: string;
}

/** A small picture that every browser opens. */
const PICTURE =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

export async function drag(
  page: Page,
  step: "dragenter" | "dragleave" | "drop",
  files: DroppedFile[] = [],
): Promise<void> {
  await page.evaluate(
    ({ step, files, picture }) => {
      const transfer = new DataTransfer();
      for (const { name, type, content } of files) {
        const bytes = Uint8Array.from(atob(content ?? picture), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
      }
      document.body.dispatchEvent(
        new DragEvent(step, { bubbles: true, cancelable: true, dataTransfer: transfer }),
      );
    },
    { step, files, picture: PICTURE },
  );
}

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** The page's policy lets no foreign script in, so the checker is run through the debugger's door. */
export async function expectNoBarriers(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResult>("axe.run(document, { resultTypes: ['violations'] })");
  const told = violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)}\n${failureSummary ?? ""}`),
  }));
  expect(told).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const root = document.documentElement;
    const wide = [...document.querySelectorAll("main, main section, dialog[open]")].filter(
      (element) => element.scrollWidth > element.clientWidth + 1,
    );
    return { root: root.scrollWidth - root.clientWidth, wide: wide.map((element) => element.className) };
  });
  expect(over).toEqual({ root: 0, wide: [] });
}
