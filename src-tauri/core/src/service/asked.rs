//! What of a question the reading of its answer depends on.

use super::redaction::Redaction;
use crate::settings::Language;

/// What was asked, as far as what comes back is read by it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The model that was asked for; it stands in `started` when the service names none.
    pub model: String,
    /// How many answers were asked for, 1 to 128.
    pub n: u32,
    /// How many pictures the request held.
    pub pictures_sent: usize,
    /// The language of the service's own sentences, where it has several.
    pub language: Language,
    /// The key, to be taken out of everything that comes back.
    pub redaction: Redaction,
}
