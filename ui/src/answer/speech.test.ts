import { describe, expect, it } from "vitest";
import type { Block } from "../host/types";
import { NOTHING_TOLD, whatToTell } from "./speech";

const p = (text: string): Block => ({ type: "paragraph", inlines: [{ type: "text", text }] });

/** Everything that is told while the text grows letter by letter, and at its end. */
function told(text: string): string[] {
  let so = NOTHING_TOLD;
  const all: string[] = [];
  for (let length = 1; length <= text.length; length += 1) {
    const step = whatToTell([p(text.slice(0, length))], so, false);
    so = step.told;
    all.push(...step.sentences);
  }
  return [...all, ...whatToTell([p(text)], so, true).sentences];
}

describe("what a screen reader is told", () => {
  it("whole sentences only, each once, and the rest at the end", () => {
    expect(told("It is 3.5 m high. Is it? Yes")).toEqual(["It is 3.5 m high.", "Is it?", "Yes"]);
  });

  it("Chinese sentences end without a space", () => {
    expect(told("这是山。很高！好")).toEqual(["这是山。", "很高！", "好"]);
  });

  it("a block that is closed is told to its end", () => {
    const step = whatToTell([p("a heading"), p("more")], NOTHING_TOLD, false);
    expect(step.sentences).toEqual(["a heading"]);
    expect(step.told).toEqual({ blocks: 1, letters: 0 });
  });

  it("a text that shrinks under a new reading is not told twice", () => {
    const first = whatToTell([p("One. Two.  x")], NOTHING_TOLD, false);
    expect(whatToTell([p("One. Tw")], first.told, false).sentences).toEqual([]);
  });
});
