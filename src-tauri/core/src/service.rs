//! The service's API. One file a noun; what is pure stands apart from what talks (`http`, `exchange`, `account`).
//! A key is passed in, never looked up.

pub mod account;
pub mod address;
pub mod answer;
pub mod asked;
mod charset;
mod chunk;
mod complaint;
mod draft;
pub(crate) mod exchange;
pub mod failure;
pub mod http;
mod lenient;
pub mod models;
pub mod parameters;
mod reasoning;
pub mod redaction;
mod refrain;
pub mod request;
mod sse;
mod transport;
mod verdict;
