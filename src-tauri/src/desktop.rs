//! What the desktop does with the window: opening it, dropping files on it.

pub(crate) mod drop;
pub(crate) mod window;
