/** Keeps the end of a growing text in view, until the reader scrolls up; scrolling back down follows again. */

/** Nearer than this to the end is at the end: text that is just coming must not shake a reader off. */
const NEAR_PX = 48;

export interface FollowEnd {
  /** For the element that scrolls; its first child is what grows. */
  attach: (scroller: HTMLElement) => () => void;
  /** Goes to the end and follows it from there. */
  toEnd: () => void;
}

/** `changed` hears whether the end is followed. */
export function followEnd(changed: (following: boolean) => void): FollowEnd {
  let scroller: HTMLElement | null = null;
  let following = true;
  let lastTop = 0;

  function follow(now: boolean): void {
    if (now === following) return;
    following = now;
    changed(now);
  }

  function goToEnd(): void {
    if (scroller === null) return;
    scroller.scrollTop = scroller.scrollHeight;
    lastTop = scroller.scrollTop;
  }

  function scrolled(): void {
    if (scroller === null) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    if (scrollHeight - scrollTop - clientHeight <= NEAR_PX) follow(true);
    else if (scrollTop < lastTop) follow(false);
    lastTop = scrollTop;
  }

  return {
    attach(element) {
      scroller = element;
      element.addEventListener("scroll", scrolled, { passive: true });
      const sizes = new ResizeObserver(() => {
        if (following) goToEnd();
      });
      sizes.observe(element);
      if (element.firstElementChild) sizes.observe(element.firstElementChild);
      return () => {
        element.removeEventListener("scroll", scrolled);
        sizes.disconnect();
        scroller = null;
      };
    },
    toEnd() {
      follow(true);
      goToEnd();
    },
  };
}
