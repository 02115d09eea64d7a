import { describe, expect, it } from "vitest";
import {
  fitted,
  full,
  isFitted,
  isLargest,
  panned,
  resettled,
  toggled,
  zoomed,
  type Sizes,
  type View,
} from "./zoom";

const sizes: Sizes = { picture: { width: 1600, height: 1200 }, room: { width: 800, height: 800 } };

/** Which pixel of the picture, from its middle, is at a point of the room. */
const pixelAt = (view: View, x: number, y: number): [number, number] => [
  (x - view.x) / view.scale,
  (y - view.y) / view.scale,
];

describe("zoom", () => {
  it("begins with the whole picture in the middle", () => {
    expect(fitted(sizes)).toEqual({ scale: 0.5, x: 0, y: 0 });
    expect(isFitted(fitted(sizes), sizes)).toBe(true);
  });

  it("a small picture is not blown up, and a room without size breaks nothing", () => {
    expect(fitted({ ...sizes, picture: { width: 40, height: 30 } }).scale).toBe(1);
    expect(fitted({ ...sizes, room: { width: 0, height: 0 } }).scale).toBe(1);
  });

  it("what is under the pointer stays under it", () => {
    const close = zoomed(fitted(sizes), sizes, 4);
    const closer = zoomed(close, sizes, 1.5, { x: 100, y: -50 });
    const [before, after] = [pixelAt(close, 100, -50), pixelAt(closer, 100, -50)];
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
  });

  it("goes no further than the whole picture and no closer than sixteen times", () => {
    expect(zoomed(fitted(sizes), sizes, 0.01)).toEqual(fitted(sizes));
    const closest = zoomed(fitted(sizes), sizes, 1000);
    expect(closest.scale).toBe(16);
    expect(isLargest(closest)).toBe(true);
  });

  it("moves as far as there is picture", () => {
    const close = full(fitted(sizes), sizes);
    expect(close.scale).toBe(1);
    expect(panned(close, sizes, { x: 10_000, y: -10_000 })).toEqual({ scale: 1, x: 400, y: -200 });
    expect(panned(fitted(sizes), sizes, { x: 50, y: 50 })).toEqual(fitted(sizes));
  });

  it("twice toggled is the whole picture again", () => {
    const close = toggled(fitted(sizes), sizes, { x: 200, y: 100 });
    expect(close.scale).toBe(1.25);
    expect(toggled(close, sizes)).toEqual(fitted(sizes));
  });

  it("a room that grows keeps the whole picture whole, and a close look close", () => {
    const now: Sizes = { ...sizes, room: { width: 1600, height: 1600 } };
    expect(resettled(fitted(sizes), sizes, now)).toEqual(fitted(now));
    const close = zoomed(fitted(sizes), sizes, 8);
    expect(resettled(close, sizes, now).scale).toBe(4);
  });
});
