/** Wheel, pinch, drag and presses on a picture, as zooming and moving. Points are from the element's middle. */
import type { Point } from "./zoom";

export interface Gestures {
  zoom: (factor: number, at: Point) => void;
  pan: (by: Point) => void;
  /** A press or a double one that moved nothing. */
  pressed: (at: Point, times: number) => void;
}

/** A pointer that moved less than this was only pressed. */
const STILL_PX = 4;
/** A wheel's notch is about a hundred of its units; a pinch on a touch pad sends few, with Ctrl held. */
const WHEEL_RATE = 0.002;
const PINCH_RATE = 0.01;
const LINE_PX = 16;

/** WebKit's own pinch, which no standard knows. */
interface GestureEvent extends MouseEvent {
  readonly scale: number;
}

export function zoomGestures(element: HTMLElement, gestures: Gestures): () => void {
  const pointers = new Map<number, Point>();
  const listening = new AbortController();
  let travelled = 0;
  let pinched = 1;

  const on = (type: string, heard: (event: never) => void): void => {
    element.addEventListener(type, heard as (event: Event) => void, {
      passive: false,
      signal: listening.signal,
    });
  };

  function point(event: MouseEvent): Point {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
  }

  on("wheel", (event: WheelEvent) => {
    event.preventDefault();
    const delta = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
    gestures.zoom(Math.exp(-delta * (event.ctrlKey ? PINCH_RATE : WHEEL_RATE)), point(event));
  });

  on("gesturestart", (event: GestureEvent) => {
    event.preventDefault();
    pinched = 1;
  });
  on("gesturechange", (event: GestureEvent) => {
    event.preventDefault();
    gestures.zoom(event.scale / pinched, point(event));
    pinched = event.scale;
  });

  on("pointerdown", (event: PointerEvent) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, point(event));
  });

  on("pointermove", (event: PointerEvent) => {
    const from = pointers.get(event.pointerId);
    if (from === undefined) return;
    const to = point(event);
    travelled += distance(from, to);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) {
      if (travelled >= STILL_PX) gestures.pan({ x: to.x - from.x, y: to.y - from.y });
    } else {
      const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
      gestures.zoom(distance(to, other) / Math.max(1, distance(from, other)), middle);
      gestures.pan({ x: (to.x - from.x) / 2, y: (to.y - from.y) / 2 });
    }
    pointers.set(event.pointerId, to);
  });

  const released = (event: PointerEvent): void => void pointers.delete(event.pointerId);
  on("pointerup", released);
  on("pointercancel", released);
  on("click", (event: MouseEvent) => {
    if (travelled < STILL_PX) gestures.pressed(point(event), event.detail);
  });

  return () => {
    listening.abort();
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
