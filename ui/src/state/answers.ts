/** How an answer grows: pure. */
import type { AnswerUpdate, End } from "../host/types";
import { NEW_PART, type Answer, type AnswerPhase, type Part } from "./state";

/** More answers than this are never asked for at once; an index beyond it is a fault of the service. */
const MAX_PARTS = 128;

/** Whether more may come. */
export function isRunning(answer: Answer): boolean {
  return answer.phase.kind === "waiting" || answer.phase.kind === "answering";
}

/** The answer after `update`. An answer that has ended stays as it is. */
export function updated(answer: Answer, update: AnswerUpdate): Answer {
  if (!isRunning(answer)) return answer;
  switch (update.type) {
    case "started":
      return { ...answer, phase: { kind: "answering" }, model: update.model };
    case "blocks":
      return withPart(answer, update.answer, (part) => ({
        ...part,
        blocks: [...part.blocks.slice(0, update.keep), ...update.blocks],
      }));
    case "reasoning":
      return withPart(answer, update.answer, (part) => ({
        ...part,
        reasoning: part.reasoning + update.text,
      }));
    case "refusal":
      return withPart(answer, update.answer, (part) => ({ ...part, refusal: part.refusal + update.text }));
    case "usage":
      return { ...answer, usage: update.usage };
    case "notice":
      return { ...answer, notices: [...answer.notices, update.notice] };
    case "end":
      return { ...answer, phase: ended(update.end) };
  }
}

function withPart(answer: Answer, index: number, change: (part: Part) => Part): Answer {
  if (index < 0 || index >= MAX_PARTS) return answer;
  const parts = Array.from(
    { length: Math.max(answer.parts.length, index + 1) },
    (_, at) => answer.parts[at] ?? NEW_PART,
  );
  parts[index] = change(parts[index] ?? NEW_PART);
  return { ...answer, phase: { kind: "answering" }, parts };
}

function ended(end: End): AnswerPhase {
  switch (end.type) {
    case "finished":
      return { kind: "finished" };
    case "interrupted":
      return { kind: "interrupted", failure: end.error };
    case "failed":
      return { kind: "failed", failure: end.error };
    case "stopped":
      return { kind: "stopped" };
  }
}
