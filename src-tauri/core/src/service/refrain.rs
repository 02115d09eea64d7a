//! A stream repeats itself: chunk after chunk differs only in the few letters it adds. What stands around those
//! letters is read once, and from then on only compared.

use std::borrow::Cow;

use super::chunk::{Chunk, Said};
use super::lenient::{Lenient, Text};

/// The last chunk that added to one answer and said nothing else, around what it added.
#[derive(Debug, Default)]
pub(crate) struct Refrain {
    /// Up to and with the quotation mark that opens the letters.
    before: String,
    /// From the quotation mark that closes them.
    after: String,
    answer: u64,
    kind: Said,
}

impl Refrain {
    /// Remembers what stands in `json` around the letters that `chunk`, read from it, adds; if there is one such
    /// place, and it says nothing else.
    pub(crate) fn learn(&mut self, json: &str, chunk: &Chunk<'_>) {
        let Some((answer, kind, letters)) = chunk.only_addition() else { return };
        let begin = (letters.as_ptr() as usize).wrapping_sub(json.as_ptr() as usize);
        let end = begin.wrapping_add(letters.len());
        // Letters that were written with escapes were copied, and stand elsewhere.
        let (Some(before), Some(after)) = (json.get(..begin), json.get(end..)) else { return };
        if end > json.len() || !before.ends_with('"') || !after.starts_with('"') {
            return;
        }
        before.clone_into(&mut self.before);
        after.clone_into(&mut self.after);
        (self.answer, self.kind) = (answer, kind);
    }

    /// What `json` adds, to which answer, when it differs from the chunk before only in that.
    pub(crate) fn read<'a>(&self, json: &'a str) -> Option<(u64, Said, Cow<'a, str>)> {
        let quoted = json.strip_prefix(&*self.before)?.strip_suffix(&*self.after)?;
        if self.before.is_empty() {
            return None;
        }
        // A quotation mark of the letters' own would end them: then the whole is no string, and says more.
        let marked = &json[self.before.len() - 1..=self.before.len() + quoted.len()];
        let Lenient(Text(letters)) = serde_json::from_str(marked).ok()?;
        Some((self.answer, self.kind, letters))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = r#"{"choices":[{"index":2,"delta":{"content":"A"},"finish_reason":null}]}"#;

    fn after(first: &str, second: &str) -> Option<(u64, Said, String)> {
        let mut refrain = Refrain::default();
        refrain.learn(first, &Chunk::parse(first).unwrap());
        refrain.read(second).map(|(answer, kind, letters)| (answer, kind, letters.into_owned()))
    }

    #[test]
    fn what_differs_is_what_is_added() {
        let second = FIRST.replace("\"A\"", r#"" 猫\n\"\u0041""#);
        assert_eq!(after(FIRST, &second), Some((2, Said::Content, " 猫\n\"A".into())));
        assert_eq!(after(FIRST, &FIRST.replace("\"A\"", "\"\"")), Some((2, Said::Content, String::new())));
        let thought = FIRST.replace("content", "reasoning_content");
        assert_eq!(after(&thought, &thought), Some((2, Said::Reasoning, "A".into())));
    }

    #[test]
    fn a_chunk_that_says_more_is_read_as_a_whole() {
        let second = FIRST.replace("\"A\"", r#""","refusal":"no","role":"""#);
        assert!(Chunk::parse(&second).is_ok());
        assert_eq!(after(FIRST, &second), None);
        for second in
            ["", "{", "\"", r#"{"choices":[{"index":2,"delta":{"content":"#, &FIRST.replace('2', "3")]
        {
            assert_eq!(after(FIRST, second), None, "{second}");
        }
        assert_eq!(after(FIRST, &FIRST.replace("\"A\"", "\"\n\"")), None, "a bare line end is no JSON");
    }

    #[test]
    fn nothing_is_learned_where_more_is_said_or_the_letters_were_rewritten() {
        for first in [
            FIRST.replace("null", "\"stop\""),
            FIRST.replace("\"A\"", r#""A","refusal":"no""#),
            FIRST.replace("\"A\"", r#""A","reasoning":"hm""#),
            FIRST.replace("\"A\"", r#""\u0041""#),
            FIRST.replace("\"A\"", "\"\""),
            FIRST.replace("\"A\"", "7"),
            FIRST.replace("[{", r#"[{"index":1},{"#),
            FIRST.replace("{\"choices", "{\"error\":{\"code\":5},\"choices"),
            FIRST.replace("{\"choices", "{\"usage\":{\"total_tokens\":5},\"choices"),
        ] {
            assert_eq!(after(&first, &first), None, "{first}");
        }
        assert_eq!(Refrain::default().read(""), None);
    }
}
