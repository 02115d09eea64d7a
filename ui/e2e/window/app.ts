/** The app, started as its user starts it: nothing drives it but what is outside of it. */
import { join } from "node:path";

import type { Desktop } from "./desktop";
import type { Program } from "./programs";
import { until } from "./window";

export interface AppOptions {
  /** In pixels, without the frame. */
  width?: number;
  height?: number;
  /** A program that starts it, with that program's own arguments. */
  under?: readonly string[];
}

export const APPLICATION = join(import.meta.dirname, "../../../target/debug/whatsit");

export class App {
  readonly program: Program;
  readonly #desktop: Desktop;
  readonly #id: string;

  private constructor(desktop: Desktop, program: Program, id: string) {
    this.#desktop = desktop;
    this.program = program;
    this.#id = id;
  }

  /** Starts it on that desktop, and waits for its window. */
  static async start(desktop: Desktop, options: AppOptions = {}): Promise<App> {
    const { width = 1080, height = 720, under = [] } = options;
    const line = [...under, APPLICATION, "--data-dir", join(desktop.home, "data")];
    const program = desktop.programs.start(line[0] ?? APPLICATION, line.slice(1), { env: desktop.env });
    const id = await until("the window is on the screen", () => windowOf(desktop));
    await desktop.run("xdotool", ["windowmove", id, "0", "0", "windowsize", id, `${width}`, `${height}`]);
    await desktop.run("xdotool", ["windowfocus", "--sync", id]);
    return new App(desktop, program, id);
  }

  /** Presses keys, by xdotool's names for them, wherever the focus is. */
  async keys(...names: readonly string[]): Promise<void> {
    await this.#desktop.run("xdotool", [
      "windowfocus",
      "--sync",
      this.#id,
      "key",
      "--window",
      this.#id,
      ...names,
    ]);
  }

  /** Types a text, wherever the focus is. */
  async type(text: string): Promise<void> {
    await this.#desktop.run("xdotool", [
      "windowfocus",
      "--sync",
      this.#id,
      "type",
      "--window",
      this.#id,
      text,
    ]);
  }

  /** Closes the window as its user does, and waits until the program has ended. */
  async close(): Promise<void> {
    await this.keys("alt+F4").catch(() => "the window was gone before the key came up");
    await this.program.ended();
    await until("the desktop knows that it has ended", async () => !(await isKnown(this.#desktop)));
  }
}

/** A window that is just being made may be gone before it is looked at. */
async function windowOf(desktop: Desktop): Promise<string | undefined> {
  const search = ["search", "--onlyvisible", "--name", "^Whatsit$"];
  const found = await desktop.run("xdotool", search).catch(() => "");
  return found
    .trim()
    .split("\n")
    .find((id) => id !== "");
}

/** A program that is started again too soon finds itself still running, and leaves everything to the other. */
async function isKnown(desktop: Desktop): Promise<boolean> {
  const bus = ["--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus"];
  const names = await desktop.run("gdbus", [
    "call",
    "--session",
    ...bus,
    "--method",
    "org.freedesktop.DBus.ListNames",
  ]);
  return names.toLowerCase().includes("whatsit") || (await windowOf(desktop)) !== undefined;
}
