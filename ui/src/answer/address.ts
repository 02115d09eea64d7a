/** Which addresses in an answer are worth showing, and how. */

const SHOWN_SCHEMES = new Set(["http:", "https:", "mailto:"]);
const MAX_LETTERS = 200;

/** `address` as its parser understands it (names in ASCII, nothing hidden), or none when it is no web address. */
export function readableAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!SHOWN_SCHEMES.has(url.protocol)) return null;
  return url.href.length > MAX_LETTERS ? `${url.href.slice(0, MAX_LETTERS)}…` : url.href;
}
