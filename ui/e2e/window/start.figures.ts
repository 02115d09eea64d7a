/** What a start costs: the time until the window is of use, and the memory it then takes, beside a bare window. */
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";

import { compare, type Figure } from "./compare";
import { Desktop } from "./desktop";
import { settledPss } from "./memory";
import { ScreenReader } from "./screen-reader";

interface Start {
  /** From the start of the program until its page shows something that can be pressed, in milliseconds. */
  usableMs: number;
  /** Of the program and all it started, once that no longer changes, in bytes. */
  pss: number;
}

const ROUNDS = 9;
const BUILT = process.env.WHATSIT_BUILT ?? join(import.meta.dirname, "../../../target/debug");

const figures: Figure<Start>[] = [
  { name: "start to usable window", unit: "ms", of: ({ usableMs }) => usableMs },
  { name: "memory (PSS) of all its processes", unit: "MiB", of: ({ pss }) => pss / 1024 ** 2 },
];

test("a_start_beside_a_bare_windows_start", async () => {
  const desktop = await Desktop.open({ screenReader: true });
  try {
    const reader = await ScreenReader.start(desktop);
    const app = (): Promise<Start> => start(desktop, reader, join(BUILT, "whatsit"));
    const bare = (): Promise<Start> => start(desktop, reader, join(BUILT, "examples/bare"));
    await compare({ rounds: ROUNDS, app, bare, figures });
  } finally {
    await desktop.close();
  }
});

/** A first start, in a home of its own. A screen reader's view tells of both windows alike when they are of use. */
async function start(desktop: Desktop, reader: ScreenReader, application: string): Promise<Start> {
  const home = mkdtempSync(join(desktop.home, "start-"));
  const begun = performance.now();
  const program = desktop.programs.start(application, [], { env: { ...desktop.env, HOME: home } });
  try {
    await reader.usable(application.replace(/.*\//, ""));
    const usableMs = performance.now() - begun;
    return { usableMs, pss: await settledPss(program.pid) };
  } finally {
    await program.stop();
  }
}
