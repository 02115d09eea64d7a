//! The service's API. One file a noun; what is pure stands apart from what talks. A key is passed in, never
//! looked up.

pub mod address;
pub mod models;
pub mod parameters;
pub mod request;
