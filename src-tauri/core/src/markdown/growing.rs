//! An answer while it is written. What stands before the last block is settled and not read again; what changed
//! since the last look is a [`Patch`].

use super::Block;
use super::parse::{parse, parse_placed};
use super::unfinished::shown;

/// An open tail is read again when it has grown by this part of itself. A few letters of a very long list, table or
/// code block wait for the next look; all blocks together are read and sent in proportion to their length.
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
        if grown > 0 && grown >= (self.text.len() - self.settled) / GROWTH {
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
        let line_start = tail.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);

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
