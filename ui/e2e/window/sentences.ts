/** The window's sentences, by their keys, so that a journey still finds its way when the wording changes. */
import english from "../../src/messages/en.json";
import chinese from "../../src/messages/zh-CN.json";

export type Sentence = Exclude<keyof typeof english, "$schema">;

/** A sentence in the window's language, its placeholders filled in. */
export type Say = (key: Sentence, values?: Record<string, string | number>) => string;

export const inEnglish: Say = (key, values) => fill(english[key], values);
export const inChinese: Say = (key, values) => fill(chinese[key], values);

function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
