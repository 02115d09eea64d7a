/** What can be read off a state: pure answers to what the views ask. */
import type { Picture, Waiting } from "../host/types";
import { isRunning } from "./answers";
import type { State } from "./state";

/** What fills the window. */
export type Screen = "starting" | "not_started" | "doors" | "empty" | "draft" | "conversation";

export function screen(state: State): Screen {
  if (state.phase !== "ready") return state.phase;
  if (state.conversation.turns.length > 0) return "conversation";
  if (needsDoor(state)) return state.draft.length > 0 ? "draft" : "doors";
  return state.draft.length > 0 ? "draft" : "empty";
}

/** Whether the way to answers is still to be chosen: no key is kept, and practice is off. */
export function needsDoor(state: State): boolean {
  return (
    !state.settings.practice && state.account.key.state === "none" && state.conversation.turns.length === 0
  );
}

/** A picture the window can show: it waits for its question, or went with one. */
export interface Shown {
  id: string;
  name: string | null;
  /** None while it is being opened. */
  picture: Picture | null;
  waiting: boolean;
}

/** All pictures of the conversation in the order they came, each once. */
export function pictures(state: State): Shown[] {
  const all = new Map<string, Shown>();
  for (const turn of state.conversation.turns) {
    for (const picture of turn.pictures) {
      all.set(picture.id, { id: picture.id, name: picture.name, picture, waiting: false });
    }
  }
  for (const waiting of state.draft) all.set(waiting.id, shown(waiting));
  return [...all.values()];
}

/** The picture to look at: the chosen one, else the newest. */
export function shownPicture(state: State): Shown | null {
  const all = pictures(state);
  return all.find(({ id }) => id === state.shown) ?? all.at(-1) ?? null;
}

/** What becomes of the pictures when a question is asked now, as the program does it. */
export interface Sending {
  /** The ids of those that are sent. */
  sent: ReadonlySet<string>;
  /** How many of them are put side by side in one. */
  joined: number;
}

/** The newest pictures are sent, as many as the model takes. More than that in one question are put in one. */
export function sending(state: State): Sending {
  const asked = state.conversation.turns.map((turn) => turn.pictures.map(({ id }) => id));
  const questions = [...asked, state.draft.map(({ id }) => id)].reverse();
  const sent: string[] = [];
  let joined = 0;
  let room = state.maxPictures;
  for (const ids of questions) {
    if (ids.length > room && room === state.maxPictures) {
      sent.push(...ids);
      joined = ids.length;
      room = 0;
    } else {
      const fits = Math.min(ids.length, room);
      sent.push(...ids.slice(ids.length - fits));
      room -= fits;
    }
  }
  return { sent: new Set(sent), joined };
}

/** The pictures that would go with a question asked now. */
export function readyPictures(state: State): Picture[] {
  return state.draft.flatMap((waiting) => (waiting.kind === "ready" ? [waiting.picture] : []));
}

/** The id of the answer that is being written, if one is. */
export function runningAnswer(state: State): string | null {
  const last = state.conversation.turns.at(-1);
  const answer = last && state.answers[last.answer];
  return last && answer && isRunning(answer) ? last.answer : null;
}

/** Whether the program would take `question` now. A picture alone may be asked about. */
export function canAsk(state: State, question: string): boolean {
  const opening = state.draft.some(({ kind }) => kind === "opening");
  const something = question.trim() !== "" || readyPictures(state).length > 0;
  return something && !opening && runningAnswer(state) === null && !needsDoor(state);
}

function shown(waiting: Waiting): Shown {
  return waiting.kind === "opening"
    ? { id: waiting.id, name: waiting.name, picture: null, waiting: true }
    : { id: waiting.id, name: waiting.picture.name, picture: waiting.picture, waiting: true };
}

/** Whether the last question waits for a (better) key. */
export function lastNeedsKey(state: State): boolean {
  const last = state.conversation.turns.at(-1);
  const phase = last && state.answers[last.answer]?.phase;
  if (phase?.kind !== "failed") return false;
  const { code } = phase.failure;
  return code === "no_key" || code === "bad_key" || code === "key_expired";
}
