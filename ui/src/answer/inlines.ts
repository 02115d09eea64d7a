/** Text within a block as elements. Whatever the model wrote, it stays text. */
import type { Inline } from "../host/types";
import { readableAddress } from "./address";
import { childrenOf, element, type View } from "./children";
import { inlinesText } from "./plain";

export function inlineView(inline: Inline): View<Inline> {
  switch (inline.type) {
    case "text":
      return textView(inline.text);
    case "code":
      return codeView(inline.text);
    case "emphasis":
      return wrapped("em", inline.type, inline.inlines);
    case "strong":
      return wrapped("strong", inline.type, inline.inlines);
    case "strikethrough":
      return wrapped("s", inline.type, inline.inlines);
    case "link":
      return linkView(inline);
    case "break":
      return { dom: element("br"), update: (next) => next.type === "break" };
  }
}

/** Shows `next` in `node`; text that only grew is only appended to. */
export function setText(node: Text, next: string): void {
  if (next === node.data) return;
  if (next.startsWith(node.data)) node.appendData(next.slice(node.data.length));
  else node.data = next;
}

function textView(text: string): View<Inline> {
  const dom = document.createTextNode(text);
  return {
    dom,
    update(next) {
      if (next.type !== "text") return false;
      setText(dom, next.text);
      return true;
    },
  };
}

function codeView(text: string): View<Inline> {
  const dom = element("code");
  const letters = document.createTextNode(text);
  dom.append(letters);
  return {
    dom,
    update(next) {
      if (next.type !== "code") return false;
      setText(letters, next.text);
      return true;
    },
  };
}

type Wrapping = "emphasis" | "strong" | "strikethrough";

function wrapped(tag: "em" | "strong" | "s", type: Wrapping, inlines: Inline[]): View<Inline> {
  const dom = element(tag);
  const children = childrenOf(dom, inlineView);
  children.update(inlines);
  return {
    dom,
    update(next) {
      if (next.type !== type) return false;
      children.update(next.inlines);
      return true;
    },
  };
}

/** A link leads nowhere here: its text, and beside it where it would lead, to read before copying it. */
function linkView({ address, inlines }: Extract<Inline, { type: "link" }>): View<Inline> {
  const dom = element("span", "link");
  childrenOf(dom, inlineView).update(inlines);
  const readable = readableAddress(address);
  if (readable !== null && inlinesText(inlines).trim() !== address) {
    const where = element("span", "link-address");
    where.dir = "ltr";
    where.textContent = readable;
    dom.append(" ", where);
  }
  return { dom, update: () => false };
}
