/** Where a key may be: in the keychain. Where it may not: in a file, a program's words, the page; in whatever form. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";

import type { Desktop } from "./desktop";
import type { AppWindow } from "./window";

const KEYCHAIN_SERVICE = "dev.whatsit.desktop";

/** What the keychain holds for the app: attributes and secrets, as `secret-tool` prints them; empty when nothing. */
export async function keychain(desktop: Desktop): Promise<string> {
  try {
    return await desktop.run("secret-tool", ["search", "--all", "service", KEYCHAIN_SERVICE]);
  } catch {
    return "";
  }
}

/** Whether the secret stands there: as UTF-8 or UTF-16, plain, hexadecimal, URL-encoded or in base64. */
export function holds(bytes: Buffer | string, secret: string): boolean {
  const haystack = Buffer.from(bytes);
  return forms(secret).some((form) => haystack.includes(form));
}

/** The files under a folder that hold the secret in any form. */
export function filesWith(secret: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => holds(contents(file), secret));
}

/** The programs of this desktop that were told the secret, as an argument or in their environment. */
export function programsWith(secret: string, desktop: Desktop, except: readonly string[] = []): string[] {
  return programs(desktop)
    .filter(({ name }) => !except.includes(name))
    .filter(({ folder }) =>
      [`${folder}/cmdline`, `${folder}/environ`].some((file) => holds(contents(file), secret)),
    )
    .map(({ name }) => name);
}

/** The programs that run on this desktop: they know its home folder from their environment. */
export function programs(desktop: Desktop): { pid: number; name: string; folder: string }[] {
  const home = `HOME=${desktop.home}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), folder: `/proc/${pid}`, name: programOf(`/proc/${pid}`) }))
    .filter(({ folder }) => contents(`${folder}/environ`).toString("latin1").split("\0").includes(home));
}

/** Everything the page has in its elements and its boxes, and keeps in any of its stores. */
export async function pageHoldings(app: AppWindow): Promise<string> {
  return app.evaluate<string>(`
    const boxes = [...document.querySelectorAll("input, textarea")].map((box) => box.value);
    const stores = [{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state];
    return JSON.stringify([document.documentElement.outerHTML, boxes, stores]);`);
}

/** The names of the databases and caches that the page has made. */
export async function pageStores(app: AppWindow): Promise<string[]> {
  return app.evaluateLater<string[]>(`
    const databases = (await indexedDB.databases()).map(({ name }) => name ?? "");
    const caches = "caches" in globalThis ? await globalThis.caches.keys() : [];
    return [...databases, ...caches];`);
}

/** The secret as it may be written down. */
export function forms(secret: string): Buffer[] {
  const utf8 = Buffer.from(secret, "utf8");
  const little = Buffer.from(secret, "utf16le");
  const texts = [utf8, little, Buffer.from(little).swap16()];
  return [...texts, ...texts.flatMap(hexForms), ...texts.flatMap(base64Forms), ...urlForms(secret)];
}

function hexForms(bytes: Buffer): Buffer[] {
  const hex = bytes.toString("hex");
  return [Buffer.from(hex), Buffer.from(hex.toUpperCase())];
}

/** Base64 has three forms of the same bytes, by what stands before them; their inner letters are always the same. */
function base64Forms(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const inner = (text: string): Buffer =>
      Buffer.from(text.replace(/=+$/, "").slice(Math.ceil((before * 4) / 3), -1));
    return [inner(padded.toString("base64")), inner(padded.toString("base64url"))];
  });
}

/** With the signs encoded that must be, or every letter; with large hexadecimal digits or small ones. */
function urlForms(secret: string): Buffer[] {
  const some = encodeURIComponent(secret);
  const all = [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  const small = some.replace(/%../g, (code) => code.toLowerCase());
  return [some, small, all, all.toUpperCase()].map((text) => Buffer.from(text));
}

/** What a file holds; nothing when it is gone, or is none that can be read. */
function contents(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function programOf(folder: string): string {
  try {
    return basename(readlinkSync(`${folder}/exe`));
  } catch {
    return "";
  }
}
