//! What every window hears of, over the one channel that its page opened.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tauri::ipc::Channel;
use whatsit_core::wire::AppEvent;

/// The pages that listen, by their window's label: a page that was reloaded takes its own place.
#[derive(Default)]
pub(crate) struct Windows {
    listening: Mutex<HashMap<String, Channel<AppEvent>>>,
}

impl Windows {
    /// From now on the window hears of everything.
    pub(crate) fn listen(&self, window: &str, channel: Channel<AppEvent>) {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner).insert(window.to_owned(), channel);
    }

    /// Tells every window. A window that is gone hears nothing more.
    pub(crate) fn tell(&self, event: &AppEvent) {
        let mut listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
        listening.retain(|_, channel| channel.send(event.clone()).is_ok());
    }
}
