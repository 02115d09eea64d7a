/** Something dragged onto the window by hand: a real drag source, a real mouse. */
import { join } from "node:path";

import type { Desktop } from "./desktop";

export interface Drag {
  /** What is dragged: addresses of files, or of the web. */
  addresses: readonly string[];
  /** Where it is let go, in pixels of the screen. */
  to: Point;
  /** Resolves when the window has shown that it saw something coming. */
  seen: () => Promise<unknown>;
}

interface Point {
  x: number;
  y: number;
}

/** The drag source's corner, beside the app's window, and the middle of its button. */
const CORNER: Point = { x: 1150, y: 710 };
const FROM: Point = { x: CORNER.x + 60, y: CORNER.y + 40 };
const STEPS = 8;

export async function drag(desktop: Desktop, { addresses, to, seen }: Drag): Promise<void> {
  const script = join(import.meta.dirname, "drag-source.py");
  const args = [script, String(CORNER.x), String(CORNER.y), ...addresses];
  const source = desktop.programs.start("/usr/bin/python3", args, { env: desktop.env });
  try {
    await source.line(/^ready$/);
    await move(desktop, FROM);
    await desktop.run("xdotool", ["mousedown", "1"]);
    for (let step = 1; step <= STEPS; step += 1) await move(desktop, between(FROM, to, step / STEPS));
    await source.line(/^begun$/);
    await seen();
    await desktop.run("xdotool", ["mouseup", "1"]);
    await source.line(/^ended$/);
  } finally {
    await source.stop();
  }
}

async function move(desktop: Desktop, { x, y }: Point): Promise<void> {
  await desktop.run("xdotool", ["mousemove", String(x), String(y)]);
}

function between(from: Point, to: Point, part: number): Point {
  return { x: Math.round(from.x + (to.x - from.x) * part), y: Math.round(from.y + (to.y - from.y) * part) };
}
