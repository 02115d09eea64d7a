//! The text of one paragraph, heading or table cell, as it is put together.

use super::Inline;
use super::address::link_bare_addresses;

/// How deep emphasis and the like may stand in one another; what is deeper joins the text around it.
const MAX_DEPTH: usize = 16;

/// What a run of inlines stands in.
pub(super) enum Mark {
    Emphasis,
    Strong,
    Strikethrough,
    Link(String),
}

#[derive(Default)]
pub(super) struct Inlines {
    done: Vec<Inline>,
    /// Marks that are open, outermost first, with what stands in them so far. No mark means that the content
    /// joins the text around it: a link never holds a link.
    open: Vec<(Option<Mark>, Vec<Inline>)>,
    /// How many marks are open beyond `MAX_DEPTH`.
    beyond: usize,
    last_letter: Option<char>,
    line_ended: bool,
}

impl Inlines {
    pub(super) fn text(&mut self, text: &str) {
        let Some(first) = text.chars().next() else { return };
        self.join_line(first);
        self.last_letter = text.chars().next_back();
        push_text(self.current(), text);
    }

    pub(super) fn code(&mut self, text: String) {
        self.join_line(text.chars().next().unwrap_or(' '));
        self.last_letter = text.chars().next_back();
        self.current().push(Inline::Code { text });
    }

    pub(super) fn line_break(&mut self) {
        self.line_ended = false;
        self.last_letter = None;
        self.current().push(Inline::Break);
    }

    /// A line end of the source: a space, except between letters of scripts that are written without spaces.
    pub(super) fn soft_break(&mut self) {
        if self.last_letter.is_some_and(is_unspaced) {
            self.line_ended = true;
        } else {
            self.text(" ");
        }
    }

    pub(super) fn open(&mut self, mark: Mark) {
        if self.open.len() >= MAX_DEPTH {
            self.beyond += 1;
            return;
        }
        let within_link = self.within_link();
        let mark = match mark {
            Mark::Link(_) if within_link => None,
            Mark::Link(_) | Mark::Emphasis | Mark::Strong | Mark::Strikethrough => Some(mark),
        };
        self.open.push((mark, Vec::new()));
    }

    pub(super) fn close(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some((mark, inlines)) = self.open.pop() else { return };
        match mark {
            None => {
                for inline in inlines {
                    push(self.current(), inline);
                }
            }
            Some(Mark::Link(address)) => {
                if let Some(link) = link(address, inlines) {
                    self.current().push(link);
                }
            }
            Some(Mark::Emphasis) => self.close_as(inlines, |inlines| Inline::Emphasis { inlines }),
            Some(Mark::Strong) => self.close_as(inlines, |inlines| Inline::Strong { inlines }),
            Some(Mark::Strikethrough) => self.close_as(inlines, |inlines| Inline::Strikethrough { inlines }),
        }
    }

    /// Everything so far; empty again.
    pub(super) fn take(&mut self) -> Vec<Inline> {
        while !self.open.is_empty() {
            self.beyond = 0;
            self.close();
        }
        link_bare_addresses(std::mem::take(self).done)
    }

    fn close_as(&mut self, inlines: Vec<Inline>, as_inline: fn(Vec<Inline>) -> Inline) {
        let inlines = if self.within_link() { inlines } else { link_bare_addresses(inlines) };
        self.current().push(as_inline(inlines));
    }

    fn within_link(&self) -> bool {
        self.open.iter().any(|(mark, _)| matches!(mark, Some(Mark::Link(_))))
    }

    fn join_line(&mut self, next: char) {
        if std::mem::take(&mut self.line_ended) && !is_unspaced(next) {
            push_text(self.current(), " ");
        }
    }

    fn current(&mut self) -> &mut Vec<Inline> {
        self.open.last_mut().map_or(&mut self.done, |(_, inlines)| inlines)
    }
}

/// A link without any text shows its address.
fn link(address: String, mut inlines: Vec<Inline>) -> Option<Inline> {
    if inlines.is_empty() {
        push_text(&mut inlines, &address);
    }
    (!inlines.is_empty()).then_some(Inline::Link { address, inlines })
}

fn push(inlines: &mut Vec<Inline>, inline: Inline) {
    if let Inline::Text { text } = &inline {
        push_text(inlines, text);
    } else {
        inlines.push(inline);
    }
}

fn push_text(inlines: &mut Vec<Inline>, text: &str) {
    if let Some(Inline::Text { text: last }) = inlines.last_mut() {
        last.push_str(text);
    } else if !text.is_empty() {
        inlines.push(Inline::Text { text: text.to_owned() });
    }
}

/// Whether a letter belongs to a script written without spaces: Han, kana, bopomofo, their punctuation and
/// full-width forms. Korean is written with spaces.
pub(super) fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}
