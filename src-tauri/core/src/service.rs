//! The service's API. One file a noun; what is pure stands apart from what talks.

pub mod answer;
pub mod asked;
mod chunk;
mod complaint;
mod draft;
pub mod failure;
mod lenient;
mod reasoning;
pub mod redaction;
mod sse;
mod verdict;
