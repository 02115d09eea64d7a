//! The service's API. One file a noun; what is pure stands apart from what talks (`http`, `exchange`, `account`).
//! A key is passed in, never looked up.

pub mod account;
pub mod address;
pub mod answer;
pub mod asked;
pub mod catalogue;
mod charset;
mod chunk;
mod complaint;
pub mod cost;
mod draft;
pub(crate) mod exchange;
pub mod failure;
pub mod families;
pub mod http;
mod lenient;
pub mod models;
pub mod parameters;
pub mod picker;
pub mod price;
mod reasoning;
pub mod redaction;
mod refrain;
pub mod request;
pub mod route;
mod sse;
pub mod tokens;
mod transport;
mod verdict;
mod wake;
