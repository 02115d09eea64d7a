import { describe, expect, it } from "vitest";
import { isTyping, shortcut } from "./shortcuts";

const press = (init: KeyboardEventInit): KeyboardEvent => new KeyboardEvent("keydown", init);

describe("shortcuts", () => {
  it.each([
    ["new", { key: "n", ctrlKey: true }],
    ["new", { key: "N", metaKey: true }],
    ["open", { key: "o", ctrlKey: true }],
    ["settings", { key: ",", metaKey: true }],
    ["stop", { key: "Escape" }],
  ] as const)("%s", (meant, init) => {
    expect(shortcut(press(init))).toBe(meant);
  });

  it.each([
    { key: "n" },
    { key: "n", ctrlKey: true, shiftKey: true },
    { key: "o", ctrlKey: true, altKey: true },
  ])("%o is none", (init) => {
    expect(shortcut(press(init))).toBeNull();
  });

  it("Escape that closes an input method's list stops nothing", () => {
    expect(shortcut(press({ key: "Escape", isComposing: true }))).toBeNull();
  });
});

describe("typing", () => {
  it.each(["a", "?", "é", "字"])("%s anywhere is meant for the question box", (key) => {
    expect(isTyping(press({ key }))).toBe(true);
  });

  it.each([
    { key: " " },
    { key: "Enter" },
    { key: "Process" },
    { key: "c", ctrlKey: true },
    { key: "c", metaKey: true },
    { key: "a", isComposing: true },
  ])("%o is not", (init) => {
    expect(isTyping(press(init))).toBe(false);
  });

  it("what is typed into a field stays there", () => {
    const field = document.createElement("input");
    let typing = true;
    field.addEventListener("keydown", (event) => (typing = isTyping(event)));
    field.dispatchEvent(press({ key: "a" }));
    expect(typing).toBe(false);
  });
});
