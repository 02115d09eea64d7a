//! What the desktop does with the window: opening it, keeping its page alive, dropping files on it, opening files
//! with it, context menus.

pub(crate) mod clipboard;
pub(crate) mod drop;
pub(crate) mod menu;
pub(crate) mod open_with;
pub(crate) mod page;
pub(crate) mod window;
