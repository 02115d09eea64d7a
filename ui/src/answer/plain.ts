/** The letters of an answer without its form, for what is read aloud. */
import type { Block, Inline } from "../host/types";

export function inlinesText(inlines: readonly Inline[]): string {
  return inlines.map(inlineText).join("");
}

/** One block; its rows and entries are separated by line ends. */
export function blockText(block: Block): string {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return inlinesText(block.inlines);
    case "list":
      return block.items.map((item) => item.blocks.map(blockText).join("\n")).join("\n");
    case "code":
      return block.text;
    case "quote":
      return block.blocks.map(blockText).join("\n");
    case "rule":
      return "";
    case "table":
      return [block.head, ...block.rows].map((row) => row.map(inlinesText).join(", ")).join("\n");
  }
}

function inlineText(inline: Inline): string {
  switch (inline.type) {
    case "text":
    case "code":
      return inline.text;
    case "emphasis":
    case "strong":
    case "strikethrough":
    case "link":
      return inlinesText(inline.inlines);
    case "break":
      return "\n";
  }
}
