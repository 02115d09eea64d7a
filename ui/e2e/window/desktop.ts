/** A desktop of the journey's own: screen, window manager, session bus, keychain and home folder. Nobody sees it. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { Programs } from "./programs";

export interface DesktopOptions {
  /** The system's language, as `LANG` names it. */
  language?: string;
  dark?: boolean;
  /** A fault that the app rehearses. */
  rehearse?: string;
  /** Whether somebody hears the screen instead of seeing it. */
  screenReader?: boolean;
}

const run = promisify(execFile);
const SCREENSHOTS = join(import.meta.dirname, "screenshots");
/** An empty password would make the keychain write its secrets in the clear. */
const KEYCHAIN_PASSWORD = "of the journey's own";

export class Desktop {
  readonly programs = new Programs();
  /** The home folder, with everything the app and the desktop write. */
  readonly home = mkdtempSync(join(tmpdir(), "whatsit-journey-"));
  /** What a program must know to run on this desktop. */
  readonly env: NodeJS.ProcessEnv;

  private constructor(options: DesktopOptions) {
    const runtime = join(this.home, "run");
    mkdirSync(runtime, { mode: 0o700 });
    this.env = {
      PATH: process.env.PATH,
      HOME: this.home,
      TMPDIR: runtime,
      XDG_RUNTIME_DIR: runtime,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(runtime, "bus")}`,
      GDK_BACKEND: "x11",
      LANG: options.language ?? "C.UTF-8",
      ...(options.rehearse !== undefined && { WHATSIT_REHEARSE: options.rehearse }),
      ...(options.dark && { GTK_THEME: "Adwaita:dark" }),
    };
  }

  static async open(options: DesktopOptions = {}): Promise<Desktop> {
    const desktop = new Desktop(options);
    try {
      await desktop.#start(options);
    } catch (error) {
      await desktop.close();
      throw error;
    }
    return desktop;
  }

  async #start({ screenReader = false }: DesktopOptions): Promise<void> {
    const { env, programs } = this;
    const screen = programs.start(
      "Xvfb",
      ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
      { env },
    );
    env.DISPLAY = `:${await screen.line(/^\d+$/)}`;
    programs.start("openbox", [], { env });
    const address = `--address=${env.DBUS_SESSION_BUS_ADDRESS}`;
    const bus = programs.start(
      "dbus-daemon",
      ["--session", "--nofork", "--nopidfile", address, "--print-address"],
      { env },
    );
    await bus.line(/^unix:/);
    const keychain = ["--foreground", "--unlock", "--components=secrets"];
    programs.start("gnome-keyring-daemon", keychain, { env, input: KEYCHAIN_PASSWORD });
    await this.run("gdbus", ["wait", "--session", "--timeout", "20", "org.freedesktop.secrets"]);
    if (screenReader) await this.#expectScreenReader();
  }

  /** Programs tell a screen reader about themselves only if they find one expected when they start. */
  async #expectScreenReader(): Promise<void> {
    const bus = ["--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus"];
    const set = ["--method", "org.freedesktop.DBus.Properties.Set", "org.a11y.Status", "IsEnabled", "<true>"];
    await this.run("gdbus", ["call", "--session", ...bus, ...set]);
  }

  /** Runs a program on this desktop to its end: what it printed. */
  async run(command: string, args: readonly string[]): Promise<string> {
    const { stdout } = await run(command, args, { env: this.env });
    return stdout;
  }

  /** Keeps a picture of the screen, to be looked at. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.run("scrot", ["--overwrite", join(SCREENSHOTS, `${name}.png`)]);
  }

  async close(): Promise<void> {
    await this.programs.stop();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
