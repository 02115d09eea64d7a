/** Pasting anywhere: where the key press goes, and how text gets into the question box so that it can be undone. */
import { isComposing } from "./shortcuts";

/**
 * Whether this key press pastes while nothing that takes letters has the focus. Where something has, the web view
 * itself pastes into it.
 */
export function isPastingElsewhere(event: KeyboardEvent): boolean {
  return isPasteKey(event) && !takesLetters(event.target);
}

/** Whether this is the key press that pastes. */
export function isPasteKey(event: KeyboardEvent): boolean {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  return command && !isComposing(event) && event.key.toLowerCase() === "v";
}

/**
 * Keeps the place where something was pasted into `box`: what it returns writes text there, as if it had been
 * typed, also when the user has gone on typing behind it.
 */
export function pastingInto(box: HTMLTextAreaElement): (text: string) => void {
  const { value, selectionStart: start, selectionEnd: end } = box;
  return (text) => {
    const typed = box.value === value ? 0 : Math.max(0, box.selectionStart - start);
    box.focus();
    box.setSelectionRange(start, box.value === value ? end : start);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else writes so that undo takes it back
    document.execCommand("insertText", false, text);
    if (typed > 0) box.setSelectionRange(box.selectionStart + typed, box.selectionStart + typed);
  };
}

function takesLetters(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select") !== null;
}
