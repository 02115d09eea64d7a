//! How a text is shown whose last line is still being written, so that markers do not flash up as letters.

use std::borrow::Cow;

/// A longer line, in bytes, is shown as it is.
const MAX_LINE: usize = 4_096;

/// The text with its last line as it will probably look: a line of markers alone and markers at the very end wait,
/// what is begun is closed. Only the end of the last line is changed.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let line_start = text.rfind('\n').map_or(0, |end| end + 1);
    let (before, line) = text.split_at(line_start);
    if line.len() > MAX_LINE {
        return Cow::Borrowed(text);
    }
    if line.chars().all(|letter| letter.is_whitespace() || ">#*+-=_~|:`".contains(letter)) {
        return Cow::Borrowed(before);
    }
    if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") || within_fence(before) {
        return Cow::Borrowed(text);
    }
    let line = line.trim_end_matches(['*', '_', '~', '`', '[']);
    let End { cut, closers } = end_of(line);
    let line = line.get(..cut).unwrap_or(line);
    if closers.is_empty() {
        let (kept, _) = text.split_at(line_start + line.len());
        return Cow::Borrowed(kept);
    }
    Cow::Owned([before, line.trim_end(), &closers].concat())
}

struct End {
    /// Where the line is cut.
    cut: usize,
    /// What is put there.
    closers: String,
}

fn end_of(line: &str) -> End {
    let bytes = line.as_bytes();
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &line[at..];
        let run = rest.len() - rest.trim_start_matches(char::from(byte)).len();
        match byte {
            // An escaped letter outside ASCII is none: the backslash stands for itself.
            b'\\' => at += if bytes.get(at + 1).is_some_and(u8::is_ascii) { 2 } else { 1 },
            b'`' => {
                let (ticks, code) = rest.split_at(run);
                match code.find(ticks) {
                    Some(end) => at += 2 * run + end,
                    None => return closed(line.len(), &open, ticks),
                }
            }
            b'*' | b'~' => {
                let marker = &rest[..run];
                let follows_space = at == 0 || bytes[at - 1].is_ascii_whitespace();
                let within_word = run == 1 && at > 0 && bytes[at - 1].is_ascii_alphanumeric();
                let before_space = bytes.get(at + run).is_none_or(u8::is_ascii_whitespace);
                if open.last() == Some(&marker) && !follows_space {
                    open.pop();
                } else if !before_space && !within_word && run <= 3 && (byte == b'*' || run == 2) {
                    open.push(marker);
                }
                at += run;
            }
            b']' if rest.starts_with("](") && !rest.contains(')') => return closed(at, &open, "]()"),
            _ => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    closed(line.len(), &open, "")
}

fn closed(cut: usize, open: &[&str], first: &str) -> End {
    let closers = std::iter::once(first).chain(open.iter().rev().copied()).collect();
    End { cut, closers }
}

/// Whether the text ends within a fenced block of code.
fn within_fence(text: &str) -> bool {
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let line = line.trim_start_matches([' ', '\t', '>']);
        let run = line.len() - line.trim_start_matches(['`', '~']).len();
        if run < 3 {
            continue;
        }
        let (marker, rest) = line.split_at(run);
        match fence {
            None => fence = Some(marker),
            Some(open) if marker.starts_with(open) && rest.trim().is_empty() => fence = None,
            Some(_) => {}
        }
    }
    fence.is_some()
}
