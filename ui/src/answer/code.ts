/** A block of code, in pieces of some lines each: one very long text node is slow to lay out as it grows. */
import type { Block } from "../host/types";
import { m } from "../messages/compiled/messages.js";
import { childrenOf, element, type View } from "./children";
import { setText } from "./inlines";

const PIECE_LINES = 64;
const MAX_LANGUAGE_LETTERS = 24;

export function codeBlockView({ language, text }: Extract<Block, { type: "code" }>): View<Block> {
  const dom = element("figure", "code");
  const name = element("figcaption");
  const box = element("pre");
  box.dir = "ltr";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", m.code_label());
  const code = element("code");
  box.append(code);
  dom.append(name, box);
  const pieces = childrenOf(code, pieceView);

  const show = (shown: string, of: string): void => {
    name.textContent = of.slice(0, MAX_LANGUAGE_LETTERS);
    name.hidden = of === "";
    pieces.update(cut(shown));
  };
  show(text, language);
  return {
    dom,
    update(next) {
      if (next.type !== "code") return false;
      show(next.text, next.language);
      return true;
    },
  };
}

/** The text in pieces of `PIECE_LINES` lines, line ends between pieces left out: each piece is a block. */
export function cut(text: string): string[] {
  const lines = text.split("\n");
  const pieces: string[] = [];
  for (let at = 0; at < lines.length; at += PIECE_LINES) {
    pieces.push(lines.slice(at, at + PIECE_LINES).join("\n"));
  }
  return pieces;
}

function pieceView(text: string): View<string> {
  const dom = element("span", "code-piece");
  const letters = document.createTextNode(text);
  dom.append(letters);
  return {
    dom,
    update(next) {
      setText(letters, next);
      return true;
    },
  };
}
