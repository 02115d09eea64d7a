import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import zh from "./zh-CN.json";

const english: Record<string, string> = en;
const chinese: Record<string, string> = zh;

/** Everything that may say a sentence: the page, and the program around it. */
const sources = ["src", "../src-tauri"]
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => /\.(svelte|ts|rs)$/.test(file) && !file.includes("compiled"))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

const placeholders = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).sort();

describe("the sentences", () => {
  it("both languages have the same keys", () => {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
  });

  it.each(Object.keys(english))("%s has a text and the same placeholders in both languages", (key) => {
    expect(english[key]?.trim()).not.toBe("");
    expect(chinese[key]?.trim()).not.toBe("");
    expect(placeholders(chinese[key] ?? "")).toEqual(placeholders(english[key] ?? ""));
  });

  it("every sentence is said somewhere", () => {
    const names = new Set(sources.match(/\b[a-z]+(_[a-z]+)*\b/g));
    expect(Object.keys(english).filter((key) => !names.has(key))).toEqual([]);
  });

  it("no sentence uses a word of the trade", () => {
    const words = /\b(tokens?|prompt|base64|payload|endpoint|exception|null)\b/i;
    expect(Object.entries(english).filter(([, sentence]) => words.test(sentence))).toEqual([]);
  });
});
