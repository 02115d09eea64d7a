/** Every key that means something. What a press means and the list that F1 shows are read from one table. */
import { m } from "../messages/compiled/messages.js";

/** `ContextMenu` and its like are the engine's own keys: they are in the table so that they are in the list. */
const KEYS = {
  window: {
    new: ["Mod n"],
    open: ["Mod o"],
    settings: ["Mod ,"],
    larger: ["Mod +", "Mod ="],
    smaller: ["Mod -"],
    normal: ["Mod 0"],
    undo: ["Mod z"],
    stop: ["Escape"],
    menu: ["Shift F10", "ContextMenu"],
    keys: ["F1"],
  },
  box: {
    ask: ["Enter"],
    line: ["Shift Enter"],
    edit: ["ArrowUp"],
  },
  lightbox: {
    closer: ["+", "="],
    further: ["-"],
    whole: ["0", "Home"],
    full: ["End"],
    left: ["ArrowLeft"],
    right: ["ArrowRight"],
    up: ["ArrowUp"],
    down: ["ArrowDown"],
  },
} as const satisfies Record<string, Record<string, readonly string[]>>;

/** Where a key is pressed. */
export type Place = keyof typeof KEYS;
/** What a key may mean there. */
export type Meaning<P extends Place> = keyof (typeof KEYS)[P] & string;

const LABELS: { [P in Place]: { title: () => string; of: Record<Meaning<P>, () => string> } } = {
  window: {
    title: m.keys_anywhere,
    of: {
      new: m.keys_new,
      open: m.keys_open,
      settings: m.keys_settings,
      larger: m.text_larger,
      smaller: m.text_smaller,
      normal: m.text_normal,
      undo: m.keys_undo,
      stop: m.keys_stop,
      menu: m.keys_menu,
      keys: m.keys_list,
    },
  },
  box: {
    title: m.keys_in_box,
    of: { ask: m.keys_ask, line: m.keys_line, edit: m.keys_edit },
  },
  lightbox: {
    title: m.keys_in_closer,
    of: {
      closer: m.keys_closer_in,
      further: m.keys_closer_out,
      whole: m.keys_closer_fit,
      full: m.keys_closer_full,
      left: m.keys_closer_previous,
      right: m.keys_closer_next,
      up: m.keys_closer_up,
      down: m.keys_closer_down,
    },
  },
};

const PLACES: readonly Place[] = ["window", "box", "lightbox"];

/** What a key press means there. None while an input method is composing: then every key is its own. */
export function meaning<P extends Place>(place: P, event: KeyboardEvent): Meaning<P> | null {
  if (isComposing(event)) return null;
  const entries = Object.entries(KEYS[place]) as [Meaning<P>, readonly string[]][];
  const meant = entries.find(([, chords]) => chords.some((chord) => isPressed(chord, event)))?.[0] ?? null;
  // In a text box it takes back what was written.
  return meant === "undo" && takesLetters(event.target) ? null : meant;
}

/** A section of the list of keys. */
export interface KeySection {
  title: string;
  keys: { label: string; chords: string[][] }[];
}

/** Every key with what it does, in the words and signs of this system. */
export function allKeys(mac = isMac()): KeySection[] {
  return PLACES.map((place) => {
    const labels: Record<string, () => string> = LABELS[place].of;
    const keys = Object.entries<readonly string[]>(KEYS[place]).map(([name, chords]) => ({
      label: labels[name]?.() ?? "",
      chords: chords.filter((chord) => !mac || chord !== "ContextMenu").map((chord) => caps(chord, mac)),
    }));
    return { title: LABELS[place].title(), keys };
  });
}

/** Whether this key press writes a letter while nothing that takes letters has the focus. Space presses buttons. */
export function isTyping(event: KeyboardEvent): boolean {
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return false;
  return event.key.length === 1 && event.key !== " " && !takesLetters(event.target);
}

function takesLetters(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select") !== null;
}

/** Whether an input method uses this key press; WebKit tells only by the key code. */
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- 229 is all that WebKit says when composing ends
  return event.isComposing || event.keyCode === 229;
}

/** `Mod` is Ctrl, on a Mac ⌘. A sign may need Shift on one keyboard and none on the next. */
function isPressed(chord: string, event: KeyboardEvent): boolean {
  const parts = chord.split(" ");
  const key = parts.at(-1) ?? "";
  const command = isMac() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  const none = !event.metaKey && !event.ctrlKey;
  const isSign = /^[^a-z]$/.test(key);
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (parts.includes("Mod") ? command : none) &&
    (isSign || event.shiftKey === parts.includes("Shift")) &&
    !event.altKey
  );
}

const CAPS: Record<string, string> = {
  Mod: "Ctrl",
  "-": "−",
  Escape: "Esc",
  ContextMenu: "Menu",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};
const MAC_CAPS: Record<string, string> = { ...CAPS, Mod: "⌘", Shift: "⇧" };

function caps(chord: string, mac: boolean): string[] {
  return chord
    .split(" ")
    .map((key) => (mac ? MAC_CAPS : CAPS)[key] ?? key.toUpperCase().slice(0, 1) + key.slice(1));
}

function isMac(): boolean {
  return navigator.userAgent.includes("Macintosh");
}
