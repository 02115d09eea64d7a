//! Markdown as typed blocks: what an answer looks like, without a window.
//!
//! [`parse`] takes a whole text, [`Growing`] one that is still being written, [`plain_text`] turns blocks into
//! text again. Nothing here becomes HTML, loads anything or trusts an address; whatever the text, the result
//! is of bounded depth, so it may be walked by recursion.

mod address;
mod growing;
mod inlines;
mod parse;
mod plain;
mod unfinished;

use serde::{Deserialize, Serialize};

pub use growing::{Growing, Patch};
pub use parse::parse;
pub use plain::plain_text;

/// One block of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its text.
        inlines: Vec<Inline>,
    },
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its text.
        inlines: Vec<Inline>,
    },
    /// A list.
    List {
        /// The first number, or none for bullets.
        start: Option<u64>,
        /// What stands in it.
        items: Vec<Item>,
    },
    /// A block of code, or of anything else to be shown letter by letter.
    Code {
        /// The language the fence names, as written; empty when none.
        language: String,
        /// The code, without the fence and without a last newline.
        text: String,
    },
    /// A quotation.
    Quote {
        /// What stands in it.
        blocks: Vec<Block>,
    },
    /// A line across.
    Rule,
    /// A table.
    Table {
        /// One alignment a column.
        alignments: Vec<Alignment>,
        /// The first row.
        head: Vec<Vec<Inline>>,
        /// The other rows; each has as many cells as `head`.
        rows: Vec<Vec<Vec<Inline>>>,
    },
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Item {
    /// Ticked or not, when it is a task.
    pub checked: Option<bool>,
    /// What stands in it. In a tight list text stands here as a paragraph too.
    pub blocks: Vec<Block>,
}

/// How a table's column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Alignment {
    /// As the language runs.
    None,
    /// Left.
    Left,
    /// In the middle.
    Center,
    /// Right.
    Right,
}

/// A piece of text within a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Inline {
    /// Letters. Raw HTML of an answer is here too, as it was written.
    Text {
        /// The letters.
        text: String,
    },
    /// Code within a line.
    Code {
        /// The letters.
        text: String,
    },
    /// Emphasis.
    Emphasis {
        /// What stands in it.
        inlines: Vec<Inline>,
    },
    /// Strong emphasis.
    Strong {
        /// What stands in it.
        inlines: Vec<Inline>,
    },
    /// Struck through.
    Strikethrough {
        /// What stands in it.
        inlines: Vec<Inline>,
    },
    /// A link, or a picture elsewhere (which is never loaded: its description stands as the link's text).
    Link {
        /// Where it leads, as written. Not to be trusted.
        address: String,
        /// What stands in it.
        inlines: Vec<Inline>,
    },
    /// A line end.
    Break,
}
