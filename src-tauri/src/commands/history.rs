//! The page's first picture of everything, and the open conversation.

use std::sync::atomic::Ordering;

use tauri::{AppHandle, State};
use whatsit_core::wire::Start;

use crate::whatsit::{Whatsit, language};

#[tauri::command]
pub(crate) fn start(app: AppHandle, whatsit: State<'_, Whatsit>) -> Start {
    let settings = whatsit.settings.current();
    Start {
        version: app.package_info().version.to_string(),
        language: language(&settings),
        settings,
        account: whatsit.account(),
        conversation: whatsit.history.to_wire(),
        draft: whatsit.history.draft().iter().map(|picture| picture.to_wire()).collect(),
        settings_fault: whatsit.settings.told(),
        fault_last_time: whatsit.fault_last_time.swap(false, Ordering::Relaxed),
    }
}

#[tauri::command]
pub(crate) fn new_conversation(whatsit: State<'_, Whatsit>) -> String {
    let (conversation, answers) = whatsit.history.open_new();
    for answer in &answers {
        whatsit.answers.forget(answer);
    }
    conversation
}
