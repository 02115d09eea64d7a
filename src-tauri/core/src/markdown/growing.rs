//! An answer while it is written. What stands before the last block is settled and not read again; what changed
//! since the last look is a [`Patch`].

use super::Block;
use super::parse::{parse, parse_placed};
use super::unfinished::shown;

/// An open tail of up to so many bytes is read again whenever it has grown.
const SHORT_TAIL: usize = 4_096;
/// A longer one only when it has grown by this part of itself: the last few letters of a very long list, table or
/// code block wait for the next look, and all looks together cost in proportion to the text.
const GROWTH: usize = 64;

/// What changed: the first `keep` blocks stay, `blocks` stand behind them, what stood there before goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// How many blocks stay.
    pub keep: u32,
    /// The blocks behind them.
    pub blocks: Vec<Block>,
}

/// Markdown that grows at its end.
///
/// While it grows, the end is shown as if what is begun there were complete: a half-written `**bold` is bold, a line
/// of markers alone waits for its text. After [`finish`](Self::finish) the blocks are exactly those of
/// [`parse`](super::parse) on the whole text.
#[derive(Debug, Default)]
pub struct Growing {
    text: String,
    blocks: Vec<Block>,
    /// The first so many bytes are settled; a line starts here.
    settled: usize,
    /// The first so many blocks stand in the settled bytes.
    settled_blocks: usize,
    /// How much of the text was there when it was last read.
    read: usize,
    /// The first block that is not as the last patch left it.
    changed: Option<usize>,
}

impl Growing {
    /// Appends what came.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// What changed since the last call; none when nothing did, or too little to look at.
    pub fn patch(&mut self) -> Option<Patch> {
        let grown = self.text.len() - self.read;
        let tail = self.text.len() - self.settled;
        if grown > 0 && (tail <= SHORT_TAIL || grown >= tail / GROWTH) {
            self.read_tail();
        }
        let keep = self.changed.take()?;
        let blocks = self.blocks.get(keep..).unwrap_or_default().to_vec();
        // An answer is at most 4 MiB of text and cannot have more blocks than bytes.
        Some(Patch { keep: u32::try_from(keep).unwrap_or(u32::MAX), blocks })
    }

    /// The text is complete: everything is read once more as a whole, since a definition at the end may give a link
    /// at the start its address. The next patch holds what that changed.
    pub fn finish(&mut self) {
        self.replace(0, parse(&self.text));
        self.settled = 0;
        self.settled_blocks = 0;
        self.read = self.text.len();
    }

    /// Everything that was pushed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks as the patches so far have made them.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    fn read_tail(&mut self) {
        let tail = self.text.get(self.settled..).unwrap_or_default();
        let placed = parse_placed(&shown(tail));
        // A line may become anything, also a part of the paragraph before it, until it is complete.
        let complete = tail.rfind('\n').map_or(0, |end| end + 1);
        let last = placed.iter().rposition(|(start, _)| *start < complete).unwrap_or(0);
        let start = placed.get(last).map_or(0, |(start, _)| *start);
        let line_start =
            tail.get(..start).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |end| end + 1);

        self.replace(self.settled_blocks, placed.into_iter().map(|(_, block)| block).collect());
        self.settled += line_start;
        self.settled_blocks += last;
        self.read = self.text.len();
    }

    fn replace(&mut self, from: usize, blocks: Vec<Block>) {
        let old = self.blocks.get(from..).unwrap_or_default();
        let same = old.iter().zip(&blocks).take_while(|(old, new)| old == new).count();
        if same == old.len() && same == blocks.len() {
            return;
        }
        let first = from + same;
        self.blocks.truncate(first);
        self.blocks.extend(blocks.into_iter().skip(same));
        self.changed = Some(self.changed.map_or(first, |changed| changed.min(first)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a page holds that applies each patch.
    fn apply(page: &mut Vec<Block>, patch: Option<Patch>) {
        if let Some(patch) = patch {
            page.truncate(patch.keep as usize);
            page.extend(patch.blocks);
        }
    }

    fn grown(pieces: &[&str]) -> (Vec<Block>, Vec<Block>) {
        let mut growing = Growing::default();
        let mut page = Vec::new();
        for piece in pieces {
            growing.push(piece);
            apply(&mut page, growing.patch());
            assert_eq!(page, growing.blocks());
        }
        let before_end = page.clone();
        growing.finish();
        apply(&mut page, growing.patch());
        assert_eq!(growing.patch(), None);
        (before_end, page)
    }

    fn pieces(text: &str, bytes: usize) -> Vec<&str> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let mut end = bytes.min(rest.len());
            while !rest.is_char_boundary(end) {
                end += 1;
            }
            let (piece, after) = rest.split_at(end);
            pieces.push(piece);
            rest = after;
        }
        pieces
    }

    const ANSWER: &str = "# A bicycle\n\nIt is **red** and leans.\r\n\r\n- one\n\n  more\n- two\n\n```rust\nfn a() {\n\n}\n```\n\n\
        | a | b |\n|---|:-:|\n| 1 | 2 |\n\npara\n***\n> quote\nlazy\n\n    code\n\n    more\n\nend 中文\n换行\n";

    #[test]
    fn every_prefix_of_whole_lines_looks_as_if_read_at_once() {
        let mut growing = Growing::default();
        for line in ANSWER.split_inclusive('\n') {
            growing.push(line);
            growing.patch();
            assert_eq!(growing.blocks(), parse(growing.text()), "after {:?}", growing.text());
        }
    }

    #[test]
    fn nothing_new_is_no_patch() {
        let mut growing = Growing::default();
        assert_eq!(growing.patch(), None);
        growing.push("Hello");
        assert!(growing.patch().is_some());
        assert_eq!(growing.patch(), None);
        growing.finish();
        assert_eq!(growing.patch(), None);
    }

    #[test]
    fn a_finished_paragraph_is_not_sent_again() {
        let mut growing = Growing::default();
        growing.push("one\n\ntwo\n");
        growing.patch();
        growing.push("\nthree");
        assert_eq!(growing.patch(), Some(Patch { keep: 2, blocks: parse("three") }));
    }

    #[test]
    fn a_late_definition_gives_an_early_link_its_address() {
        let (before_end, page) =
            grown(&["See [this][1].\n\n", "Then more.\n\n", "[1]: https://a.example/\n"]);
        assert_eq!(page, parse("See [this][1].\n\nThen more.\n\n[1]: https://a.example/\n"));
        assert_ne!(before_end, page);
    }

    #[test]
    fn half_written_markers_do_not_show_as_letters() {
        for (text, as_if) in [
            ("It is **re", "It is **re**"),
            ("It is **", "It is"),
            ("Run `car", "Run `car`"),
            ("See [the page](https://exa", "See [the page]()"),
            ("text\n-", "text"),
            ("text\n\n- **a", "text\n\n- **a**"),
            ("~~no **and", "~~no **and**~~"),
            ("```py", ""),
            ("```\na **b", "```\na **b"),
            ("2 * 3 and 2*3", "2 * 3 and 2*3"),
            ("\\*é \\", "\\*é \\"),
        ] {
            let mut growing = Growing::default();
            growing.push(text);
            growing.patch();
            let expected = if text == "```py" { parse(text) } else { parse(as_if) };
            assert_eq!(growing.blocks(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_line_of_markers_may_still_become_part_of_the_paragraph_before_it() {
        let (_, page) = grown(&["one\n\ntwo\n", "***", "bold***\n", "\nthree"]);
        assert_eq!(page, parse("one\n\ntwo\n***bold***\n\nthree"));
    }

    #[test]
    fn a_long_answer_is_read_and_sent_in_proportion_to_its_length() {
        let text = ANSWER.repeat(400_000 / ANSWER.len());
        let mut growing = Growing::default();
        let (mut sent, mut read) = (0, 0);
        let pieces = pieces(&text, 64);
        for piece in &pieces {
            growing.push(piece);
            read += growing.text.len() - growing.settled;
            sent += growing.patch().map_or(0, |patch| patch.blocks.len());
        }
        assert!(read < 4 * text.len(), "{read} bytes read of {}", text.len());
        assert!(
            sent < growing.blocks.len() + 3 * pieces.len(),
            "{sent} blocks sent for {}",
            growing.blocks.len()
        );
    }

    #[test]
    fn one_endless_block_is_not_read_again_for_every_piece() {
        for line in ["| a | b |\n", "code\n", "- item\n"] {
            let head = if line.starts_with('|') {
                "| a | b |\n|---|---|\n"
            } else if line.starts_with('c') {
                "```\n"
            } else {
                ""
            };
            let text = head.to_owned() + &line.repeat(4_000);
            let mut growing = Growing::default();
            let mut read = 0;
            for piece in pieces(&text, 16) {
                let before = growing.read;
                growing.push(piece);
                growing.patch();
                if growing.read > before {
                    read += growing.text.len() - growing.settled;
                }
            }
            assert!(read < 2 * GROWTH * text.len(), "{read} bytes read of {}", text.len());
            growing.finish();
            assert!(growing.blocks() == parse(&text));
        }
    }

    fn markdown() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "word",
            " ",
            " ",
            "\n",
            "\n",
            "\n\n",
            "\r\n",
            "\r",
            "\t",
            "    ",
            "  ",
            "- ",
            "* ",
            "+ ",
            "1. ",
            "12) ",
            "> ",
            ">",
            "# ",
            "###",
            "***",
            "---",
            "===",
            "-",
            "*",
            "**",
            "_",
            "__",
            "~~",
            "`",
            "```",
            "````",
            "~~~",
            "```rust\n",
            "| a | b |\n",
            "|---|:-:|\n",
            "|",
            "[",
            "]",
            "](",
            ")",
            "[a]",
            "[a]: /x\n",
            "![",
            "<",
            ">",
            "<b>",
            "</b>",
            "<div>\n",
            "<!--",
            "-->",
            "<br>",
            "&amp;",
            "&#0;",
            "\\",
            "\\*",
            "中文",
            "，",
            "かな",
            "한국",
            "🚲",
            "é",
            "e\u{301}",
            "\u{200d}",
            "\u{feff}",
            "\0",
            "https://a.example/b_c?d=(e)",
            "<https://a.example>",
            "- [ ] ",
            "- [x] ",
            "(",
            "\"",
            "'",
            ":",
            ".",
            "!",
        ]);
        prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn all_patches_together_are_the_whole_text_read_at_once(text in markdown(), bytes in 1_usize..24) {
            let (_, page) = grown(&pieces(&text, bytes));
            prop_assert_eq!(page, parse(&text));
        }

        #[test]
        fn whole_lines_look_as_if_read_at_once(text in markdown()) {
            // A definition changes what stands before it, and is looked at when the text is complete.
            let text = text.replace("]:", "] ") + "\n";
            let mut growing = Growing::default();
            for line in text.split_inclusive('\n') {
                growing.push(line);
                growing.patch();
                prop_assert_eq!(growing.blocks(), parse(growing.text()), "{:?}", growing.text());
            }
        }

        #[test]
        fn any_letters_are_taken(text in any::<String>(), bytes in 1_usize..9) {
            let (_, page) = grown(&pieces(&text, bytes));
            prop_assert_eq!(page, parse(&text));
        }
    }
}
