/** What is selected on the page, and selecting an answer. */

/** The selected text; empty when nothing is. */
export function selectedText(): string {
  return getSelection()?.toString() ?? "";
}

/** Selects everything that the answer with that id says. */
export function selectAnswer(id: string): void {
  const selection = getSelection();
  const texts = document.querySelectorAll(`[data-answer="${CSS.escape(id)}"] :is(.answer-text, .refusal)`);
  const [first, last] = [texts[0], texts[texts.length - 1]];
  if (selection === null || first === undefined || last === undefined) return;
  selection.setBaseAndExtent(first, 0, last, last.childNodes.length);
}
