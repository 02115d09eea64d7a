//! What the desktop does with the window: opening it, dropping files on it, opening files with it.

pub(crate) mod drop;
pub(crate) mod open_with;
pub(crate) mod window;
