/** One journey: a test with a desktop of its own, and pictures of what was on its screen. */
import { join } from "node:path";
import { test } from "vitest";

import { App, type AppOptions } from "./app";
import { Desktop, type DesktopOptions } from "./desktop";
import { writePhotograph } from "./photograph";
import { ScreenReader } from "./screen-reader";
import { AppWindow, type WindowOptions } from "./window";

export interface JourneyOptions extends DesktopOptions, WindowOptions {}

/** What a journey begins with: the window, just opened for the first time. */
export type Steps = (app: AppWindow, desktop: Desktop) => Promise<void>;

/** A journey named by the fact that it shows. */
export function journey(name: string, options: JourneyOptions, steps: Steps): void {
  test(name, async () => {
    const desktop = await Desktop.open(options);
    try {
      const app = await AppWindow.open(desktop, options);
      await steps(app, desktop);
    } catch (error) {
      await desktop.screenshot(`failed: ${name}`);
      throw error;
    } finally {
      await desktop.close();
    }
  });
}

export interface EarOptions extends DesktopOptions, AppOptions {
  /** Why it cannot be made on this machine. */
  impossible?: string | undefined;
}

/** A journey of somebody who hears the window, and has no mouse: nothing is found but by role and name. */
export function journeyByEar(
  name: string,
  options: EarOptions,
  steps: (reader: ScreenReader, app: App, desktop: Desktop) => Promise<void>,
): void {
  if (options.impossible !== undefined) console.log(`Skipped, ${name}: ${options.impossible}`);
  test.skipIf(options.impossible !== undefined)(name, async () => {
    const desktop = await Desktop.open({ ...options, screenReader: true });
    try {
      const reader = await ScreenReader.start(desktop);
      await steps(reader, await App.start(desktop, options), desktop);
    } catch (error) {
      await desktop.screenshot(`failed: ${name}`);
      throw error;
    } finally {
      await desktop.close();
    }
  });
}

/** A photograph in the home folder, whose name has spaces and letters of another script. */
export function photograph(desktop: Desktop, width: number, height: number): string {
  const file = join(desktop.home, `my photo ${width} × ${height} 照片.png`);
  writePhotograph(file, width, height);
  return file;
}

/** First start: chooses to try it without a key. */
export async function justTry(app: AppWindow): Promise<void> {
  await app.press(`${app.say("door_try_title")} ${app.say("door_try_text")}`);
  await app.see(app.say("empty_title"));
}

/** Agrees that pictures go to the service, after the first question about one. */
export async function agree(app: AppWindow, origin: string): Promise<void> {
  await app.get("dialog", app.say("consent_title", { service: new URL(origin).host }));
  await app.press(app.say("consent_continue"));
}

/** Points the app at another service, and gives it a key for it. */
export async function enterService(app: AppWindow, origin: string, key: string): Promise<void> {
  const { say } = app;
  await app.press(say("settings_title"));
  await app.press(say("settings_service_other"), "radio");
  await app.write(say("settings_service_address"), origin);
  await app.press(say("settings_use"));
  await app.see(say("settings_key_none"));
  await app.press(say("action_enter_key"));
  await app.write(say("key_label", { service: origin }), key);
  await app.press(say("key_save"));
  await app.see(say("key_saved"));
  await app.press(say("done"));
  await app.press(say("close"));
  await app.gone("dialog", say("settings_title"));
}
