/** Gives the focus a place when what had it is gone, so that the next key press is never lost. */

export interface FocusKeeper {
  /** For the window, as long as it is open. */
  attach: () => () => void;
  /**
   * To be called after the page was drawn anew. Nothing happens while something has the focus, or when a reader
   * put it nowhere by a press beside everything; `fetch` gives it a place even then.
   */
  settle: (fetch: boolean) => void;
}

/** The place is what is marked `data-home`: the question box, or the first door. */
export function keepFocus(): FocusKeeper {
  let last: Element | null = null;

  function remember(event: FocusEvent): void {
    if (event.target instanceof Element) last = event.target;
  }

  return {
    attach() {
      document.addEventListener("focusin", remember);
      return () => {
        document.removeEventListener("focusin", remember);
      };
    },
    settle(fetch) {
      if (document.activeElement !== document.body || document.querySelector("dialog[open]") !== null) return;
      if (!fetch && last?.isConnected && !last.matches(":disabled")) return;
      document.querySelector<HTMLElement>("[data-home]")?.focus({ preventScroll: true });
    },
  };
}
