/** What the page knows. Plain values: `transitions.ts` makes the next state, `store.svelte.ts` holds it. */
import type {
  Account,
  Block,
  Failure,
  Language,
  Notice,
  Picture,
  Refusal,
  Settings,
  SettingsFault,
  Trouble,
  Turn,
  Usage,
  Waiting,
} from "../host/types";

export interface State {
  phase: Phase;
  version: string;
  language: Language;
  settings: Settings;
  account: Account;
  conversation: { id: string; turns: readonly Turn[] };
  /** By the answer's id, for every turn of the conversation. */
  answers: Readonly<Record<string, Answer>>;
  /** Pictures that wait for their question, in the order they are sent. */
  draft: readonly Waiting[];
  /** How many may wait. */
  maxWaiting: number;
  /** How many pictures the chosen model takes in one request. */
  maxPictures: number;
  /** The picture taken away last, while it can be taken back. */
  undo: Undo | null;
  /** The picture moved last; a new one each time. */
  moved: Moved | null;
  /** Files that were not taken, in the order they came. */
  refused: readonly RefusedFile[];
  /** Pictures taken away here: late news of them is not heard. */
  removed: ReadonlySet<string>;
  /** The picture the reader chose to look at; none follows the newest. */
  shown: string | null;
  /** The text in the question box. */
  question: string;
  /** Whether files are held over the window. */
  dragging: boolean;
  message: Message | null;
  /** The open dialogs, the topmost last. */
  dialogs: readonly Dialog[];
  /** What the dialog `consent` is about. */
  unsent: Unsent | null;
}

export type Phase = "starting" | "not_started" | "ready";

/** Where a picture now stands, one-based. */
export interface Moved {
  name: string | null;
  number: number;
  count: number;
}

/** A picture that can be taken back. */
export interface Undo {
  id: string;
  name: string | null;
}

export interface RefusedFile {
  id: string;
  name: string | null;
  refusal: Refusal;
}

/** A sentence above the question box that stays until it is read. */
export type Message =
  | { kind: "nothing_dropped" }
  | { kind: "nothing_to_paste" }
  | { kind: "paste_unanswered" }
  | { kind: "browser_opened" }
  | { kind: "browser_failed" }
  | { kind: "settings"; fault: SettingsFault }
  | { kind: "not_copied" }
  | { kind: "picture_not_copied" }
  | { kind: "not_asked" }
  | { kind: "fault" }
  | { kind: "fault_last_time" }
  | { kind: "too_many_pictures"; names: (string | null)[]; limit: number }
  | { kind: "draft_incomplete" }
  | { kind: "draft_trouble"; trouble: Trouble }
  | { kind: "failed" };

/** `model` and `address` are the settings, opened for that one; `lightbox` is the picture to look at, enlarged. */
export type Dialog = "settings" | "model" | "address" | "key" | "consent" | "report" | "keys" | "lightbox";

/** A question that waits until the user agrees that its pictures go to that service, by its origin. */
export interface Unsent {
  service: string;
  deed: Deed;
}

export type Deed = { kind: "ask"; question: string; pictures: readonly Picture[] } | { kind: "ask_again" };

export interface Answer {
  phase: AnswerPhase;
  /** The model that answers, once it is known. */
  model: string | null;
  /** One for each answer that was asked for. */
  parts: readonly Part[];
  usage: Usage | null;
  notices: readonly Notice[];
}

export type AnswerPhase =
  | { kind: "waiting" }
  | { kind: "answering" }
  | { kind: "finished" }
  | { kind: "interrupted"; failure: Failure }
  | { kind: "failed"; failure: Failure }
  | { kind: "stopped" };

export interface Part {
  blocks: readonly Block[];
  reasoning: string;
  refusal: string;
}

export const NEW_ANSWER: Answer = {
  phase: { kind: "waiting" },
  model: null,
  parts: [],
  usage: null,
  notices: [],
};
export const NEW_PART: Part = { blocks: [], reasoning: "", refusal: "" };

/** Before the program has told anything. */
export const INITIAL: State = {
  phase: "starting",
  version: "",
  language: "en",
  settings: { service: "", model: "", practice: false, language: null, text_size_percent: 100 },
  account: { service: "", key: { state: "reading" } },
  conversation: { id: "", turns: [] },
  answers: {},
  draft: [],
  maxWaiting: 0,
  maxPictures: 0,
  undo: null,
  moved: null,
  refused: [],
  removed: new Set(),
  shown: null,
  question: "",
  dragging: false,
  message: null,
  dialogs: [],
  unsent: null,
};
