//! Blocks as text, for the clipboard and for a voice.

use super::{Block, Inline, Item};

/// Readable text: paragraphs apart, lists with their marks and numbers, tables as lines of cells with tabs between
/// them, code as it is, links as their text with the address in brackets where it differs. No newline at the end.
#[must_use]
pub fn plain_text(blocks: &[Block]) -> String {
    let mut text = String::new();
    put_blocks(&mut text, blocks, "\n\n");
    text
}

fn put_blocks(text: &mut String, blocks: &[Block], between: &str) {
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            text.push_str(between);
        }
        put_block(text, block);
    }
}

fn put_block(text: &mut String, block: &Block) {
    match block {
        Block::Paragraph { inlines } | Block::Heading { inlines, .. } => put_inlines(text, inlines),
        Block::List { start, items } => put_list(text, *start, items),
        Block::Code { text: code, .. } => text.push_str(code),
        Block::Quote { blocks } => {
            let mut quoted = String::new();
            put_blocks(&mut quoted, blocks, "\n\n");
            put_indented(text, &quoted, "> ", "> ");
        }
        Block::Rule => text.push_str("———"),
        Block::Table { head, rows, .. } => {
            put_row(text, head);
            for row in rows {
                text.push('\n');
                put_row(text, row);
            }
        }
    }
}

fn put_list(text: &mut String, start: Option<u64>, items: &[Item]) {
    let mut number = start;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let mut mark = number.map_or_else(|| "• ".to_owned(), |number| format!("{number}. "));
        let indent = " ".repeat(mark.chars().count());
        match item.checked {
            Some(true) => mark.push_str("☑ "),
            Some(false) => mark.push_str("☐ "),
            None => {}
        }
        let mut inside = String::new();
        put_blocks(&mut inside, &item.blocks, "\n");
        put_indented(text, &inside, &mark, &indent);
        number = number.map(|number| number.saturating_add(1));
    }
}

/// The lines of `inside`, the first behind `first`, the others behind `others`.
fn put_indented(text: &mut String, inside: &str, first: &str, others: &str) {
    for (index, line) in inside.split('\n').enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(if index == 0 { first } else { others });
        text.push_str(line);
    }
}

fn put_row(text: &mut String, cells: &[Vec<Inline>]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push('\t');
        }
        let mut inside = String::new();
        put_inlines(&mut inside, cell);
        text.push_str(&inside.replace(['\n', '\t'], " "));
    }
}

fn put_inlines(text: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text { text: letters } | Inline::Code { text: letters } => text.push_str(letters),
            Inline::Emphasis { inlines } | Inline::Strong { inlines } | Inline::Strikethrough { inlines } => {
                put_inlines(text, inlines);
            }
            Inline::Link { address, inlines } => put_link(text, address, inlines),
            Inline::Break => text.push('\n'),
        }
    }
}

fn put_link(text: &mut String, address: &str, inlines: &[Inline]) {
    let start = text.len();
    put_inlines(text, inlines);
    let same = text
        .get(start..)
        .is_some_and(|shown| shown == address || Some(shown) == address.strip_prefix("mailto:"));
    if !address.is_empty() && !same {
        text.push_str(" (");
        text.push_str(address);
        text.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn every_block_reads_well_without_markup() {
        let text = "# Title\n\nA **bold** [link](https://a.example/) and <https://b.example>.\n\n1. one\n2. two\n   - [x] done\n\n\
            > said\n> so\n\n```rust\nfn a() {}\n```\n\n| a | b |\n|---|---|\n| 1<br>2 | 3 |\n\n---\n";
        assert_eq!(
            plain_text(&parse(text)),
            "Title\n\nA bold link (https://a.example/) and https://b.example.\n\n1. one\n2. two\n   • ☑ done\n\n> said so\n\n\
             fn a() {}\n\na\tb\n1 2\t3\n\n———"
        );
    }

    #[test]
    fn an_address_that_is_its_own_text_stands_once() {
        assert_eq!(plain_text(&parse("<me@a.example>")), "me@a.example");
        assert_eq!(plain_text(&parse("[](https://a.example)")), "https://a.example");
    }

    #[test]
    fn nothing_is_no_text() {
        assert_eq!(plain_text(&[]), "");
    }
}
