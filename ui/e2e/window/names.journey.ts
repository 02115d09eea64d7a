import { expect } from "vitest";

import { journeyByEar } from "./journey";
import type { Item, ScreenReader } from "./screen-reader";
import { inEnglish as say } from "./sentences";

journeyByEar("a_picture_is_asked_about_by_names_and_roles_alone", {}, async (reader, app, desktop) => {
  const first = await told(reader, "heading", say("first_title"));
  expect(first.filter(({ role }) => role === "list")).toHaveLength(1);
  await reader.press("button", `${say("door_try_title")} ${say("door_try_text")}`);
  await told(reader, "heading", say("empty_title"));
  await reader.press("button", say("try_sample"));
  await reader.hears(say("picture_ready", { name: say("picture_unnamed") }));
  await told(reader, "list", say("questions_label"));
  await reader.read(say("picture_stays", { width: "1,120", height: 840, size: "" }).split(",")[0] ?? "");

  await reader.press("button", say("question_what"));
  await reader.hears(say("answer_complete"));
  await reader.gone("button", say("stop"));
  const answered = await told(reader, "article", say("turn_question", { number: 1 }));
  const answer = paragraphs(within(answered, "article", say("turn_question", { number: 1 })));
  expect(answer).toContain(say("practice_no_ai"));
  expectWholeSentences(spoken(reader, 0), answer);
  await reader.isFocused("textbox", say("composer_label"));

  const before = reader.heard().length;
  await app.type("And what is behind the hills?");
  await app.keys("Return");
  await reader.hears(say("answer_complete"), before);
  const second = paragraphs(within(await reader.items(), "article", say("turn_question", { number: 2 })));
  expect(second.join(" ")).toContain("And what is behind the hills?");
  expectWholeSentences(spoken(reader, before), second);
  await desktop.screenshot("names 1 follow-up");

  await reader.focus("button", say("settings_title"));
  await app.keys("Return");
  await reader.isFocused("button", say("close"));
  const open = await told(reader, "dialog", say("settings_title"));
  expect(open.find(({ role }) => role === "dialog")?.states).toContain("modal");
  expect(open.map(({ role }) => role)).not.toContain("main");
  await reader.press("button", say("close"));
  await reader.gone("dialog", say("settings_title"));
  await reader.isFocused("button", say("settings_title"));
});

/** Waits for an element, and looks at everything that is told then. */
async function told(reader: ScreenReader, role: string, name: string): Promise<Item[]> {
  await reader.get(role, name);
  const items = await reader.items();
  expectNamesAndOrder(items);
  return items;
}

/** What every state of the window owes to somebody who only hears it. */
function expectNamesAndOrder(items: readonly Item[]): void {
  const page = items.slice(items.findIndex(({ role }) => role === "document") + 1);
  const reachable = page.filter(({ states }) => states.includes("focusable"));
  expect(reachable.length).toBeGreaterThan(0);
  expect(reachable.filter(({ name }) => name === "")).toEqual([]);

  const isModal = page.some(({ states }) => states.includes("modal"));
  const landmarks = page.filter(({ role }) => LANDMARKS.includes(role));
  for (const role of ["banner", "main"])
    expect(landmarks.filter((landmark) => landmark.role === role)).toHaveLength(isModal ? 0 : 1);
  const names = landmarks.map(({ role, name }) => `${role} ${name}`);
  expect(names).toEqual([...new Set(names)]);

  const levels = page.filter(({ role }) => role === "heading").map(({ level }) => level ?? 0);
  const deepest = levels.map((_, index) => Math.max(isModal ? 1 : 0, ...levels.slice(0, index)));
  expect(levels.length).toBeGreaterThan(0);
  expect(levels.filter((level, index) => level > (deepest[index] ?? 0) + 1)).toEqual([]);
  expect(page.filter(({ role, name }) => role === "heading" && name === "")).toEqual([]);
}

const LANDMARKS = ["banner", "complementary", "contentinfo", "main", "navigation", "region", "search"];

/** What lies in the element of that role and name. */
function within(items: readonly Item[], role: string, name: string): Item[] {
  const at = items.findIndex((item) => item.role === role && item.name === name);
  const depth = items[at]?.depth ?? 0;
  const below = items.slice(at + 1);
  const end = below.findIndex((item) => item.depth <= depth);
  return at < 0 ? [] : below.slice(0, end < 0 ? undefined : end);
}

function paragraphs(items: readonly Item[]): string[] {
  return items.filter(({ role }) => role === "paragraph").map(({ text }) => text ?? "");
}

/** What live regions said of the first answer after so many things, from its beginning to its end. */
function spoken(reader: ScreenReader, after: number): (string | null)[] {
  const heard = reader.heard().slice(after);
  const begin = heard.indexOf(say("answer_begins"));
  const end = heard.indexOf(say("answer_complete"));
  expect(begin).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThan(begin);
  return heard.slice(begin + 1, end);
}

/** Each thing said is one sentence or several whole ones, and together they are all of the answer, once. */
function expectWholeSentences(said: readonly (string | null)[], answer: readonly string[]): void {
  const sentences = answer.flatMap((paragraph) => paragraph.split(/(?<=[.!?][”)]?)\s+/));
  const left = [...sentences];
  for (const thing of said) {
    let whole = left.shift() ?? "";
    while (whole !== thing && left.length > 0 && whole.length < (thing ?? "").length)
      whole += ` ${left.shift()}`;
    expect(thing).toBe(whole);
  }
  expect(left).toEqual([]);
  expect(said.length).toBeGreaterThan(1);
}
