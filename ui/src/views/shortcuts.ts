/** What a key press means to the whole window. */

export type Shortcut = "new" | "open" | "settings" | "stop" | "undo";

const WITH_COMMAND: Partial<Record<string, Shortcut>> = { n: "new", o: "open", ",": "settings", z: "undo" };

/** None while an input method is composing: then every key is its own. */
export function shortcut(event: KeyboardEvent): Shortcut | null {
  if (isComposing(event)) return null;
  if (event.key === "Escape") return "stop";
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const meant = command ? (WITH_COMMAND[event.key.toLowerCase()] ?? null) : null;
  // In a text box it takes back what was written.
  return meant === "undo" && takesLetters(event.target) ? null : meant;
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
