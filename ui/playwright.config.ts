import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const address = "http://127.0.0.1:4173";
const CHROMIUM = "/usr/bin/chromium";
/** The system's browser; where there is none, the one that Playwright brought. */
const executablePath = process.env.CHROMIUM ?? (existsSync(CHROMIUM) ? CHROMIUM : undefined);

export default defineConfig({
  testDir: "e2e",
  testIgnore: "window/**",
  outputDir: "e2e/results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: [["list"]],
  expect: { timeout: 5_000 },
  use: {
    baseURL: address,
    launchOptions: { executablePath, args: ["--no-sandbox"] },
  },
  webServer: {
    command: "npx vite preview --mode fake --outDir dist-fake --host 127.0.0.1",
    url: `${address}/fake.html`,
    reuseExistingServer: false,
  },
});
