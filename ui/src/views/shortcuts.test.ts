import { describe, expect, it, vi } from "vitest";
import { allKeys, isTyping, meaning } from "./shortcuts";

const press = (init: KeyboardEventInit): KeyboardEvent => new KeyboardEvent("keydown", init);

describe("keys anywhere in the window", () => {
  it.each([
    ["new", { key: "n", ctrlKey: true }],
    ["new", { key: "N", ctrlKey: true }],
    ["open", { key: "o", ctrlKey: true }],
    ["settings", { key: ",", ctrlKey: true }],
    ["larger", { key: "+", ctrlKey: true }],
    ["larger", { key: "+", ctrlKey: true, shiftKey: true }],
    ["larger", { key: "=", ctrlKey: true }],
    ["smaller", { key: "-", ctrlKey: true }],
    ["normal", { key: "0", ctrlKey: true }],
    ["keys", { key: "F1" }],
    ["menu", { key: "F10", shiftKey: true }],
    ["stop", { key: "Escape" }],
  ] as const)("%s", (meant, init) => {
    expect(meaning("window", press(init))).toBe(meant);
  });

  it.each([
    { key: "n" },
    { key: "n", metaKey: true },
    { key: "n", ctrlKey: true, shiftKey: true },
    { key: "o", ctrlKey: true, altKey: true },
    { key: "+" },
    { key: "F1", ctrlKey: true },
  ])("%o means nothing", (init) => {
    expect(meaning("window", press(init))).toBeNull();
  });

  it("Escape that closes an input method's list stops nothing", () => {
    expect(meaning("window", press({ key: "Escape", isComposing: true }))).toBeNull();
  });

  it("on a Mac the command key is ⌘, and Ctrl moves the cursor as everywhere", () => {
    const agent = vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 (Macintosh; x)");
    expect(meaning("window", press({ key: "n", metaKey: true }))).toBe("new");
    expect(meaning("window", press({ key: "n", ctrlKey: true }))).toBeNull();
    agent.mockRestore();
  });
});

describe("keys in one place", () => {
  it("Enter asks, and with Shift starts a line", () => {
    expect(meaning("box", press({ key: "Enter" }))).toBe("ask");
    expect(meaning("box", press({ key: "Enter", shiftKey: true }))).toBe("line");
  });

  it("signs without Ctrl change how close a picture is looked at", () => {
    expect(meaning("lightbox", press({ key: "+", shiftKey: true }))).toBe("closer");
    expect(meaning("lightbox", press({ key: "0" }))).toBe("whole");
    expect(meaning("lightbox", press({ key: "+", ctrlKey: true }))).toBeNull();
  });
});

describe("the list of keys", () => {
  const chordsOf = (mac: boolean, label: string): string[][] | undefined =>
    allKeys(mac)
      .flatMap(({ keys }) => keys)
      .find((key) => key.label === label)?.chords;

  it("names every key by a sentence", () => {
    for (const { title, keys } of allKeys(false)) {
      expect(title).not.toBe("");
      expect(keys.filter(({ label, chords }) => label === "" || chords.length === 0)).toEqual([]);
    }
  });

  it("speaks each system's own signs", () => {
    expect(chordsOf(false, "New question")).toEqual([["Ctrl", "N"]]);
    expect(chordsOf(true, "New question")).toEqual([["⌘", "N"]]);
    expect(chordsOf(false, "Smaller text")).toEqual([["Ctrl", "−"]]);
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
