import { describe, expect, it } from "vitest";
import type { AnswerUpdate, Block, End } from "../host/types";
import { isRunning, updated } from "./answers";
import { NEW_ANSWER, type Answer } from "./state";

const p = (text: string): Block => ({ type: "paragraph", inlines: [{ type: "text", text }] });
const after = (...updates: AnswerUpdate[]): Answer => updates.reduce(updated, NEW_ANSWER);
const blocks = (keep: number, ...news: Block[]): AnswerUpdate => ({
  type: "blocks",
  answer: 0,
  keep,
  blocks: news,
});
const end = (how: End): AnswerUpdate => ({ type: "end", end: how });

describe("an answer", () => {
  it("waits, answers once the service has taken the question, and names the model", () => {
    expect(NEW_ANSWER.phase.kind).toBe("waiting");
    const state = after({ type: "started", model: "m" });
    expect([state.phase.kind, state.model]).toEqual(["answering", "m"]);
  });

  it("keeps the blocks that stay, by identity, and replaces the tail", () => {
    const first = p("one");
    const state = after(blocks(0, first, p("tw")), blocks(1, p("two"), p("three")));
    expect(state.parts[0]?.blocks).toEqual([p("one"), p("two"), p("three")]);
    expect(state.parts[0]?.blocks[0]).toBe(first);
  });

  it("takes a patch that keeps nothing, and one that keeps more than there is", () => {
    expect(after(blocks(0, p("a")), blocks(0)).parts[0]?.blocks).toEqual([]);
    expect(after(blocks(0, p("a")), blocks(9, p("b"))).parts[0]?.blocks).toEqual([p("a"), p("b")]);
  });

  it("appends reasoning and refusals", () => {
    const state = after(
      { type: "reasoning", answer: 0, text: "a" },
      { type: "reasoning", answer: 0, text: "b" },
      { type: "refusal", answer: 0, text: "no" },
    );
    expect(state.parts).toEqual([{ blocks: [], reasoning: "ab", refusal: "no" }]);
  });

  it("holds several answers apart, in whatever order they come", () => {
    const state = after({ type: "blocks", answer: 2, keep: 0, blocks: [p("c")] }, blocks(0, p("a")));
    expect(state.parts.map((part) => part.blocks)).toEqual([[p("a")], [], [p("c")]]);
  });

  it("does not make room for an index no one asked for", () => {
    expect(after({ type: "reasoning", answer: 4_000_000_000, text: "x" })).toBe(NEW_ANSWER);
  });

  it("counts what it cost and gathers notices", () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const state = after({ type: "usage", usage }, { type: "notice", notice: { code: "retried" } });
    expect([state.usage, state.notices]).toEqual([usage, [{ code: "retried" }]]);
  });

  it.each<[End, Answer["phase"]]>([
    [{ type: "finished", finish_reasons: ["stop"] }, { kind: "finished" }],
    [
      { type: "interrupted", error: { code: "cut_off" } },
      { kind: "interrupted", failure: { code: "cut_off" } },
    ],
    [
      { type: "failed", error: { code: "no_key" } },
      { kind: "failed", failure: { code: "no_key" } },
    ],
    [{ type: "stopped" }, { kind: "stopped" }],
  ])("ends as %o, once", (how, phase) => {
    const state = after(blocks(0, p("kept")), end(how));
    expect(state.phase).toEqual(phase);
    expect(isRunning(state)).toBe(false);
    expect(updated(state, blocks(0, p("late")))).toBe(state);
    expect(updated(state, end({ type: "stopped" }))).toBe(state);
  });
});
