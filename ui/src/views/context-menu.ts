/** Where the context menu of a picture or an answer is asked for; nowhere else is one, but in a text box the engine's. */
import type { MenuSubject } from "../host/types";
import { selectedText } from "../answer/selection";
import { meaning } from "./shortcuts";

/** In CSS pixels from the window's corner. */
export interface Place {
  x: number;
  y: number;
}

/** For the window: `ask` hears what a menu is wanted for, and where. */
export function contextMenu(ask: (subject: MenuSubject, at: Place) => void): () => void {
  function asked(event: MouseEvent): void {
    const { target } = event;
    if (!(target instanceof Element) || target.closest("input, textarea") !== null) return;
    event.preventDefault();
    const subject = subjectOf(target);
    if (subject !== null) ask(subject, placeOf(event, target));
  }

  /** Not every engine makes a menu event of its key. Where one does, the key never comes here. */
  function pressed(event: KeyboardEvent): void {
    const { activeElement } = document;
    if (meaning("window", event) !== "menu" || event.key === "ContextMenu" || activeElement === null) return;
    const subject = subjectOf(activeElement);
    if (subject === null) return;
    event.preventDefault();
    ask(subject, middleOf(activeElement));
  }

  document.addEventListener("contextmenu", asked);
  document.addEventListener("keydown", pressed);
  return () => {
    document.removeEventListener("contextmenu", asked);
    document.removeEventListener("keydown", pressed);
  };
}

function subjectOf(target: Element): MenuSubject | null {
  const picture = target.closest<HTMLElement>("[data-picture]");
  if (picture?.dataset.picture !== undefined) {
    return { of: "picture", id: picture.dataset.picture, enlarged: picture.closest("dialog") !== null };
  }
  // Where the reader has all answers under the focus, the newest is meant.
  const answers = target.querySelectorAll<HTMLElement>("[data-answer]");
  const answer = target.closest<HTMLElement>("[data-answer]") ?? answers[answers.length - 1];
  const isRegion = target.closest("[data-answer], [data-answers]") !== null;
  if (!isRegion || answer?.dataset.answer === undefined) return null;
  return { of: "answer", id: answer.dataset.answer, selected: selectedText() !== "" };
}

/** A key has no place: then it is the middle of what has the focus. */
function placeOf(event: MouseEvent, target: Element): Place {
  return event.clientX > 0 || event.clientY > 0 ? { x: event.clientX, y: event.clientY } : middleOf(target);
}

function middleOf(target: Element): Place {
  const { left, top, width, height } = target.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
