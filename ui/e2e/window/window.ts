/** The app's window, as its user knows it: by what stands there, by role and name, by mouse and keyboard. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Desktop } from "./desktop";
import { drag } from "./drag";
import type { Program } from "./programs";
import { inEnglish, type Say } from "./sentences";
import { StaleElement, WebDriver, type Element } from "./webdriver";

export type Role = keyof typeof CANDIDATES;

export interface WindowOptions {
  /** In pixels, without the frame. */
  width?: number;
  height?: number;
  /** The language it is expected to show. */
  say?: Say;
  /** Files it is started with. */
  files?: readonly string[];
}

/** Elements that may have a role; whether one really has it, the web view's accessibility tree says. */
const CANDIDATES = {
  article: "article",
  button: "button, summary, [role=button]",
  checkbox: "input[type=checkbox]",
  dialog: "dialog, [role=dialog]",
  heading: "h1, h2, h3, h4, [role=heading]",
  image: "img, [role=img]",
  radio: "input[type=radio], [role=radio]",
  switch: "[role=switch]",
  textbox: "input, textarea",
} as const;

const ROOT = join(import.meta.dirname, "../../..");
export const APPLICATION = join(ROOT, "target/debug/whatsit");
const PATIENCE_MS = 15_000;
const GLANCE_MS = 40;

export class AppWindow {
  readonly desktop: Desktop;
  readonly say: Say;
  readonly #driver: WebDriver;
  readonly #server: Program;
  readonly #id: string;

  private constructor(desktop: Desktop, say: Say, driver: WebDriver, server: Program, id: string) {
    this.desktop = desktop;
    this.say = say;
    this.#driver = driver;
    this.#server = server;
    this.#id = id;
  }

  /** Starts the app on that desktop. Its data stays on the desktop when the window is closed. */
  static async open(desktop: Desktop, options: WindowOptions = {}): Promise<AppWindow> {
    const { width = 1080, height = 720, say = inEnglish, files = [] } = options;
    const [port, nativePort] = [await freePort(), await freePort()];
    const ports = ["--port", `${port}`, "--native-port", `${nativePort}`];
    const server = desktop.programs.start(join(ROOT, "target/tools/bin/tauri-driver"), ports, {
      env: desktop.env,
    });
    await until("the driver listens", () => isListening(port));
    const driver = await WebDriver.start(`http://127.0.0.1:${port}`, APPLICATION, [
      "--data-dir",
      join(desktop.home, "data"),
      ...files,
    ]);
    const id = (
      await desktop.run("xdotool", ["search", "--sync", "--onlyvisible", "--class", "^whatsit$"])
    ).trim();
    await desktop.run("xdotool", ["windowmove", id, "0", "0", "windowsize", id, `${width}`, `${height}`]);
    await until(
      "the window has its size",
      async () => (await driver.evaluate<number>("return innerWidth")) === width,
    );
    return new AppWindow(desktop, say, driver, server, id);
  }

  /** Everything that is written in the window, without what is only spoken. */
  text(): Promise<string> {
    return this.#driver.evaluate<string>(
      `const spoken = [...document.querySelectorAll("[aria-live]")].map((live) => live.innerText);
       return spoken.reduce((text, live) => text.replace(live, () => ""), document.body.innerText);`,
    );
  }

  /** Waits until something is written in the window: the whole text then. */
  see(text: string | RegExp): Promise<string> {
    return until(`the window shows ${String(text)}`, async () => {
      const all = await this.text();
      return (typeof text === "string" ? all.includes(text) : text.test(all)) ? all : undefined;
    });
  }

  /** Waits for an element of that role and name. */
  get(role: Role, name: string): Promise<Element> {
    return until(`there is a ${role} named ${name}`, () => this.#look(role, name));
  }

  /** Whether there is an element of that role and name now. */
  async has(role: Role, name: string): Promise<boolean> {
    return (await this.#look(role, name)) !== undefined;
  }

  /** Waits until there is none any more. */
  async gone(role: Role, name: string): Promise<void> {
    await until(`there is no ${role} named ${name}`, async () => !(await this.has(role, name)));
  }

  /** Clicks what has that name. */
  async press(name: string, role: Role = "button"): Promise<void> {
    await this.#driver.click(await this.get(role, name));
  }

  /** Replaces what stands in a text box. */
  async write(name: string, text: string): Promise<void> {
    const box = await this.get("textbox", name);
    await this.#driver.reveal(box);
    await this.#driver.clear(box);
    await this.#driver.type(box, text);
  }

  /** Presses keys, by xdotool's names for them, wherever the focus is. */
  async keys(...names: string[]): Promise<void> {
    await this.desktop.run("xdotool", [
      "windowfocus",
      "--sync",
      this.#id,
      "key",
      "--window",
      this.#id,
      ...names,
    ]);
  }

  /** Carries one element of the page onto another with the mouse. */
  async dragElement(from: string, to: string): Promise<void> {
    const middle = (css: string): Promise<{ x: number; y: number }> =>
      this.#driver.evaluate(
        `const { x, y, width, height } = document.querySelector(${JSON.stringify(css)}).getBoundingClientRect();
         return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };`,
      );
    const [start, end] = [await middle(from), await middle(to)];
    const at = (part: number): string[] => [
      String(Math.round(start.x + (end.x - start.x) * part)),
      String(Math.round(start.y + (end.y - start.y) * part)),
    ];
    const mouse = (...words: string[]): Promise<string> => this.desktop.run("xdotool", words);
    await mouse("mousemove", "--window", this.#id, ...at(0));
    await mouse("mousedown", "1");
    for (const part of [0.2, 0.4, 0.6, 0.8, 1]) await mouse("mousemove", "--window", this.#id, ...at(part));
    await mouse("mouseup", "1");
  }

  /** Clicks with the right button in the middle of what a selector finds, and waits for the system's menu. */
  async openMenu(css: string): Promise<void> {
    await until(`there is ${css}`, async () => (await this.#driver.find(css)).length > 0);
    const { x, y } = await this.#driver.evaluate<{ x: number; y: number }>(
      `const { left, top, width, height } = document.querySelector(${JSON.stringify(css)}).getBoundingClientRect();
       return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };`,
    );
    const at = ["--window", this.#id, `${x}`, `${y}`];
    await this.menuAfter(() => this.desktop.run("xdotool", ["mousemove", ...at, "click", "3"]));
  }

  /** Does something, and waits for the menu that it opens. */
  async menuAfter(deed: () => Promise<unknown>): Promise<void> {
    const before = await this.#windows();
    await deed();
    await until("a menu is open", async () => (await this.#windows()) > before);
  }

  /** Chooses the item with that number of the open menu, from one. */
  async choose(number: number): Promise<void> {
    const before = await this.#windows();
    const downs = Array.from({ length: number }, () => "Down");
    await this.desktop.run("xdotool", ["key", "--delay", "60", ...downs, "Return"]);
    await until("the menu is closed", async () => (await this.#windows()) < before);
  }

  /** How many windows are seen, menus among them. */
  async #windows(): Promise<number> {
    const found = await this.desktop
      .run("xdotool", ["search", "--onlyvisible", "--maxdepth", "1", ".*"])
      .catch(() => "");
    return found.split("\n").filter((line) => line !== "").length;
  }

  /** Drops files onto the middle of the window, once it has shown that it saw them coming. */
  drop(...files: readonly string[]): Promise<void> {
    return this.dropAddresses(...files.map((file) => pathToFileURL(file).href));
  }

  /** Drops addresses, as another program's drag carries them. */
  async dropAddresses(...addresses: readonly string[]): Promise<void> {
    const { width, height } = await this.#driver.evaluate<{ width: number; height: number }>(
      "return { width: innerWidth, height: innerHeight }",
    );
    const seen = (): Promise<string> => this.see(this.say("drop_overlay"));
    await drag(this.desktop, { addresses, to: { x: width / 2, y: height / 2 }, seen });
  }

  /** What stands in the article of the question with that number: the question, and as much of the answer as there is. */
  async turn(number: number): Promise<string> {
    return this.#driver.text(await this.get("article", this.say("turn_question", { number })));
  }

  /** Waits until the answer to that question has come to its end: every stage of it that was seen meanwhile. */
  async stages(number: number): Promise<string[]> {
    const stages = new Set([await this.turn(number)]);
    await until(`answer ${number} is complete`, async () => {
      const isRunning = await this.has("button", this.say("stop"));
      stages.add(await this.turn(number));
      return !isRunning;
    });
    return [...stages];
  }

  evaluate<T>(script: string): Promise<T> {
    return this.#driver.evaluate<T>(script);
  }

  /** The same for a script that has to wait. */
  evaluateLater<T>(script: string): Promise<T> {
    return this.#driver.evaluateLater<T>(script);
  }

  /** Keeps a picture of the screen, to be looked at. */
  async screenshot(name: string): Promise<void> {
    await this.#driver.painted();
    await this.desktop.screenshot(name);
  }

  /** Everything the app and its driver wrote to their output. */
  output(): string {
    return this.#server.lines.join("\n") + this.#server.complaints;
  }

  /** Closes the window as its user does, and resolves when the app has ended. */
  async leave(): Promise<void> {
    const ended = await this.#ending();
    await this.desktop.run("xdotool", ["windowfocus", "--sync", this.#id, "key", "alt+F4"]);
    await ended();
  }

  /** Ends the app without a warning, as a crash does. */
  async crash(): Promise<void> {
    const ended = await this.#ending();
    process.kill(await this.#pid(), "SIGKILL");
    await ended();
  }

  /** Waits for the app to end, and takes its driver away. */
  async #ending(): Promise<() => Promise<void>> {
    const pid = await this.#pid();
    return async () => {
      await until("the app has ended", () => Promise.resolve(hasEnded(pid)));
      await this.#server.stop();
    };
  }

  async #pid(): Promise<number> {
    return Number(await this.desktop.run("xdotool", ["getwindowpid", this.#id]));
  }

  async close(): Promise<void> {
    await this.#driver.end();
    await this.#server.stop();
  }

  /** Ends the driver of a window whose program is gone. */
  async abandon(): Promise<void> {
    await this.#server.stop();
  }

  async #look(role: Role, name: string): Promise<Element | undefined> {
    for (const element of await this.#driver.find(CANDIDATES[role])) {
      if ((await this.#driver.name(element)).replace(/\s+/g, " ").trim() !== name) continue;
      if ((await this.#driver.role(element)) === role && (await this.#driver.isDisplayed(element)))
        return element;
    }
    return undefined;
  }
}

/** Looks again and again until there is something to see. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look().catch((error: unknown) => {
      if (error instanceof StaleElement) return undefined;
      throw error;
    });
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`Not within ${PATIENCE_MS / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, GLANCE_MS));
  }
}

/** One that nobody has waited for yet has no command line any more. */
function hasEnded(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).length === 0;
  } catch {
    return true;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function isListening(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/status`).then(
    (response) => response.ok,
    () => false,
  );
}
