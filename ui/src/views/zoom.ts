/** How a picture lies in the room it is looked at in: its size, and which part is seen. Pure. */

export interface Size {
  width: number;
  height: number;
}

/** From the room's middle, in CSS pixels. */
export interface Point {
  x: number;
  y: number;
}

/** `scale` is CSS pixels for a pixel of the picture; `x` and `y` say where the picture's middle is. */
export interface View extends Point {
  scale: number;
}

/** What a view depends on. */
export interface Sizes {
  picture: Size;
  room: Size;
}

const LARGEST_SCALE = 16;
const MIDDLE: Point = { x: 0, y: 0 };
/** What one press of a key or button does. */
export const STEP = 1.25;

/** The whole picture, not larger than it is. */
export function fitted({ picture, room }: Sizes): View {
  const scale = Math.min(1, room.width / picture.width, room.height / picture.height);
  return { ...MIDDLE, scale: Number.isFinite(scale) && scale > 0 ? scale : 1 };
}

/** Whether the whole picture is seen. */
export function isFitted(view: View, sizes: Sizes): boolean {
  return view.scale <= fitted(sizes).scale * 1.001;
}

/** Whether it cannot be any larger. */
export function isLargest(view: View): boolean {
  return view.scale >= LARGEST_SCALE * 0.999;
}

/** `factor` times as large; what is at `at` stays there. */
export function zoomed(view: View, sizes: Sizes, factor: number, at = MIDDLE): View {
  const scale = Math.min(LARGEST_SCALE, Math.max(fitted(sizes).scale, view.scale * factor));
  const ratio = scale / view.scale;
  return bounded({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, sizes);
}

/** A pixel of the picture for each CSS pixel; what is at `at` stays there. */
export function full(view: View, sizes: Sizes, at = MIDDLE): View {
  return zoomed(view, sizes, 1 / view.scale, at);
}

/** From the whole picture to a close look at `at`, and from there to the whole picture. */
export function toggled(view: View, sizes: Sizes, at = MIDDLE): View {
  if (!isFitted(view, sizes)) return fitted(sizes);
  return zoomed(view, sizes, Math.max(2.5, 1 / view.scale), at);
}

/** Moved by so much, as far as there is picture. */
export function panned(view: View, sizes: Sizes, by: Point): View {
  return bounded({ ...view, x: view.x + by.x, y: view.y + by.y }, sizes);
}

/** The same look in a room of another size; the whole picture stays the whole picture. */
export function resettled(view: View, before: Sizes, now: Sizes): View {
  return isFitted(view, before) ? fitted(now) : zoomed(view, now, 1);
}

/** No empty room beside a picture that is larger than the room. */
function bounded(view: View, { picture, room }: Sizes): View {
  return {
    scale: view.scale,
    x: within(view.x, (picture.width * view.scale - room.width) / 2),
    y: within(view.y, (picture.height * view.scale - room.height) / 2),
  };
}

function within(value: number, limit: number): number {
  return limit <= 0 ? 0 : Math.min(limit, Math.max(-limit, value));
}
