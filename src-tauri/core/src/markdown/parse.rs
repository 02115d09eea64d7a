//! A whole text to blocks. `pulldown-cmark` reads the Markdown; its flat events are put together here, without
//! recursion and to a bounded depth.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::inlines::{Inlines, Mark};
use super::{Alignment, Block, Inline, Item};

/// How many quotes, lists and items may stand in one another (a list with its item counts two); what is deeper
/// stands in the innermost.
const MAX_DEPTH: usize = 32;
/// A text with a line that opens more quotes and items than this is shown as it was written: reading it takes time in
/// proportion to its lines times their depth.
const MAX_OPENED_BY_A_LINE: usize = 200;
/// A wider table is shown as it was written.
const MAX_COLUMNS: usize = 100;
/// A table with more cells is shown as it was written.
const MAX_CELLS: usize = 100_000;
/// Letters of a code block's language.
const MAX_LANGUAGE: usize = 32;

/// The blocks of a text in `CommonMark` with tables, strikethrough and task lists. Never fails; takes time in
/// proportion to the text.
#[must_use]
pub fn parse(text: &str) -> Vec<Block> {
    parse_placed(text).into_iter().map(|(_, block)| block).collect()
}

/// The same, each block with the byte it starts at, not counting spaces before it on its line.
pub(super) fn parse_placed(text: &str) -> Vec<(usize, Block)> {
    if text.split(['\n', '\r']).any(|line| containers_opened(line) > MAX_OPENED_BY_A_LINE) {
        return vec![(0, Block::Code { language: String::new(), text: letters(text.trim_end()) })];
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut builder = Builder::new(text);
    for (event, place) in Parser::new_ext(text, options).into_offset_iter() {
        builder.take(event, place);
    }
    builder.done
}

struct Builder<'t> {
    source: &'t str,
    done: Vec<(usize, Block)>,
    /// Quotes, lists and items that are open, outermost first.
    open: Vec<Container>,
    /// How many containers are open beyond `MAX_DEPTH`.
    beyond: usize,
    /// Where the outermost open block starts.
    start: usize,
    leaf: Leaf,
    inlines: Inlines,
    /// The language and text of an open code block, or the text of an open HTML block.
    language: String,
    letters: String,
    table: Table,
}

enum Container {
    Quote(Vec<Block>),
    List(Option<u64>, Vec<Item>),
    Item(Item),
}

/// What the letters that come belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaf {
    None,
    Text,
    /// Text of a tight list's item, for which no paragraph is announced.
    Tight,
    Letters,
}

#[derive(Default)]
struct Table {
    start: usize,
    alignments: Vec<Alignment>,
    head: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    row: Vec<Vec<Inline>>,
}

impl<'t> Builder<'t> {
    fn new(source: &'t str) -> Self {
        Self {
            source,
            done: Vec::new(),
            open: Vec::new(),
            beyond: 0,
            start: 0,
            leaf: Leaf::None,
            inlines: Inlines::default(),
            language: String::new(),
            letters: String::new(),
            table: Table::default(),
        }
    }

    fn take(&mut self, event: Event<'_>, place: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, place.start),
            Event::End(tag) => self.end(tag, place.end),
            Event::Text(text) if self.leaf == Leaf::Letters => self.letters.push_str(&letters(&text)),
            Event::Html(html) => self.letters.push_str(&letters(&html)),
            Event::Rule => {
                self.begin(place.start, Leaf::None);
                self.push(Block::Rule);
            }
            Event::TaskListMarker(checked) => self.check(checked),
            Event::Code(text) => self.tight(place.start).code(letters(&text)),
            Event::InlineHtml(html) if is_line_break(&html) => self.tight(place.start).line_break(),
            Event::HardBreak => self.tight(place.start).line_break(),
            Event::SoftBreak => self.tight(place.start).soft_break(),
            Event::Text(text) | Event::InlineHtml(text) => self.tight(place.start).text(&letters(&text)),
            // Not asked for in the options.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.tight(place.start).text(&letters(&text));
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, start: usize) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } => self.begin(start, Leaf::Text),
            Tag::CodeBlock(kind) => {
                self.begin(start, Leaf::Letters);
                self.language = language(&kind);
            }
            Tag::HtmlBlock => self.begin(start, Leaf::Letters),
            Tag::BlockQuote(_) => self.open(start, Container::Quote(Vec::new())),
            Tag::List(first) => self.open(start, Container::List(first, Vec::new())),
            Tag::Item => self.open(start, Container::Item(Item { checked: None, blocks: Vec::new() })),
            Tag::Table(alignments) => {
                self.begin(start, Leaf::Text);
                let alignments = alignments.into_iter().map(alignment).collect();
                self.table = Table { start, alignments, ..Table::default() };
            }
            Tag::Emphasis => self.tight(start).open(Mark::Emphasis),
            Tag::Strong => self.tight(start).open(Mark::Strong),
            Tag::Strikethrough => self.tight(start).open(Mark::Strikethrough),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.tight(start).open(Mark::Link(letters(&dest_url)));
            }
            // Their ends say all; those after them are not asked for in the options.
            Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, end: usize) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(level) => {
                let inlines = self.inlines.take();
                self.leaf = Leaf::None;
                self.push(Block::Heading { level: heading_level(level), inlines });
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(),
            TagEnd::TableCell => {
                let cell = self.inlines.take();
                self.table.row.push(cell);
            }
            TagEnd::TableHead => self.table.head = std::mem::take(&mut self.table.row),
            TagEnd::TableRow => {
                let row = std::mem::take(&mut self.table.row);
                self.table.rows.push(row);
            }
            TagEnd::Table => self.end_table(end),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                self.inlines.close();
            }
            // Not asked for in the options.
            TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// A block begins; a paragraph nobody announced ends here.
    fn begin(&mut self, start: usize, leaf: Leaf) {
        self.end_tight();
        self.place(start);
        self.leaf = leaf;
    }

    /// Where text goes; begins the paragraph that is not announced in a tight list.
    fn tight(&mut self, start: usize) -> &mut Inlines {
        if self.leaf == Leaf::None {
            self.place(start);
            self.leaf = Leaf::Tight;
        }
        &mut self.inlines
    }

    fn place(&mut self, start: usize) {
        if self.open.is_empty() {
            self.start = start;
        }
    }

    fn end_tight(&mut self) {
        if self.leaf == Leaf::Tight {
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        self.leaf = Leaf::None;
        let inlines = self.inlines.take();
        if !inlines.is_empty() {
            self.push(Block::Paragraph { inlines });
        }
    }

    fn end_code(&mut self) {
        self.leaf = Leaf::None;
        let mut text = std::mem::take(&mut self.letters);
        if text.ends_with('\n') {
            text.pop();
        }
        let language = std::mem::take(&mut self.language);
        self.push(Block::Code { language, text });
    }

    /// Raw HTML is text, line by line as it was written.
    fn end_html(&mut self) {
        self.leaf = Leaf::None;
        let html = std::mem::take(&mut self.letters);
        for (index, line) in html.trim_end().lines().enumerate() {
            if index > 0 {
                self.inlines.line_break();
            }
            self.inlines.text(line);
        }
        self.end_paragraph();
    }

    fn end_table(&mut self, end: usize) {
        self.leaf = Leaf::None;
        let Table { start, alignments, head, mut rows, .. } = std::mem::take(&mut self.table);
        let columns = head.len();
        if columns > MAX_COLUMNS || columns.saturating_mul(rows.len() + 1) > MAX_CELLS {
            let text = self.source.get(start..end).unwrap_or_default().trim_end();
            self.push(Block::Code { language: String::new(), text: letters(text) });
            return;
        }
        for row in &mut rows {
            row.resize_with(columns, Vec::new);
        }
        self.push(Block::Table { alignments, head, rows });
    }

    fn check(&mut self, checked: bool) {
        if self.beyond == 0
            && let Some(Container::Item(item)) = self.open.last_mut()
        {
            item.checked = Some(checked);
        }
    }

    fn open(&mut self, start: usize, container: Container) {
        self.begin(start, Leaf::None);
        // A list is opened only where its items can be, too.
        let needed = if matches!(container, Container::List(..)) { 2 } else { 1 };
        if self.beyond > 0 || self.open.len() + needed > MAX_DEPTH {
            self.beyond += 1;
        } else {
            self.open.push(container);
        }
    }

    fn close(&mut self) {
        self.end_tight();
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        match self.open.pop() {
            Some(Container::Quote(blocks)) => self.push(Block::Quote { blocks }),
            Some(Container::List(start, items)) => self.push(Block::List { start, items }),
            Some(Container::Item(item)) => {
                if let Some(Container::List(_, items)) = self.open.last_mut() {
                    items.push(item);
                }
            }
            None => {}
        }
    }

    fn push(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Container::Quote(blocks)) => blocks.push(block),
            Some(Container::Item(item)) => item.blocks.push(block),
            // Between a list and its items nothing stands.
            Some(Container::List(..)) => {}
            None => self.done.push((self.start, block)),
        }
    }
}

/// How many marks of quotes and items a line starts with, at most.
fn containers_opened(line: &str) -> usize {
    let ends = |letter: char| !(letter.is_ascii_digit() || " \t>-*+.)".contains(letter));
    let marks = line.get(..line.find(ends).unwrap_or(line.len())).unwrap_or_default();
    let items =
        marks.as_bytes().windows(2).filter(|pair| b"-*+.)".contains(&pair[0]) && b" \t".contains(&pair[1]));
    marks.matches('>').count() + items.count()
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The first word a fence is followed by.
fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Indented => String::new(),
        CodeBlockKind::Fenced(words) => {
            let word =
                words.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '{')).next();
            letters(word.unwrap_or_default()).chars().take(MAX_LANGUAGE).collect()
        }
    }
}

/// `<br>` is how a model ends a line within a table's cell.
fn is_line_break(html: &str) -> bool {
    html.strip_prefix('<')
        .and_then(|html| html.strip_suffix('>'))
        .is_some_and(|name| name.trim_end_matches('/').trim_end().eq_ignore_ascii_case("br"))
}

/// Letters as `CommonMark` wants them: NUL is replaced, and a line ends with LF.
fn letters(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text { text: text.to_owned() }
    }

    fn paragraph(letters: &str) -> Block {
        Block::Paragraph { inlines: vec![text(letters)] }
    }

    fn link(address: &str, shown: &str) -> Inline {
        Inline::Link { address: address.to_owned(), inlines: vec![text(shown)] }
    }

    fn inlines(markdown: &str) -> Vec<Inline> {
        match parse(markdown).pop() {
            Some(Block::Paragraph { inlines }) => inlines,
            other => panic!("{other:?}"),
        }
    }

    /// How deep the blocks go, counted without recursion into text.
    fn depth(blocks: &[Block]) -> usize {
        let below = blocks.iter().map(|block| match block {
            Block::Quote { blocks } => depth(blocks),
            Block::List { items, .. } => items.iter().map(|item| depth(&item.blocks)).max().unwrap_or(0),
            Block::Paragraph { .. }
            | Block::Heading { .. }
            | Block::Code { .. }
            | Block::Rule
            | Block::Table { .. } => 0,
        });
        below.max().map_or(0, |below| below + 1)
    }

    #[test]
    fn headings_paragraphs_and_rules_are_blocks() {
        let blocks = parse("## Two\n\nOne\n===\n\ntext\n\n---\n");
        assert_eq!(
            blocks,
            [
                Block::Heading { level: 2, inlines: vec![text("Two")] },
                Block::Heading { level: 1, inlines: vec![text("One")] },
                paragraph("text"),
                Block::Rule,
            ]
        );
    }

    #[test]
    fn marks_stand_in_one_another() {
        assert_eq!(
            inlines("a *b **c*** ~~d~~ `e`"),
            [
                text("a "),
                Inline::Emphasis { inlines: vec![text("b "), Inline::Strong { inlines: vec![text("c")] }] },
                text(" "),
                Inline::Strikethrough { inlines: vec![text("d")] },
                text(" "),
                Inline::Code { text: "e".into() },
            ]
        );
    }

    #[test]
    fn a_line_end_is_a_space_but_not_between_chinese_letters() {
        assert_eq!(inlines("one\ntwo"), [text("one two")]);
        assert_eq!(inlines("中文\n换行"), [text("中文换行")]);
        assert_eq!(inlines("中文\nword\n한국\n어"), [text("中文 word 한국 어")]);
        assert_eq!(
            inlines("one  \ntwo\\\nthree"),
            [text("one"), Inline::Break, text("two"), Inline::Break, text("three")]
        );
    }

    #[test]
    fn raw_html_is_text_as_written() {
        assert_eq!(inlines("a <b onclick=\"x()\">b</b>"), [text("a <b onclick=\"x()\">b</b>")]);
        assert_eq!(
            parse("<script>\nalert(1)\n</script>\n"),
            [Block::Paragraph {
                inlines: vec![
                    text("<script>"),
                    Inline::Break,
                    text("alert(1)"),
                    Inline::Break,
                    text("</script>")
                ]
            }]
        );
        assert_eq!(inlines("a<br>b<br/>c"), [text("a"), Inline::Break, text("b"), Inline::Break, text("c")]);
    }

    #[test]
    fn entities_are_letters_and_never_markup() {
        assert_eq!(
            inlines("&lt;b&gt; &amp; &copy; &#x1F6B2; &nope; &#0;"),
            [text("<b> & © 🚲 &nope; \u{fffd}")]
        );
        assert_eq!(inlines("a\0b"), [text("a\u{fffd}b")]);
    }

    #[test]
    fn a_hostile_address_stays_data() {
        assert_eq!(inlines("[x](javascript:alert(1))"), [link("javascript:alert(1)", "x")]);
        assert_eq!(inlines("[x](<data:text/html,a b>)"), [link("data:text/html,a b", "x")]);
        assert_eq!(inlines("<javascript:x>"), [link("javascript:x", "javascript:x")]);
    }

    #[test]
    fn a_picture_is_a_link_with_its_description() {
        assert_eq!(inlines("![a cat](http://a/b.png)"), [link("http://a/b.png", "a cat")]);
        assert_eq!(inlines("![](http://a/b.png)"), [link("http://a/b.png", "http://a/b.png")]);
        assert_eq!(inlines("[![alt](i.png)](page)"), [link("page", "alt")]);
    }

    #[test]
    fn bare_addresses_are_links() {
        assert_eq!(
            inlines("See https://a.example/b_(c)?d=1, or (http://b.example)."),
            [
                text("See "),
                link("https://a.example/b_(c)?d=1", "https://a.example/b_(c)?d=1"),
                text(", or ("),
                link("http://b.example", "http://b.example"),
                text(").")
            ]
        );
        assert_eq!(
            inlines("网址https://a.example，好"),
            [text("网址"), link("https://a.example", "https://a.example"), text("，好")]
        );
        assert_eq!(inlines("xhttp://a ftp://b ://c https://"), [text("xhttp://a ftp://b ://c https://")]);
        assert_eq!(
            inlines("[https://a.example](https://b.example)"),
            [link("https://b.example", "https://a.example")]
        );
    }

    #[test]
    fn lists_hold_paragraphs_numbers_and_tasks() {
        let item = |checked, blocks| Item { checked, blocks };
        assert_eq!(
            parse("7. a\n8. b\n   - [x] c\n   - [ ] d\n"),
            [Block::List {
                start: Some(7),
                items: vec![
                    item(None, vec![paragraph("a")]),
                    item(
                        None,
                        vec![
                            paragraph("b"),
                            Block::List {
                                start: None,
                                items: vec![
                                    item(Some(true), vec![paragraph("c")]),
                                    item(Some(false), vec![paragraph("d")])
                                ]
                            }
                        ]
                    ),
                ]
            }]
        );
        assert_eq!(
            parse("- [x] a\n\n- b"),
            [Block::List {
                start: None,
                items: vec![item(Some(true), vec![paragraph("a")]), item(None, vec![paragraph("b")])]
            }]
        );
    }

    #[test]
    fn code_keeps_its_blank_lines_and_loses_its_last_newline() {
        let code = |language: &str, text: &str| Block::Code { language: language.into(), text: text.into() };
        assert_eq!(parse("```rust,ignore x\na\n\n  b\n```"), [code("rust", "a\n\n  b")]);
        assert_eq!(parse("~~~\r\na\r\nb\r\n~~~"), [code("", "a\nb")]);
        assert_eq!(parse("    indented\n\n    more"), [code("", "indented\n\nmore")]);
        assert_eq!(parse("```\nopen"), [code("", "open")]);
        let long = format!("```{}\n```", "x".repeat(1_000));
        assert_eq!(parse(&long), [code(&"x".repeat(MAX_LANGUAGE), "")]);
    }

    #[test]
    fn a_tables_rows_are_as_long_as_its_head() {
        let Some(Block::Table { alignments, head, rows }) =
            parse("|a|b|c|\n|:-|:-:|-:|\n|1|\n|1|2|3|4|").pop()
        else {
            panic!()
        };
        assert_eq!(alignments, [Alignment::Left, Alignment::Center, Alignment::Right]);
        assert_eq!(head, [vec![text("a")], vec![text("b")], vec![text("c")]]);
        assert_eq!(
            rows,
            [[vec![text("1")], vec![], vec![]], [vec![text("1")], vec![text("2")], vec![text("3")]]]
        );
    }

    #[test]
    fn a_table_of_5000_rows_is_whole_and_one_of_5000_columns_is_shown_as_written() {
        let tall = "|a|b|\n|-|-|\n".to_owned() + &"|1|2|\n".repeat(5_000);
        assert!(matches!(parse(&tall).as_slice(), [Block::Table { rows, .. }] if rows.len() == 5_000));
        let wide = format!("{}\n{}\n{}\n", "|a".repeat(5_000), "|-".repeat(5_000), "|1");
        assert!(matches!(parse(&wide).as_slice(), [Block::Code { text, .. }] if *text == wide.trim_end()));
    }

    #[test]
    fn hostile_nesting_is_bounded_and_its_text_kept() {
        for hostile in [
            ">".repeat(10_000),
            "- ".repeat(10_000),
            ">".repeat(200),
            "- ".repeat(200),
            "1. ".repeat(150),
            "> - ".repeat(99),
        ] {
            let blocks = parse(&(hostile + "deep"));
            assert!(depth(&blocks) <= MAX_DEPTH + 1);
            assert!(super::super::plain_text(&blocks).ends_with("deep"));
        }
        let lists: Vec<_> = (0..1_000).map(|level| format!("{}- {level}\n", " ".repeat(2 * level))).collect();
        assert!(super::super::plain_text(&parse(&lists.concat())).contains("999"));
        for (open, close) in
            [("*a ", " b*"), ("**a ", " b**"), ("[", "](x)"), ("![", "](x)"), ("~~a ", " b~~")]
        {
            let hostile = open.repeat(10_000) + "deep" + &close.repeat(10_000);
            assert!(super::super::plain_text(&parse(&hostile)).contains("deep"));
        }
    }

    #[test]
    fn lines_that_lazily_continue_deep_quotes_are_read_in_time() {
        let hostile = "> ".repeat(100_000) + &"a\n".repeat(100_000);
        assert!(matches!(parse(&hostile).as_slice(), [Block::Code { .. }]));
        let deep = "> ".repeat(MAX_OPENED_BY_A_LINE) + &"a\n".repeat(1_000);
        assert!(matches!(parse(&deep).as_slice(), [Block::Quote { .. }]));
    }

    #[test]
    fn long_runs_of_one_marker_are_read_in_time() {
        for marker in [
            "[", "`", "*", "_", "<", "![", "](", "&", "\\", "|", "a ` ", "*a ", "<!--", "[a](", "**a _b ",
            "https://",
        ] {
            let text = marker.repeat(200_000 / marker.len());
            assert!(!parse(&text).is_empty(), "{marker:?}");
        }
        assert_eq!(parse(&"x".repeat(1_000_000)).len(), 1);
    }

    #[test]
    fn a_number_too_large_for_a_list_is_text() {
        assert_eq!(parse("99999999999999999999. a"), [paragraph("99999999999999999999. a")]);
        assert!(matches!(parse("999999999. a").as_slice(), [Block::List { start: Some(999_999_999), .. }]));
    }
}
