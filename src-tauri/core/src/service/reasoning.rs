//! Tells reasoning that a service left in the text, between tags, from the answer. Pieces may be cut anywhere.
//!
//! Tags count only where models write them: an opening tag as the first thing of an answer, and the closing tag
//! of that one. Where a service swallowed the opening tag, one closing tag counts by itself, unless the text
//! shows that tags are what it is about: it stands in code, or after an opening tag that was no opening.

/// The tags, opening and closing.
const TAGS: [(&str, &str); 2] = [("<think>", "</think>"), ("<reason>", "</reason>")];

/// How many blanks at the beginning are held until it is known what follows, in bytes.
const MAX_BLANK_BYTES: usize = 1024;

/// One piece of what a text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// Of the answer.
    Text(&'a str),
    /// Of the reasoning before it.
    Reasoning(&'a str),
    /// The text so far was reasoning, of which nothing told so.
    TextWasReasoning,
}

/// The state of one answer's text.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    place: Place,
    /// What may turn out to be a tag, or the blank before one.
    held: String,
    /// Text was given out.
    shown: bool,
    /// Within code, as far as the number of backticks tells.
    in_code: bool,
    /// Reasoning arrives apart from the text too.
    apart: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Only blanks came.
    #[default]
    Start,
    /// In text whose end as reasoning may still come.
    Open,
    /// Behind an opening tag, with its closing tag; `begun` when more than blanks came.
    Reasoning { closing: &'static str, begun: bool },
    /// Behind the reasoning, where only blanks came.
    BeforeAnswer,
    /// In the answer, whatever it holds.
    Answer,
}

impl Splitter {
    /// Reasoning arrives apart from the text: no text is reasoning of which nothing told so.
    pub(crate) fn reasoning_is_apart(&mut self) {
        self.apart = true;
        if self.place == Place::Open {
            self.place = Place::Answer;
        }
    }

    /// Takes more of the text.
    pub(crate) fn push(&mut self, piece: &str, part: &mut impl FnMut(Part<'_>)) {
        if self.place == Place::Answer && self.held.is_empty() {
            return give(Part::Text(piece), part);
        }
        let mut all = std::mem::take(&mut self.held);
        let mut rest = if all.is_empty() {
            piece
        } else {
            all.push_str(piece);
            &all
        };
        while let Some(left) = self.step(rest, part) {
            rest = left;
        }
    }

    /// The text is over: what was held comes out.
    pub(crate) fn finish(&mut self, part: &mut impl FnMut(Part<'_>)) {
        let held = std::mem::take(&mut self.held);
        match self.place {
            // Blanks alone are no answer.
            Place::Start if held.trim().is_empty() => {}
            Place::Start | Place::Open | Place::BeforeAnswer | Place::Answer => give(Part::Text(&held), part),
            Place::Reasoning { .. } => give(Part::Reasoning(&held), part),
        }
    }

    /// Takes a first part of `text`; the rest when there may be more to take now. What must wait is held.
    fn step<'a>(&mut self, text: &'a str, part: &mut impl FnMut(Part<'_>)) -> Option<&'a str> {
        match self.place {
            Place::Start => self.step_at_start(text),
            Place::Open => self.step_in_open_text(text, part),
            Place::Reasoning { closing, begun } => self.step_in_reasoning(text, closing, begun, part),
            Place::BeforeAnswer => {
                let answer = text.trim_start();
                if !answer.is_empty() {
                    self.place = Place::Answer;
                }
                (!answer.is_empty()).then_some(answer)
            }
            Place::Answer => {
                give(Part::Text(text), part);
                None
            }
        }
    }

    fn step_at_start<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let begun = text.trim_start();
        for (opening, closing) in TAGS {
            if let Some(rest) = begun.strip_prefix(opening) {
                self.place = Place::Reasoning { closing, begun: false };
                return Some(rest);
            }
            if opening.starts_with(begun) && text.len() <= MAX_BLANK_BYTES {
                text.clone_into(&mut self.held);
                return None;
            }
        }
        self.place = if self.apart { Place::Answer } else { Place::Open };
        Some(text)
    }

    fn step_in_reasoning<'a>(
        &mut self,
        text: &'a str,
        closing: &'static str,
        begun: bool,
        part: &mut impl FnMut(Part<'_>),
    ) -> Option<&'a str> {
        let text = if begun { text } else { text.trim_start() };
        let (reasoning, rest) = match text.find(closing) {
            Some(at) => (&text[..at], Some(&text[at + closing.len()..])),
            None => (&text[..text.len() - beginning_of([closing], text)], None),
        };
        give(Part::Reasoning(reasoning), part);
        self.place = match rest {
            Some(_) => Place::BeforeAnswer,
            None => Place::Reasoning { closing, begun: begun || !reasoning.is_empty() },
        };
        if rest.is_none() {
            text[reasoning.len()..].clone_into(&mut self.held);
        }
        rest
    }

    /// Text that no opening tag preceded: up to the first tag, of either kind, that is not in code.
    fn step_in_open_text<'a>(&mut self, text: &'a str, part: &mut impl FnMut(Part<'_>)) -> Option<&'a str> {
        let mut at = 0;
        while let Some(found) = text[at..].find(['<', '`']) {
            at += found;
            if text.as_bytes()[at] == b'`' {
                self.in_code = !self.in_code;
            } else if !self.in_code {
                let tail = &text[at..];
                if TAGS.iter().any(|(opening, _)| tail.starts_with(opening)) {
                    self.place = Place::Answer;
                    return Some(text);
                }
                if let Some((_, closing)) = TAGS.iter().find(|(_, closing)| tail.starts_with(closing)) {
                    self.take_back(&text[..at], part);
                    return Some(&tail[closing.len()..]);
                }
                if TAGS
                    .iter()
                    .any(|(opening, closing)| opening.starts_with(tail) || closing.starts_with(tail))
                {
                    tail.clone_into(&mut self.held);
                    break;
                }
            }
            at += 1;
        }
        let text = &text[..text.len() - self.held.len()];
        self.shown |= !text.is_empty();
        give(Part::Text(text), part);
        None
    }

    /// The text before a closing tag by itself was reasoning.
    fn take_back(&mut self, last: &str, part: &mut impl FnMut(Part<'_>)) {
        if self.shown {
            give(Part::Text(last), part);
            part(Part::TextWasReasoning);
        } else {
            give(Part::Reasoning(last), part);
        }
        self.place = Place::BeforeAnswer;
    }
}

fn give(piece: Part<'_>, part: &mut impl FnMut(Part<'_>)) {
    let empty = match &piece {
        Part::Text(text) | Part::Reasoning(text) => text.is_empty(),
        Part::TextWasReasoning => false,
    };
    if !empty {
        part(piece);
    }
}

/// How many bytes at the end of `text` may be the beginning of one of `tags`.
fn beginning_of<const N: usize>(tags: [&str; N], text: &str) -> usize {
    let Some(at) = text.rfind('<') else { return 0 };
    let tail = &text[at..];
    if tags.iter().any(|tag| tag.starts_with(tail)) { tail.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a text, fed in pieces of `size` characters: its reasoning and its answer.
    fn split(text: &str, size: usize) -> (String, String) {
        let mut splitter = Splitter::default();
        let (mut reasoning, mut answer) = (String::new(), String::new());
        let mut sort = |part: Part<'_>| match part {
            Part::Text(text) => answer.push_str(text),
            Part::Reasoning(text) => reasoning.push_str(text),
            Part::TextWasReasoning => reasoning.push_str(&std::mem::take(&mut answer)),
        };
        let characters: Vec<char> = text.chars().collect();
        for piece in characters.chunks(size) {
            splitter.push(&piece.iter().collect::<String>(), &mut sort);
        }
        splitter.finish(&mut sort);
        (reasoning, answer)
    }

    #[track_caller]
    fn check(text: &str, reasoning: &str, answer: &str) {
        for size in 1..=text.chars().count() {
            assert_eq!(split(text, size), (reasoning.to_owned(), answer.to_owned()), "in pieces of {size}");
        }
    }

    #[test]
    fn reasoning_at_the_beginning_is_told_from_the_answer() {
        check("<think>\nA cat? 猫\n</think>\n\nA cat.\n", "A cat? 猫\n", "A cat.\n");
        check("\n <reason>R</reason>A", "R", "A");
        check("<think></think>A", "", "A");
        check("<think> \n</think>\n", "", "");
        check("<think>a < b </thin </reason> c</think>A", "a < b </thin </reason> c", "A");
    }

    #[test]
    fn reasoning_without_its_closing_tag_stays_reasoning() {
        check("<think>so far </thi", "so far </thi", "");
    }

    #[test]
    fn reasoning_whose_opening_tag_is_missing_is_told_from_the_answer() {
        check("Well, a < b.\n</think>\n\nA cat.", "Well, a < b.\n", "A cat.");
        check("</think>A", "", "A");
    }

    #[test]
    fn an_answer_about_tags_is_an_answer() {
        for text in [
            "Models write `</think>` when they are done.",
            "It writes:\n```\n<think>x</think>\n```\nand so on.",
            "Between <think> and </think> it thinks.",
            "a <thin line, a </th> cell, 1 < 2 <",
            "<b>bold</b>",
            " \n leading blanks",
            "<",
        ] {
            check(text, "", text);
        }
    }

    #[test]
    fn tags_after_the_reasoning_are_text() {
        check("<think>R</think>A <think>x</think> B </think>", "R", "A <think>x</think> B </think>");
    }

    #[test]
    fn a_closing_tag_by_itself_is_text_where_reasoning_arrives_apart() {
        let mut splitter = Splitter::default();
        splitter.reasoning_is_apart();
        let mut answer = String::new();
        splitter.push("x</think>", &mut |part| match part {
            Part::Text(text) => answer.push_str(text),
            Part::Reasoning(_) | Part::TextWasReasoning => panic!("{part:?}"),
        });
        assert_eq!(answer, "x</think>");
    }

    #[test]
    fn blanks_alone_are_nothing() {
        check(" \n ", "", "");
    }
}
