import { describe, expect, it } from "vitest";
import { LARGEST_PERCENT, SMALLEST_PERCENT, larger, smaller } from "./text-size";

describe("text size", () => {
  it("goes up and down by the same steps", () => {
    expect(larger(100)).toBe(110);
    expect(smaller(110)).toBe(100);
  });

  it("a size between two steps goes to the nearest one on its way", () => {
    expect(larger(120)).toBe(125);
    expect(smaller(120)).toBe(110);
  });

  it("ends at the smallest and the largest", () => {
    expect(larger(LARGEST_PERCENT)).toBe(LARGEST_PERCENT);
    expect(smaller(SMALLEST_PERCENT)).toBe(SMALLEST_PERCENT);
  });
});
