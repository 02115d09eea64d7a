import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepFocus, type FocusKeeper } from "./focus";

describe("the focus", () => {
  let keeper: FocusKeeper;
  let detach: () => void;
  const add = (tag: string, home = false): HTMLElement => {
    const element = document.body.appendChild(document.createElement(tag));
    if (home) element.dataset.home = "";
    return element;
  };

  beforeEach(() => {
    document.body.replaceChildren();
    keeper = keepFocus();
    detach = keeper.attach();
  });
  afterEach(() => {
    detach();
  });

  it("is at home at the start", () => {
    const home = add("input", true);
    keeper.settle(false);
    expect(document.activeElement).toBe(home);
  });

  it("goes home when what had it is gone", () => {
    const home = add("input", true);
    const button = add("button");
    button.focus();
    keeper.settle(false);
    expect(document.activeElement).toBe(button);
    button.blur();
    button.remove();
    keeper.settle(false);
    expect(document.activeElement).toBe(home);
  });

  it("stays nowhere when a reader put it there, unless it is fetched", () => {
    const home = add("input", true);
    const button = add("button");
    button.focus();
    button.blur();
    keeper.settle(false);
    expect(document.activeElement).toBe(document.body);
    keeper.settle(true);
    expect(document.activeElement).toBe(home);
  });
});
