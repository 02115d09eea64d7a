//! Addresses that stand bare in a text become links.

use super::Inline;
use super::inlines::is_unspaced;

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// The same inlines, with each `http://…` or `https://…` in their text as a link. Looks at the texts of this
/// run only, not into what stands deeper.
pub(super) fn link_bare_addresses(inlines: Vec<Inline>) -> Vec<Inline> {
    if !inlines.iter().any(|inline| matches!(inline, Inline::Text { text } if text.contains("://"))) {
        return inlines;
    }
    let mut linked = Vec::with_capacity(inlines.len() + 2);
    for inline in inlines {
        if let Inline::Text { text } = inline {
            split(&text, &mut linked);
        } else {
            linked.push(inline);
        }
    }
    linked
}

fn split(text: &str, into: &mut Vec<Inline>) {
    let mut shown = 0;
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find("://")) {
        let colon = from + found;
        from = colon + 3;
        let Some(start) = scheme_start(text, shown, from) else { continue };
        let end = start + address_len(text.get(start..).unwrap_or_default());
        if end <= from {
            continue;
        }
        push_text(into, text.get(shown..start));
        let address = text.get(start..end).unwrap_or_default().to_owned();
        into.push(Inline::Link { inlines: vec![Inline::Text { text: address.clone() }], address });
        shown = end;
        from = end;
    }
    push_text(into, text.get(shown..));
}

fn push_text(into: &mut Vec<Inline>, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        into.push(Inline::Text { text: text.to_owned() });
    }
}

/// Where the scheme that ends at `end` begins, when it begins a word.
fn scheme_start(text: &str, shown: usize, end: usize) -> Option<usize> {
    let before = text.get(shown..end)?;
    let scheme = SCHEMES.iter().find(|scheme| {
        before.len() >= scheme.len()
            && before.as_bytes()[before.len() - scheme.len()..].eq_ignore_ascii_case(scheme.as_bytes())
    })?;
    let start = end - scheme.len();
    let starts_word = text
        .get(shown..start)?
        .chars()
        .next_back()
        .is_none_or(|letter| !letter.is_alphanumeric() || is_unspaced(letter));
    starts_word.then_some(start)
}

/// How many bytes of the text belong to the address it starts with: up to a space, `<`, a quotation mark or a letter
/// of a script without spaces; a closing mark of punctuation at its end belongs to the sentence.
fn address_len(text: &str) -> usize {
    let ends = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '<' | '>' | '"' | '`' | '“' | '”')
            || is_unspaced(letter)
    };
    let mut address = text.get(..text.find(ends).unwrap_or(text.len())).unwrap_or_default();
    let mut unopened = address.matches(')').count().saturating_sub(address.matches('(').count());
    while let Some(last) = address.chars().next_back() {
        match last {
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | ']' | '}' | '|' => {}
            ')' if unopened > 0 => unopened -= 1,
            _ => break,
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}
