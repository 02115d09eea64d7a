//! What the page may ask: each command decodes, makes one call, and answers with a wire type.

pub(crate) mod account;
pub(crate) mod answers;
pub(crate) mod history;
pub(crate) mod pictures;
pub(crate) mod settings;
