import { describe, expect, it } from "vitest";
import { nearest, shift } from "./reorder";

/** Two rows of three, ten pixels apart. */
const places = [0, 1, 2, 3, 4, 5].map((index) => {
  const [x, y] = [(index % 3) * 10, Math.floor(index / 3) * 10];
  return { x, y, width: 8, height: 8 } as DOMRect;
});

describe("dragging one of several", () => {
  it("it goes to the place whose middle is nearest", () => {
    expect(nearest(places, 0, { x: 4, y: 0 })).toBe(0);
    expect(nearest(places, 0, { x: 6, y: 0 })).toBe(1);
    expect(nearest(places, 0, { x: 500, y: 0 })).toBe(2);
    expect(nearest(places, 0, { x: 11, y: 9 })).toBe(4);
    expect(nearest(places, 5, { x: -19, y: -12 })).toBe(0);
  });

  it("right to left is the same by the places themselves", () => {
    const mirrored = places.map(
      ({ x, y, width, height }): DOMRect => ({ x: -x, y, width, height }) as DOMRect,
    );
    expect(nearest(mirrored, 0, { x: -11, y: 0 })).toBe(1);
  });

  it("those that are passed make room, and the others stay", () => {
    const by = { x: 19, y: 1 };
    const dragged = { places, from: 1, to: 3, by };
    const at = [0, 1, 2, 3, 4].map((index) => shift(dragged, index));
    expect(at).toEqual([{ x: 0, y: 0 }, by, { x: -10, y: 0 }, { x: 20, y: -10 }, { x: 0, y: 0 }]);
    expect(shift({ places, from: 2, to: 1, by }, 1)).toEqual({ x: 10, y: 0 });
  });
});
