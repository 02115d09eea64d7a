/** Which sentences of a growing answer are whole and not yet told to the screen reader: pure. */
import type { Block } from "../host/types";
import { blockText } from "./plain";

/** How far an answer has been told: whole blocks, and letters of the next one. */
export interface Told {
  blocks: number;
  letters: number;
}

export const NOTHING_TOLD: Told = { blocks: 0, letters: 0 };

/** What is to be told now. With `complete` the rest is told, whole sentence or not. */
export function whatToTell(
  blocks: readonly Block[],
  told: Told,
  complete: boolean,
): { sentences: string[]; told: Told } {
  const sentences: string[] = [];
  let { blocks: at, letters } = told;
  for (; at < blocks.length; at += 1, letters = 0) {
    const text = blockText(blocks[at] as Block);
    const open = at === blocks.length - 1 && !complete;
    const end = open ? lastSentenceEnd(text) : text.length;
    if (end > letters) sentences.push(text.slice(letters, end).trim());
    if (open)
      return {
        sentences: sentences.filter(isSomething),
        told: { blocks: at, letters: Math.max(end, letters) },
      };
  }
  return { sentences: sentences.filter(isSomething), told: { blocks: at, letters } };
}

const SENTENCE_END = /[.!?…]["'”’)\]]*(?=\s)|[。！？]["”’）」』]*|\n/gu;

function lastSentenceEnd(text: string): number {
  let end = 0;
  for (const match of text.matchAll(SENTENCE_END)) end = match.index + match[0].length;
  return end;
}

function isSomething(sentence: string): boolean {
  return sentence !== "";
}
