import { describe, expect, it } from "vitest";
import { isPastingElsewhere } from "./paste";

const press = (init: KeyboardEventInit): KeyboardEvent => new KeyboardEvent("keydown", init);

describe("the key that pastes", () => {
  it.each([
    { key: "v", ctrlKey: true },
    { key: "V", metaKey: true },
  ])("%o means the window", (init) => {
    expect(isPastingElsewhere(press(init))).toBe(true);
  });

  it.each([
    { key: "v" },
    { key: "v", ctrlKey: true, shiftKey: true },
    { key: "v", ctrlKey: true, altKey: true },
    { key: "v", ctrlKey: true, isComposing: true },
  ])("%o does not", (init) => {
    expect(isPastingElsewhere(press(init))).toBe(false);
  });

  it("means the field that has the focus", () => {
    const field = document.createElement("input");
    let elsewhere = true;
    field.addEventListener("keydown", (event) => (elsewhere = isPastingElsewhere(event)));
    field.dispatchEvent(press({ key: "v", ctrlKey: true }));
    expect(elsewhere).toBe(false);
  });
});
