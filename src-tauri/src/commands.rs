//! What the page may ask: each command decodes, makes one call, and answers with a wire type.

#![expect(clippy::needless_pass_by_value, reason = "a command is handed its arguments")]

pub(crate) mod account;
pub(crate) mod answers;
pub(crate) mod history;
pub(crate) mod pictures;
pub(crate) mod report;
pub(crate) mod settings;
pub(crate) mod window;
