/** Dragging one of several elements to another place among them, with the pointer. The browser's own drag and drop is not
 * used: the window takes that for files. Places are compared in two dimensions, so wrapped rows and right to left are as any. */

/** An element on its way. */
export interface Dragged {
  /** Where all stood when it began. */
  places: readonly DOMRect[];
  from: number;
  /** Where it would be if it were dropped now. */
  to: number;
  /** How far the pointer has carried it, in pixels. */
  by: Point;
}

export interface Point {
  x: number;
  y: number;
}

export interface Drag {
  places: () => DOMRect[];
  from: () => number;
  /** None: it is over. */
  moved: (dragged: Dragged | null) => void;
  dropped: (to: number) => void;
}

/** A press that moves no further than this, in pixels, is a click. */
const SLACK = 6;

/** Lets `element` be dragged. Returns what ends that. */
export function dragging(element: HTMLElement, drag: Drag): () => void {
  let start: Point | null = null;
  let dragged: Dragged | null = null;
  let clickFollows = false;

  function over(): void {
    start = null;
    dragged = null;
    drag.moved(null);
  }

  const handlers = {
    pointerdown(event: PointerEvent): void {
      clickFollows = false;
      if (event.button !== 0 || !event.isPrimary) return;
      start = { x: event.clientX, y: event.clientY };
      element.setPointerCapture(event.pointerId);
    },
    pointermove(event: PointerEvent): void {
      if (start === null) return;
      const by = { x: event.clientX - start.x, y: event.clientY - start.y };
      if (dragged === null && Math.hypot(by.x, by.y) < SLACK) return;
      const places = dragged?.places ?? drag.places();
      const from = dragged?.from ?? drag.from();
      dragged = { places, from, by, to: nearest(places, from, by) };
      drag.moved(dragged);
    },
    pointerup(): void {
      clickFollows = dragged !== null;
      const to = dragged?.to;
      over();
      if (to !== undefined) drag.dropped(to);
    },
    pointercancel: over,
    keydown(event: KeyboardEvent): void {
      if (event.key !== "Escape" || dragged === null) return;
      event.stopPropagation();
      clickFollows = true;
      over();
    },
    click(event: MouseEvent): void {
      if (!clickFollows) return;
      clickFollows = false;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
  };
  const entries = Object.entries(handlers) as [string, EventListener][];
  for (const [type, handler] of entries) element.addEventListener(type, handler, { capture: true });
  return () => {
    for (const [type, handler] of entries) element.removeEventListener(type, handler, { capture: true });
  };
}

/** The place whose middle is nearest to that of the element carried from `from` by `by`. */
export function nearest(places: readonly DOMRect[], from: number, by: Point): number {
  const own = places[from];
  if (own === undefined) return from;
  const at = middle(own);
  const far = places.map((place) => Math.hypot(middle(place).x - at.x - by.x, middle(place).y - at.y - by.y));
  return far.indexOf(Math.min(...far));
}

/** How far the element at `index` is shown from its place while another is dragged over it. */
export function shift({ places, from, to, by }: Dragged, index: number): Point {
  if (index === from) return by;
  const passed = index > from && index <= to ? -1 : index < from && index >= to ? 1 : 0;
  const [old, now] = [places[index], places[index + passed]];
  return old && now ? { x: now.x - old.x, y: now.y - old.y } : { x: 0, y: 0 };
}

function middle({ x, y, width, height }: DOMRect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
