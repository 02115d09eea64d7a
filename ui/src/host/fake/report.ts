/** The report that the fake host makes, in the form of the real one. */
import type { Start } from "../types";

export function report({ version, settings }: Start): string {
  const { origin } = new URL(settings.service);
  return `whatsit: ${version}
system: Debian GNU/Linux 12, x86_64
web view: 2.50.1
locale: en-GB
language: ${settings.language ?? "system"}
service: ${origin}
model: ${settings.model}
practice: ${settings.practice ? "on" : "off"}

log:
2026-05-04T09:12:07.120Z started: whatsit ${version}, Debian GNU/Linux 12, x86_64, web view 2.50.1
2026-05-04T09:12:41.903Z answer finished; 4120 ms, 1 pictures, 812 bytes of text
2026-05-04T09:13:30.447Z picture refused: unsupported
2026-05-04T09:14:02.318Z panic at src-tauri/core/src/history.rs:88
`;
}
