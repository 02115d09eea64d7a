/** Numbers and sizes as they are written in the shown language. */
import { m } from "./compiled/messages.js";
import { shownLanguage } from "./language.svelte";

const KILOBYTE = 1000;
const MEGABYTE = 1_000_000;

export function number(value: number): string {
  return new Intl.NumberFormat(shownLanguage(), { maximumFractionDigits: 1 }).format(value);
}

/** Bytes as `210 KB` or `1.4 MB`; never less than 1 KB. */
export function size(bytes: number): string {
  return bytes < MEGABYTE - KILOBYTE / 2
    ? m.size_kb({ number: number(Math.max(1, Math.round(bytes / KILOBYTE))) })
    : m.size_mb({ number: number(bytes / MEGABYTE) });
}
