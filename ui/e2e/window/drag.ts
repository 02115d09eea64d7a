/** Files dragged onto the window by hand: a real drag source, a real mouse. */
import { join } from "node:path";

import type { Desktop } from "./desktop";

/** Where the drag begins: beside the app's window, in pixels of the screen. */
const SOURCE = { x: 1140, y: 700 };
const STEPS = 8;

/** Drags the files to a place on the screen, waits until `held` resolves, and lets go. */
export async function drop(
  desktop: Desktop,
  files: readonly string[],
  to: { x: number; y: number },
  held: () => Promise<void>,
): Promise<void> {
  const script = join(import.meta.dirname, "drag-source.py");
  const place = [String(SOURCE.x), String(SOURCE.y)];
  const source = desktop.programs.start("/usr/bin/python3", [script, ...place, ...files], { env: desktop.env });
  try {
    await source.line(/^ready$/);
    const from = { x: SOURCE.x + 60, y: SOURCE.y + 40 };
    await desktop.run("xdotool", ["mousemove", "--sync", `${from.x}`, `${from.y}`, "mousedown", "1"]);
    for (let step = 1; step <= STEPS; step += 1) {
      const between = (a: number, b: number): string => String(Math.round(a + ((b - a) * step) / STEPS));
      await desktop.run("xdotool", ["mousemove", "--sync", between(from.x, to.x), between(from.y, to.y)]);
    }
    await source.line(/^begun$/);
    await held();
    await desktop.run("xdotool", ["mouseup", "1"]);
    await source.line(/^ended$/);
  } finally {
    await source.stop();
  }
}
