/** Memory of a program and everything it started. What several share is counted once between them: PSS. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

const GLANCE_MS = 200;
/** It has settled when so many glances in a row differ by less than this part. */
const GLANCES = 6;
const STEADY = 0.005;
const PATIENCE_MS = 15_000;

/** In bytes, once it no longer changes; what it is after 15 s when it never stops changing. */
export async function settledPss(pid: number): Promise<number> {
  const deadline = performance.now() + PATIENCE_MS;
  const seen: number[] = [];
  for (;;) {
    const now = pssOfTree(pid);
    seen.push(now);
    const last = seen.slice(-GLANCES);
    const isSteady = last.length === GLANCES && Math.max(...last) - Math.min(...last) < STEADY * now;
    if (isSteady || performance.now() > deadline) return now;
    await setTimeout(GLANCE_MS);
  }
}

function pssOfTree(pid: number): number {
  return tree(pid).reduce((sum, each) => sum + pss(each), 0);
}

/** The process and its descendants. */
function tree(pid: number): number[] {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const found = [pid];
  for (const each of found)
    found.push(...[...parents].filter(([, parent]) => parent === each).map(([child]) => child));
  return found;
}

/** The program's name stands in brackets and may hold anything; what follows are its state and its parent. */
function parentOf(pid: number): number | undefined {
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ");
  return fields?.[1] === undefined ? undefined : Number(fields[1]);
}

function pss(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** Nothing when the process is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
