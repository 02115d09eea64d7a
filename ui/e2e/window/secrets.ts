/** Where a key may be: in the keychain. Where it may not: in any file, in whatever form. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Desktop } from "./desktop";

const KEYCHAIN_SERVICE = "dev.whatsit.desktop";

/** What the keychain holds for the app: attributes and secrets, as `secret-tool` prints them; empty when nothing. */
export async function keychain(desktop: Desktop): Promise<string> {
  try {
    return await desktop.run("secret-tool", ["search", "--all", "service", KEYCHAIN_SERVICE]);
  } catch {
    return "";
  }
}

/** The files under a folder that hold the secret as UTF-8, UTF-16, hexadecimal or base64. */
export function filesWith(secret: string, folder: string): string[] {
  const traces = forms(secret);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file);
      return traces.some((trace) => bytes.includes(trace));
    });
}

function forms(secret: string): Buffer[] {
  const bytes = Buffer.from(secret, "utf8");
  const wide = Buffer.from(secret, "utf16le");
  return [bytes, wide, Buffer.from(bytes.toString("hex")), ...base64Forms(bytes), ...base64Forms(wide)];
}

/** Base64 has three forms of the same bytes, by what stands before them; their inner letters are always the same. */
function base64Forms(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return Buffer.from(text.replace(/=+$/, "").slice(Math.ceil((before * 4) / 3), -1));
  });
}
