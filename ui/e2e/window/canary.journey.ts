import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import type { Desktop } from "./desktop";
import { agree, enterService, journey, photograph } from "./journey";
import {
  filesWith,
  forms,
  holds,
  keychain,
  pageHoldings,
  pageStores,
  programs,
  programsWith,
} from "./secrets";
import { Service } from "./service";
import { AppWindow } from "./window";

/** Signs that a URL must encode and base64 shows, so that no form is another one. */
const KEY = "sk-canary/7Qm+kept=safe~Zz09-4821";
const NEXT_KEY = "sk-canary/second+one=aB3~xY-9377";
const WRONG_KEY = "sk-canary/wrong+one=Qw8~pL-6610";
const KEYS = [KEY, NEXT_KEY, WRONG_KEY];

journey("a_key_is_nowhere_but_in_the_keychain_after_an_hour_of_use", {}, async (first, desktop) => {
  const { say } = first;
  const service = await Service.start(desktop, { key: KEY, echo: true });
  const strict = await Service.start(desktop, { key: KEY });

  await enterService(first, strict.origin, KEY);
  await replaceKey(first, strict.origin, WRONG_KEY);
  await first.see(say("key_refused_wrong"));
  await first.keys("Escape");
  await first.press(say("close"));
  await first.gone("dialog", say("settings_title"));
  await expectNothing(first, desktop, "a wrong key");

  await enterService(first, service.origin, KEY);
  await first.drop(photograph(desktop, 640, 480));
  await write(first, "Say it back");
  await agree(first, service.origin);
  await answered(first, 1);
  expect(await first.turn(1)).toContain("and that is all.");
  await first.press(say("copy"));
  await first.see(say("copied"));
  await expectNothing(first, desktop, "an answer that says it back");
  const copied = await desktop.run("xclip", ["-selection", "clipboard", "-out"]);
  expect(copied).toContain("and that is all.");
  expect(KEYS.filter((key) => holds(copied, key))).toEqual([]);
  await first.screenshot("canary 1 said back");

  const faults = [
    ["refuse", say("error_bad_request_title")],
    ["page", say("error_service_down_title")],
    ["break", "Your key is"],
  ] as const;
  for (const [index, [word, shown]] of faults.entries()) {
    await ask(first, index + 2, `Now ${word} it`);
    expect(await first.turn(index + 2)).toContain(shown);
    await openDetails(first);
    await expectNothing(first, desktop, `an answer to ${word}`);
  }
  await first.screenshot("canary 2 details");

  await first.evaluate("location.reload()");
  await first.see(say("composer_hint"));
  await expectNothing(first, desktop, "a page that was loaded again");

  const app = programs(desktop).find(({ name }) => name === "whatsit");
  process.kill(app?.pid ?? 0, "SIGKILL");
  await first.abandon();
  expectNoFiles(desktop, "a crash");

  const second = await AppWindow.open(desktop);
  await replaceKey(second, service.origin, NEXT_KEY);
  await second.see(say("key_saved"));
  await second.press(say("done"));
  await second.press(say("close"));
  await second.gone("dialog", say("settings_title"));
  await ask(second, 1, "Say it back once more");
  expect(await second.turn(1)).toContain("and that is all.");
  await expectNothing(second, desktop, "another key");
  expect(await keychain(desktop)).toContain(NEXT_KEY);

  await second.press(say("settings_title"));
  await second.press(say("settings_key_remove"));
  await second.see(say("settings_key_none"));
  await expectNothing(second, desktop, "a removed key");
  await second.close();
  expectNoFiles(desktop, "the end");
  expect(await keychain(desktop)).not.toContain(NEXT_KEY);
});

test("the_finder_finds_a_key_in_every_form_and_no_other", () => {
  const folder = mkdtempSync(join(tmpdir(), "whatsit-planted-"));
  try {
    const planted = forms(KEY).map((form, index) => {
      const file = join(folder, `${index}`);
      writeFileSync(file, Buffer.concat([Buffer.from("\u0000before "), form, Buffer.from(" after")]));
      return file;
    });
    expect(filesWith(KEY, folder).sort()).toEqual([...planted].sort());
    expect(filesWith(NEXT_KEY, folder)).toEqual([]);
    for (const before of ["", "k", "ke"]) {
      for (const encoding of ["base64", "base64url", "hex"] as const) {
        for (const letters of ["utf8", "utf16le"] as const) {
          const text = Buffer.from(`${before}${KEY}, and more`, letters).toString(encoding);
          expect(holds(text, KEY), `${letters} in ${encoding} after “${before}”`).toBe(true);
        }
      }
    }
    expect(holds(`?key=${encodeURIComponent(KEY)}&more`, KEY)).toBe(true);
    expect(holds(KEY.slice(0, -1), KEY)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

journey("the_finder_finds_a_key_in_a_program_and_in_the_page", {}, async (app, desktop) => {
  const told = desktop.programs.start("/bin/sleep", ["60"], { env: { ...desktop.env, PLANTED: KEY } });
  expect(programsWith(KEY, desktop)).toEqual([expect.stringMatching(/sleep|coreutils|busybox/)]);
  await told.stop();
  expect(programsWith(KEY, desktop)).toEqual([]);
  expect(programs(desktop).map(({ name }) => name)).toEqual(
    expect.arrayContaining(["whatsit", "WebKitWebProcess", "WebKitNetworkProcess"]),
  );
  expect(holds(await pageHoldings(app), KEY)).toBe(false);
  await app.evaluate(`sessionStorage.setItem("planted", ${JSON.stringify(btoa(KEY))})`);
  expect(holds(await pageHoldings(app), KEY)).toBe(true);
});

/** Opens the settings, where a key is kept, and gives another one in its place. */
async function replaceKey(app: AppWindow, service: string, key: string): Promise<void> {
  const { say } = app;
  await app.press(say("settings_title"));
  await app.press(say("settings_key_replace"));
  await app.write(say("key_label", { service }), key);
  await app.press(say("key_save"));
}

/** Asks, and waits for the end of the answer, whatever it is. */
async function ask(app: AppWindow, number: number, question: string): Promise<void> {
  await write(app, question);
  await answered(app, number);
}

async function write(app: AppWindow, question: string): Promise<void> {
  await app.write(app.say("composer_label"), question);
  await app.keys("Return");
}

async function answered(app: AppWindow, number: number): Promise<void> {
  await app.get("article", app.say("turn_question", { number }));
  await app.stages(number);
}

async function openDetails(app: AppWindow): Promise<void> {
  await app.evaluate(`for (const details of document.querySelectorAll("details")) details.open = true`);
}

/** The key is in no file, no program and nowhere in the page. */
async function expectNothing(app: AppWindow, desktop: Desktop, after: string): Promise<void> {
  expectNoFiles(desktop, after);
  const page = await pageHoldings(app);
  for (const key of KEYS) {
    expect(programsWith(key, desktop, ["scripted-server"]), `programs after ${after}`).toEqual([]);
    expect(holds(page, key), `the page after ${after}`).toBe(false);
    expect(holds(app.output(), key), `the output after ${after}`).toBe(false);
  }
  expect(await pageStores(app), `the page's stores after ${after}`).toEqual([]);
}

function expectNoFiles(desktop: Desktop, after: string): void {
  for (const key of KEYS) expect(filesWith(key, desktop.home), `files after ${after}`).toEqual([]);
}
