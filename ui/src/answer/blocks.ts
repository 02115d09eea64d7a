/** Blocks of an answer as elements. */
import type { Block, Inline, Item } from "../host/types";
import { m } from "../messages/compiled/messages.js";
import { Children, childrenOf, element, type View } from "./children";
import { codeBlockView } from "./code";
import { inlineView } from "./inlines";
import { tableView } from "./table";

/** Thousands of neighbours in one container are slow to lay out: they stand in groups of this many. */
const GROUP_SIZE = 32;

/** Shows an answer in `container`, and shows it again as it grows. */
export function blockList(container: Element): Children<Block> {
  const groups: Element[] = [];
  return new Children((index) => {
    const at = Math.floor(index / GROUP_SIZE);
    let group = groups[at];
    if (group === undefined) {
      group = element("div", "block-group");
      groups[at] = group;
      container.append(group);
    }
    return group;
  }, blockView);
}

function blockView(block: Block): View<Block> {
  switch (block.type) {
    case "paragraph":
      return textBlock(element("p"), block.inlines, (next) =>
        next.type === "paragraph" ? next.inlines : null,
      );
    case "heading":
      return headingView(block);
    case "list":
      return listView(block);
    case "code":
      return codeBlockView(block);
    case "quote":
      return quoteView(block);
    case "rule":
      return { dom: element("hr"), update: (next) => next.type === "rule" };
    case "table":
      return tableView(block);
  }
}

/** The answer itself stands under a heading of level 3. */
function headingView({ level, inlines }: Extract<Block, { type: "heading" }>): View<Block> {
  const tag = level <= 1 ? "h4" : level === 2 ? "h5" : "h6";
  return textBlock(element(tag), inlines, (next) =>
    next.type === "heading" && next.level === level ? next.inlines : null,
  );
}

function textBlock(dom: HTMLElement, inlines: Inline[], same: (next: Block) => Inline[] | null): View<Block> {
  dom.dir = "auto";
  const children = childrenOf(dom, inlineView);
  children.update(inlines);
  return {
    dom,
    update(next) {
      const grown = same(next);
      if (grown === null) return false;
      children.update(grown);
      return true;
    },
  };
}

function quoteView({ blocks }: Extract<Block, { type: "quote" }>): View<Block> {
  const dom = element("blockquote");
  const children = childrenOf(dom, blockView);
  children.update(blocks);
  return {
    dom,
    update(next) {
      if (next.type !== "quote") return false;
      children.update(next.blocks);
      return true;
    },
  };
}

function listView({ start, items }: Extract<Block, { type: "list" }>): View<Block> {
  const dom = start === null ? element("ul") : orderedFrom(start);
  dom.dir = "auto";
  const children = childrenOf(dom, itemView);
  children.update(items);
  return {
    dom,
    update(next) {
      if (next.type !== "list" || next.start !== start) return false;
      children.update(next.items);
      return true;
    },
  };
}

function orderedFrom(start: number): HTMLOListElement {
  const list = element("ol");
  list.start = start;
  return list;
}

function itemView({ checked, blocks }: Item): View<Item> {
  const dom = element("li", checked === null ? "" : "task");
  if (checked !== null) dom.append(taskMark(checked));
  const children = childrenOf(dom, blockView);
  children.update(blocks);
  return {
    dom,
    update(next) {
      if (next.checked !== checked) return false;
      children.update(next.blocks);
      return true;
    },
  };
}

function taskMark(checked: boolean): HTMLElement {
  const mark = element("span", checked ? "task-mark task-done" : "task-mark");
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", checked ? m.task_done() : m.task_open());
  return mark;
}
