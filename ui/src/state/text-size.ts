/** How large everything is drawn, in percent of the system's text size: a few steps, as browsers have them. */

const STEPS = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

export const SMALLEST_PERCENT = 50;
export const NORMAL_PERCENT = 100;
export const LARGEST_PERCENT = 300;

/** The next larger step; the largest stays. */
export function larger(percent: number): number {
  return STEPS.find((step) => step > percent) ?? LARGEST_PERCENT;
}

/** The next smaller step; the smallest stays. */
export function smaller(percent: number): number {
  return STEPS.findLast((step) => step < percent) ?? SMALLEST_PERCENT;
}
