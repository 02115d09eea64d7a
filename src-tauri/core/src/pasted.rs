//! What comes along with text that was pasted.

/// Letters that nobody sees and no key or address holds: zero-width spaces, direction marks, soft hyphens, a BOM.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}
