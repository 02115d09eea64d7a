/** The next state for everything that can happen: what the program tells, and what the user does. Pure. */
import type { AnswerUpdate, AppEvent, Picture, Start, Waiting } from "../host/types";
import { updated } from "./answers";
import { INITIAL, NEW_ANSWER, type Dialog, type Message, type State, type Unsent } from "./state";

/** What happens in the page itself. */
export type PageEvent =
  | { type: "started"; start: Start }
  | { type: "start_failed" }
  | { type: "question_written"; question: string }
  | { type: "asked"; answer: string; question: string; pictures: Picture[] }
  | { type: "ask_refused"; question: string }
  | { type: "asked_again"; answer: string; instead: string }
  | { type: "consent_needed"; unsent: Unsent }
  | { type: "answer_updated"; answer: string; updates: AnswerUpdate[] }
  | { type: "conversation_begun"; id: string; question: string }
  | { type: "picture_shown"; id: string }
  | { type: "picture_moved"; id: string; to: number }
  | { type: "picture_taken_back"; id: string }
  | { type: "undo_passed"; id: string }
  | { type: "refusals_dismissed"; ids: string[] }
  | { type: "message_shown"; message: Message }
  | { type: "message_dismissed" }
  | { type: "dialog_opened"; dialog: Dialog }
  | { type: "dialog_closed"; dialog: Dialog };

/** The state after `event`. */
export function next(state: State, event: AppEvent | PageEvent): State {
  switch (event.type) {
    case "drag_entered":
      return { ...state, dragging: true };
    case "drag_left":
      return { ...state, dragging: false };
    case "nothing_dropped":
      return { ...state, dragging: false, message: { kind: "nothing_dropped" } };
    case "picture_opening":
      return pictureOpening(state, event);
    case "picture_ready":
      return pictureReady(state, event.picture);
    case "picture_refused":
      return pictureRefused(state, event);
    case "picture_removed":
      return pictureRemoved(state, event.id);
    case "draft_changed":
      return { ...state, draft: event.draft.filter(({ id }) => !state.removed.has(id)) };
    case "too_many_pictures":
      return {
        ...state,
        dragging: false,
        message: { kind: "too_many_pictures", names: event.names, limit: state.maxWaiting },
      };
    case "draft_trouble":
      return draftTrouble(state, event);
    case "settings_changed":
      return {
        ...state,
        settings: event.settings,
        maxPictures: event.max_pictures,
        language: event.language,
      };
    case "fault":
      return { ...state, message: { kind: "fault" } };
    case "account_changed":
      return { ...state, account: event.account };
    case "menu_chosen":
      return event.choice.choice === "look_closer" ? lookedCloser(state, event.choice.picture) : state;
    case "not_copied":
      return {
        ...state,
        message: { kind: event.what === "picture" ? "picture_not_copied" : "not_copied" },
      };

    case "started":
      return started(event.start);
    case "start_failed":
      return { ...state, phase: "not_started" };
    case "question_written":
      return { ...state, question: event.question };
    case "asked":
      return asked(state, event);
    case "ask_refused":
      return { ...state, question: state.question || event.question, message: { kind: "not_asked" } };
    case "asked_again":
      return askedAgain(state, event);
    case "consent_needed":
      return { ...state, dialogs: opened(state, "consent"), unsent: event.unsent };
    case "answer_updated":
      return answerUpdated(state, event);
    case "conversation_begun":
      return {
        ...state,
        conversation: { id: event.id, turns: [] },
        answers: {},
        shown: null,
        question: event.question,
        message: unread(state),
      };
    case "picture_shown":
      return { ...state, shown: event.id };
    case "picture_moved":
      return { ...state, shown: event.id, moved: moved(state, event) };
    case "picture_taken_back":
      return { ...state, removed: new Set([...state.removed].filter((id) => id !== event.id)), undo: null };
    case "undo_passed":
      return state.undo?.id === event.id ? { ...state, undo: null } : state;
    case "refusals_dismissed":
      return { ...state, refused: state.refused.filter((file) => !event.ids.includes(file.id)) };
    case "message_shown":
      return { ...state, message: state.message?.kind === "fault" ? state.message : event.message };
    case "message_dismissed":
      return { ...state, message: null };
    case "dialog_opened":
      return { ...state, dialogs: opened(state, event.dialog) };
    case "dialog_closed":
      return {
        ...state,
        dialogs: closed(state, event.dialog),
        unsent: event.dialog === "consent" ? null : state.unsent,
      };
  }
}

type Of<Type extends (AppEvent | PageEvent)["type"]> = Extract<AppEvent | PageEvent, { type: Type }>;

function lookedCloser(state: State, picture: string): State {
  return next({ ...state, shown: picture }, { type: "dialog_opened", dialog: "lightbox" });
}

function started(start: Start): State {
  return {
    ...INITIAL,
    phase: "ready",
    version: start.version,
    language: start.language,
    settings: start.settings,
    account: start.account,
    conversation: start.conversation,
    answers: Object.fromEntries(start.conversation.turns.map((turn) => [turn.answer, NEW_ANSWER])),
    question: start.question,
    draft: start.draft,
    maxWaiting: start.max_waiting,
    maxPictures: start.max_pictures,
    message: atStart(start),
  };
}

/** What must be read even when the user goes on meanwhile: a fault may be told just before what it belongs to. */
function unread(state: State): Message | null {
  return state.message?.kind === "fault" ? state.message : null;
}

function atStart(start: Start): Message | null {
  if (start.fault_last_time) return { kind: "fault_last_time" };
  if (start.draft_trouble !== null) return { kind: "draft_trouble", trouble: start.draft_trouble };
  if (start.draft_incomplete) return { kind: "draft_incomplete" };
  return start.settings_fault && { kind: "settings", fault: start.settings_fault };
}

/** What is well again need not be read. */
function draftTrouble(state: State, { trouble }: Of<"draft_trouble">): State {
  if (trouble !== null) return { ...state, message: { kind: "draft_trouble", trouble } };
  return state.message?.kind === "draft_trouble" ? { ...state, message: null } : state;
}

function pictureOpening(state: State, { id, name }: Of<"picture_opening">): State {
  const held = { ...state, dragging: false };
  if (state.removed.has(id) || isKnown(state, id)) return held;
  return {
    ...held,
    draft: [...state.draft, { kind: "opening", id, name }],
    shown: null,
    message: unread(state),
  };
}

function pictureReady(state: State, picture: Picture): State {
  if (state.removed.has(picture.id)) return state;
  const ready: Waiting = { kind: "ready", id: picture.id, picture };
  if (state.draft.some(({ id }) => id === picture.id)) {
    return { ...state, draft: state.draft.map((waiting) => (waiting.id === picture.id ? ready : waiting)) };
  }
  if (isAsked(state, picture.id)) {
    const turns = state.conversation.turns.map((turn) => ({
      ...turn,
      pictures: turn.pictures.map((other) => (other.id === picture.id ? picture : other)),
    }));
    return { ...state, conversation: { ...state.conversation, turns } };
  }
  return { ...state, draft: [...state.draft, ready], shown: null };
}

function pictureRefused(state: State, { id, name, refusal }: Of<"picture_refused">): State {
  const held = { ...state, dragging: false, draft: without(state.draft, id) };
  if (state.removed.has(id) || state.refused.some((file) => file.id === id)) return held;
  return { ...held, refused: [...state.refused, { id, name, refusal }] };
}

function moved(state: State, { id, to }: Of<"picture_moved">): State["moved"] {
  const picture = state.draft.find((waiting) => waiting.id === id);
  return picture === undefined ? null : { name: nameOf(picture), number: to + 1, count: state.draft.length };
}

function pictureRemoved(state: State, id: string): State {
  const picture = state.draft.find((waiting) => waiting.id === id);
  return {
    ...state,
    undo: picture === undefined ? state.undo : { id, name: nameOf(picture) },
    draft: without(state.draft, id),
    removed: new Set([...state.removed, id]),
    shown: state.shown === id ? null : state.shown,
  };
}

function asked(state: State, { answer, question, pictures }: Of<"asked">): State {
  const sent = new Set(pictures.map(({ id }) => id));
  return {
    ...state,
    conversation: {
      ...state.conversation,
      turns: [...state.conversation.turns, { question, pictures, answer }],
    },
    answers: { ...state.answers, [answer]: NEW_ANSWER },
    draft: state.draft.filter(({ id }) => !sent.has(id)),
    refused: [],
    // What was written meanwhile, or beside a one-click question, stays.
    question: state.question.trim() === question ? "" : state.question,
    message: unread(state),
  };
}

function askedAgain(state: State, { answer, instead }: Of<"asked_again">): State {
  const turns = state.conversation.turns.map((turn) =>
    turn.answer === instead ? { ...turn, answer } : turn,
  );
  return {
    ...state,
    conversation: { ...state.conversation, turns },
    answers: { ...state.answers, [answer]: NEW_ANSWER },
    message: unread(state),
  };
}

function answerUpdated(state: State, { answer, updates }: Of<"answer_updated">): State {
  const before = state.answers[answer];
  if (before === undefined) return state;
  const after = updates.reduce(updated, before);
  return after === before ? state : { ...state, answers: { ...state.answers, [answer]: after } };
}

function opened(state: State, dialog: Dialog): readonly Dialog[] {
  return [...closed(state, dialog), dialog];
}

function closed(state: State, dialog: Dialog): readonly Dialog[] {
  return state.dialogs.filter((open) => open !== dialog);
}

function isKnown(state: State, id: string): boolean {
  return state.draft.some((waiting) => waiting.id === id) || isAsked(state, id);
}

function isAsked(state: State, id: string): boolean {
  return state.conversation.turns.some((turn) => turn.pictures.some((picture) => picture.id === id));
}

function nameOf(waiting: Waiting): string | null {
  return waiting.kind === "opening" ? waiting.name : waiting.picture.name;
}

function without(draft: readonly Waiting[], id: string): readonly Waiting[] {
  return draft.filter((waiting) => waiting.id !== id);
}
