//! Takes keys and pictures out of what is shown, logged or stored: by their looks from any text, and one known
//! key, in every form a service may echo it, also from an answer that arrives in pieces.

use std::borrow::Cow;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use secrecy::zeroize::Zeroizing;

/// Stands where something was taken out.
pub const MASK: &str = "•••";

/// The shortest key that is looked for: a shorter one would take ordinary words out of answers.
const MIN_KEY_BYTES: usize = 8;
/// The shortest run of base64 letters that counts as data rather than as a word, in bytes.
const MIN_BASE64_BYTES: usize = 64;
/// Where the comma of a `data:` address is looked for, in bytes.
const MAX_MEDIA_TYPE_BYTES: usize = 128;

/// One known key, in all the forms it may be echoed: as it is, URL-encoded, and within base64. The default knows
/// none.
#[derive(Clone, Default)]
pub struct Redaction {
    /// Longest first.
    forms: Vec<Zeroizing<String>>,
    /// The bytes that forms begin with, a bit each.
    beginnings: [u64; 4],
}

impl Redaction {
    /// The forms of `key`; none when it is shorter than 8 bytes.
    #[must_use]
    pub fn of_key(key: &str) -> Self {
        if key.len() < MIN_KEY_BYTES {
            return Self::default();
        }
        let mut forms = vec![key.to_owned(), percent_encoded(key, false), percent_encoded(key, true)];
        for place in 0..3 {
            forms.extend(within_base64(key, place));
        }
        forms.retain(|form| form.len() >= MIN_KEY_BYTES);
        forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        let mut beginnings = [0; 4];
        for form in &forms {
            let byte = form.as_bytes()[0];
            beginnings[usize::from(byte / 64)] |= 1 << (byte % 64);
        }
        Self { forms: forms.into_iter().map(Zeroizing::new).collect(), beginnings }
    }

    /// `text` without the key, and without anything that looks like a key or a picture ([`redact`]).
    #[must_use]
    pub fn clean(&self, text: &str) -> String {
        redact(&self.without_key(text))
    }

    /// `text` without the key.
    #[must_use]
    pub fn without_key(&self, text: &str) -> String {
        let mut held = HeldText::default();
        let mut clean = held.push(self, text).into_owned();
        clean.push_str(&held.finish());
        clean
    }

    /// The length of the form that `text` starts with.
    fn form_at(&self, text: &str) -> Option<usize> {
        self.forms.iter().find(|form| text.starts_with(form.as_str())).map(|form| form.len())
    }

    fn may_become_a_form(&self, tail: &str) -> bool {
        self.forms.iter().any(|form| form.starts_with(tail))
    }

    /// Whether a form stands in `text`, or begins at its end.
    fn concerns(&self, text: &str) -> bool {
        let places = text.bytes().enumerate().filter(|(_, byte)| self.may_start(*byte));
        places.filter_map(|(at, _)| text.get(at..)).any(|tail| {
            self.forms.iter().any(|form| tail.starts_with(form.as_str()) || form.starts_with(tail))
        })
    }

    fn may_start(&self, byte: u8) -> bool {
        self.beginnings[usize::from(byte / 64)] >> (byte % 64) & 1 == 1
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Redaction")
    }
}

/// A text that arrives in pieces: holds back what may turn out to be the key.
#[derive(Debug, Default)]
pub(crate) struct HeldText {
    held: Zeroizing<String>,
}

impl HeldText {
    /// What of the text so far is sure to be free of the key and was not given out before.
    pub(crate) fn push<'a>(&mut self, redaction: &Redaction, piece: &'a str) -> Cow<'a, str> {
        if self.held.is_empty() && !redaction.concerns(piece) {
            return Cow::Borrowed(piece);
        }
        self.held.push_str(piece);
        let text = std::mem::take(&mut self.held);
        let (clean, rest) = without_forms(redaction, &text);
        rest.clone_into(&mut self.held);
        Cow::Owned(clean)
    }

    /// The text is over: what was held. Most of a key is taken out too.
    pub(crate) fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if held.len() >= 2 * MIN_KEY_BYTES { MASK.to_owned() } else { held.to_string() }
    }
}

/// The text with each form replaced, up to a rest that may be the beginning of a form.
fn without_forms<'a>(redaction: &Redaction, text: &'a str) -> (String, &'a str) {
    let mut clean = String::with_capacity(text.len());
    let (mut done, mut at) = (0, 0);
    while at < text.len() {
        if !text.is_char_boundary(at) || !redaction.may_start(text.as_bytes()[at]) {
            at += 1;
            continue;
        }
        let tail = &text[at..];
        if let Some(length) = redaction.form_at(tail) {
            clean.push_str(&text[done..at]);
            clean.push_str(MASK);
            at += length;
            done = at;
        } else if redaction.may_become_a_form(tail) {
            clean.push_str(&text[done..at]);
            return (clean, tail);
        } else {
            at += 1;
        }
    }
    clean.push_str(&text[done..]);
    (clean, "")
}

fn percent_encoded(key: &str, small_letters: bool) -> String {
    let mut encoded = String::with_capacity(key.len());
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let escape = if small_letters { format!("%{byte:02x}") } else { format!("%{byte:02X}") };
            encoded.push_str(&escape);
        }
    }
    encoded
}

/// The letters that base64, in both its alphabets, always has for `key` when `place` bytes (modulo 3) stand
/// before it, whatever stands around it.
fn within_base64(key: &str, place: usize) -> [String; 2] {
    let mut bytes = vec![0; place];
    bytes.extend_from_slice(key.as_bytes());
    let whole_letters = bytes.len() * 8 / 6;
    let first = (place * 8).div_ceil(6);
    [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)]
        .map(|encoded| encoded[first..whole_letters].to_owned())
}

/// `text` without what looks like a key (`sk-…`, `Bearer …`) or like the bytes of a file (`data:` addresses, long
/// runs of base64). In linear time.
#[must_use]
pub fn redact(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(first) = rest.chars().next() {
        let taken =
            if continues_a_word(before) && !rest.starts_with("sk-") { None } else { secret_at(rest, before) };
        let (shown, length) = match taken {
            Some(secret) => (&rest[..secret.shown], secret.length),
            None => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        clean.push_str(shown);
        if taken.is_some() {
            clean.push_str(MASK);
        }
        before = rest[..length].chars().next_back();
        rest = &rest[length..];
    }
    clean
}

/// Something to be taken out, of which the first `shown` bytes may stay.
#[derive(Clone, Copy)]
struct Secret {
    shown: usize,
    length: usize,
}

fn secret_at(text: &str, before: Option<char>) -> Option<Secret> {
    key_at(text, before).or_else(|| bearer_at(text)).or_else(|| base64_at(text))
}

fn continues_a_word(before: Option<char>) -> bool {
    before.is_some_and(|before| before.is_ascii_alphanumeric())
}

/// `sk-` and what follows. Within a word (`task-force`) only if it is long and has a digit, as after the `\n` of an
/// escaped text.
fn key_at(text: &str, before: Option<char>) -> Option<Secret> {
    let tail = text.strip_prefix("sk-")?;
    if continues_a_word(before) && !tail.get(..16).is_some_and(looks_random) {
        return None;
    }
    let length = run(tail, |byte| byte.is_ascii_alphanumeric() || b"-_*".contains(&byte));
    // Some services shorten a key with dots in its middle.
    let dots = run(&tail[length..], |byte| byte == b'.');
    let ending = run(&tail[length + dots..], |byte| byte.is_ascii_alphanumeric());
    let length = if dots >= 2 { length + dots + ending } else { length };
    (length > 0).then_some(Secret { shown: 3, length: 3 + length })
}

fn bearer_at(text: &str) -> Option<Secret> {
    let word = text.get(..6).filter(|word| word.eq_ignore_ascii_case("bearer"))?;
    let space = run(&text[word.len()..], |byte| byte == b' ');
    let start = word.len() + space;
    let length = run(&text[start..], |byte| byte.is_ascii_graphic() && !b"\"'`,;<>()[]{}\\".contains(&byte));
    let token = &text[start..start + length];
    let looks_secret = length >= 20 || (length >= MIN_KEY_BYTES && has_digit(token));
    (space > 0 && looks_secret).then_some(Secret { shown: start, length: start + length })
}

/// The data of a `data:` address, or a run of base64 by itself; JSON may write its `/` as `\/`.
fn base64_at(text: &str) -> Option<Secret> {
    let marker = text.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")).and_then(|_| {
        let comma = text.bytes().take(MAX_MEDIA_TYPE_BYTES).position(|byte| byte == b',')?;
        text[..comma].ends_with(";base64").then_some(comma + 1)
    });
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-\\".contains(&byte);
    let start = marker.unwrap_or(0);
    let data = text.get(start..)?;
    let is_data = match marker {
        Some(_) => true,
        // A ruler of dashes is no data.
        None => data.as_bytes().get(..MIN_BASE64_BYTES).is_some_and(|first| {
            first.iter().all(|byte| is_letter(*byte)) && first.iter().any(u8::is_ascii_alphanumeric)
        }),
    };
    let length = if is_data { run(data, is_letter) } else { 0 };
    (length > 0).then_some(Secret { shown: start, length: start + length })
}

fn looks_random(text: &str) -> bool {
    has_digit(text) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// How many bytes at the beginning of `text` are `wanted`, which are ASCII.
fn run(text: &str, wanted: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !wanted(byte)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk-pL3/xY+9 z";

    fn in_pieces(text: &str, redaction: &Redaction, bytes: usize) -> String {
        let mut held = HeldText::default();
        let mut shown = String::new();
        let characters: Vec<char> = text.chars().collect();
        for piece in characters.chunks(bytes) {
            shown.push_str(&held.push(redaction, &piece.iter().collect::<String>()));
        }
        shown + &held.finish()
    }

    #[test]
    fn a_key_by_its_looks_is_taken_out_and_words_stay() {
        assert_eq!(redact("Incorrect API key provided: sk-ab12.cd"), "Incorrect API key provided: sk-•••.cd");
        assert_eq!(redact("sk-ab***************yz9. Next"), "sk-•••. Next");
        assert_eq!(redact("sk-abcd...wxyz"), "sk-•••");
        assert_eq!(redact(r"bad\nsk-0123456789abcdefgh"), r"bad\nsk-•••");
        assert_eq!(redact("a task-force for risk-free work"), "a task-force for risk-free work");
        assert_eq!(redact("Authorization: Bearer eyJh.b1c2.d3\""), "Authorization: Bearer •••\"");
        assert_eq!(redact("Bearer token missing"), "Bearer token missing");
    }

    #[test]
    fn the_bytes_of_a_picture_are_taken_out() {
        assert_eq!(redact(r#""data:image/png;base64,iVBORw0KGgo=""#), r#""data:image/png;base64,•••""#);
        let run = "QUJD".repeat(40);
        assert_eq!(redact(&format!("got {run}!")), "got •••!");
        assert_eq!(redact(&format!("é{}", r"\/9j\/4AAQ".repeat(10))), "é•••");
        assert_eq!(redact("data: {\"a\":1}"), "data: {\"a\":1}");
        assert_eq!(redact("data:;base64"), "data:;base64");
        let ruler = "-".repeat(80);
        assert_eq!(redact(&ruler), ruler);
    }

    #[test]
    fn the_known_key_is_taken_out_in_all_its_forms() {
        let redaction = Redaction::of_key(KEY);
        let encoded = [
            KEY.to_owned(),
            "sk-pL3%2FxY%2B9%20z".to_owned(),
            "sk-pL3%2fxY%2b9%20z".to_owned(),
            STANDARD_NO_PAD.encode(KEY),
            URL_SAFE_NO_PAD.encode(KEY),
        ];
        for form in encoded {
            let clean = redaction.clean(&format!("<{form}>"));
            assert!(clean.starts_with("<•••") && clean.len() < "<•••abc>".len(), "{form}: {clean}");
        }
        for before in ["", "u", "us", "use", "user:"] {
            let wrapped = STANDARD_NO_PAD.encode(format!("{before}{KEY}:rest"));
            assert!(redaction.clean(&wrapped).contains(MASK), "{before}");
        }
    }

    #[test]
    fn the_known_key_is_taken_out_wherever_a_text_is_cut() {
        let redaction = Redaction::of_key(KEY);
        let text = format!("s sk- sk-pL3/x {KEY} Jörg{KEY}{KEY}.");
        for size in 1..text.len() {
            assert_eq!(in_pieces(&text, &redaction, size), "s sk- sk-pL3/x ••• Jörg••••••.", "{size}");
        }
    }

    #[test]
    fn most_of_a_key_at_the_end_of_a_text_is_taken_out_and_a_little_stays() {
        let redaction = Redaction::of_key("sk-0123456789abcdefghijklm");
        assert_eq!(in_pieces("so sk-0123456789abcdefghi", &redaction, 3), "so •••");
        assert_eq!(in_pieces("this is", &redaction, 3), "this is");
    }

    #[test]
    fn a_short_key_takes_no_words_out() {
        assert_eq!(Redaction::of_key("the").clean("the picture"), "the picture");
    }

    #[test]
    fn nothing_shows_a_key_in_debug_output() {
        assert_eq!(format!("{:?}", Redaction::of_key(KEY)), "Redaction");
    }
}
