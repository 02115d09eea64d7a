/** A table; it scrolls by itself when it is wider than the answer. */
import type { Alignment, Block, Inline } from "../host/types";
import { m } from "../messages/compiled/messages.js";
import { childrenOf, element, type View } from "./children";
import { inlineView } from "./inlines";

type Table = Extract<Block, { type: "table" }>;
type Cells = Inline[][];

export function tableView({ alignments, head, rows }: Table): View<Block> {
  const dom = element("div", "table");
  dom.tabIndex = 0;
  dom.setAttribute("role", "group");
  dom.setAttribute("aria-label", m.table_label());
  const table = element("table");
  const top = element("thead");
  const body = element("tbody");
  table.append(top, body);
  dom.append(table);

  const headRow = childrenOf(top, (cells: Cells) => rowView("th", alignments, cells));
  const bodyRows = childrenOf(body, (cells: Cells) => rowView("td", alignments, cells));
  headRow.update([head]);
  bodyRows.update(rows);
  return {
    dom,
    update(next) {
      if (next.type !== "table" || next.alignments.join() !== alignments.join()) return false;
      headRow.update([next.head]);
      bodyRows.update(next.rows);
      return true;
    },
  };
}

function rowView(tag: "th" | "td", alignments: Alignment[], cells: Cells): View<Cells> {
  const dom = element("tr");
  let column = 0;
  const children = childrenOf(dom, (cell: Inline[]) => cellView(tag, alignments[column++] ?? "none", cell));
  children.update(cells);
  return {
    dom,
    update(next) {
      children.update(next);
      return true;
    },
  };
}

function cellView(tag: "th" | "td", alignment: Alignment, inlines: Inline[]): View<Inline[]> {
  const dom = element(tag, alignment === "none" ? "" : `align-${alignment}`);
  dom.dir = "auto";
  if (tag === "th") dom.scope = "col";
  const children = childrenOf(dom, inlineView);
  children.update(inlines);
  return {
    dom,
    update(next) {
      children.update(next);
      return true;
    },
  };
}
