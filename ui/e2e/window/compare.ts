/** Figures of the app beside those of a bare window: taken in turn, so that whatever else the machine does meets both. */
import { expect } from "vitest";

export interface Figure<Run> {
  name: string;
  unit: string;
  of: (run: Run) => number;
  /** The most that the app's may be, as a multiple of the bare window's. */
  goal?: number;
}

export interface Comparison<Run> {
  rounds: number;
  app: () => Promise<Run>;
  bare: () => Promise<Run>;
  figures: readonly Figure<Run>[];
}

interface Round<Run> {
  app: [Run, Run];
  bare: [Run, Run];
}

/** Runs app, bare, bare, app so many times; prints each figure, and fails when one misses its goal. */
export async function compare<Run>({ rounds, app, bare, figures }: Comparison<Run>): Promise<void> {
  // The first start of each reads its files from the disk; the others find them in memory.
  await app();
  await bare();
  const taken: Round<Run>[] = [];
  while (taken.length < rounds) {
    const [a, b, c, d] = [await app(), await bare(), await bare(), await app()];
    taken.push({ app: [a, d], bare: [b, c] });
  }
  const lines = figures.map((figure) => line(figure, taken));
  process.stdout.write(`\n${lines.map(({ text }) => text).join("\n")}\n`);
  expect(lines.filter(({ missed }) => missed).map(({ text }) => text)).toEqual([]);
}

function line<Run>(
  { name, unit, of, goal }: Figure<Run>,
  rounds: readonly Round<Run>[],
): { text: string; missed: boolean } {
  const mean = ([first, second]: [Run, Run]): number => (of(first) + of(second)) / 2;
  const ratios = spread(rounds.map(({ app, bare }) => mean(app) / mean(bare)));
  const app = spread(rounds.map((round) => mean(round.app)));
  const bare = spread(rounds.map((round) => mean(round.bare)));
  const text =
    `${name}: ${app.middle.toFixed(0)} ${unit} beside ${bare.middle.toFixed(0)} ${unit}, ` +
    `× ${ratios.middle.toFixed(2)} (${ratios.least.toFixed(2)} to ${ratios.most.toFixed(2)}, ${rounds.length} rounds)` +
    (goal === undefined ? "" : `, goal × ${goal}`);
  return { text, missed: goal !== undefined && ratios.middle > goal };
}

function spread(values: readonly number[]): { least: number; middle: number; most: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const at = (index: number): number => sorted[index] ?? NaN;
  return {
    least: at(0),
    middle: (at(Math.floor(half)) + at(Math.ceil(half))) / 2,
    most: at(sorted.length - 1),
  };
}
