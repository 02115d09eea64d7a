/** The language of every sentence. A view that calls a message is drawn anew when it changes. */
import type { Language } from "../host/types";
import { overwriteGetLocale } from "./compiled/runtime.js";

let language = $state<Language>("en");
overwriteGetLocale(() => language);

/** The language that is shown. */
export function shownLanguage(): Language {
  return language;
}

/** Shows everything in another language from now on. */
export function showLanguage(next: Language): void {
  language = next;
}
