import { describe, expect, it } from "vitest";
import { shortcut } from "./shortcuts";

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
