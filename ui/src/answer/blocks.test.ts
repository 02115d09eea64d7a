import { beforeEach, describe, expect, it } from "vitest";
import type { Block, Inline } from "../host/types";
import { blockList } from "./blocks";
import type { Children } from "./children";
import { cut } from "./code";

const text = (letters: string): Inline => ({ type: "text", text: letters });
const p = (...inlines: Inline[]): Block => ({ type: "paragraph", inlines });

let container: HTMLElement;
let list: Children<Block>;

beforeEach(() => {
  container = document.createElement("div");
  list = blockList(container);
});

function show(...blocks: Block[]): void {
  list.update(blocks);
}

describe("elements of an answer", () => {
  it("raw HTML is shown as it was written", () => {
    show(p(text("<img src=x onerror=alert(1)>")));
    expect(container.textContent).toBe("<img src=x onerror=alert(1)>");
    expect(container.querySelector("img")).toBeNull();
  });

  it("a link leads nowhere, and its address can be read", () => {
    show(p({ type: "link", address: "https://exämple.org/a", inlines: [text("here")] }));
    expect(container.querySelector("a")).toBeNull();
    expect(container.textContent).toBe("here https://xn--exmple-cua.org/a");
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "not an address", "//host"])(
    "the address %s is not even shown",
    (address) => {
      show(p({ type: "link", address, inlines: [text("here")] }));
      expect(container.textContent).toBe("here");
    },
  );

  it("an address that is its own text is shown once", () => {
    show(p({ type: "link", address: "https://a.org/", inlines: [text("https://a.org/")] }));
    expect(container.textContent).toBe("https://a.org/");
  });

  it("blocks that stay keep their elements, also when they grow", () => {
    const first = p(text("one"));
    show(first, p(text("tw")));
    const [one, two] = container.querySelectorAll("p");
    const letters = two?.firstChild;
    show(first, p(text("two")), { type: "rule" });
    expect([...container.querySelectorAll("p")]).toEqual([one, two]);
    expect(two?.firstChild).toBe(letters);
    expect(two?.textContent).toBe("two");
  });

  it("a block that becomes another kind is replaced, and what is gone goes", () => {
    show(p(text("a | b")), p(text("x")));
    show({ type: "table", alignments: ["right", "none"], head: [[text("a")], [text("b")]], rows: [] });
    expect(container.querySelectorAll("p")).toHaveLength(0);
    expect(container.querySelector("th.align-right")?.textContent).toBe("a");
  });

  it("every kind of block and inline has its element", () => {
    show(
      { type: "heading", level: 6, inlines: [{ type: "strong", inlines: [text("h")] }] },
      p(
        { type: "emphasis", inlines: [text("e")] },
        { type: "code", text: "c" },
        { type: "break" },
        { type: "strikethrough", inlines: [text("s")] },
      ),
      { type: "list", start: 7, items: [{ checked: true, blocks: [p(text("i"))] }] },
      { type: "quote", blocks: [p(text("q"))] },
      { type: "code", language: "js", text: "1\n2" },
      { type: "rule" },
    );
    for (const tag of [
      "h6",
      "strong",
      "em",
      "code",
      "br",
      "s",
      "ol[start='7'] li.task",
      "blockquote",
      "pre",
      "hr",
    ]) {
      expect(container.querySelector(tag), tag).not.toBeNull();
    }
  });

  it("neighbours stand in groups of 32", () => {
    list.update(Array.from({ length: 65 }, (_, index) => p(text(String(index)))));
    expect([...container.children].map((group) => group.childElementCount)).toEqual([32, 32, 1]);
  });

  it("code is cut into pieces of 64 lines and loses no line", () => {
    const code = Array.from({ length: 130 }, (_, index) => `line ${index}`).join("\n");
    expect(cut(code)).toHaveLength(3);
    expect(cut(code).join("\n")).toBe(code);
  });
});
