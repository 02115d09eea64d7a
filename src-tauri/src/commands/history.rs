//! The page's first picture of everything, and the open conversation.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use tauri::{AppHandle, State};
use whatsit_core::history::MAX_WAITING;
use whatsit_core::service::families::Family;
use whatsit_core::wire::Start;

use crate::whatsit::{Whatsit, language};

#[tauri::command]
pub(crate) fn start(app: AppHandle, whatsit: State<'_, Whatsit>) -> Start {
    let settings = whatsit.settings.current();
    Start {
        version: app.package_info().version.to_string(),
        language: language(&settings),
        max_pictures: Family::of(&settings.model).max_pictures,
        settings,
        account: whatsit.account(),
        conversation: whatsit.history.to_wire(),
        question: whatsit.history.question(),
        draft: whatsit.history.draft_to_wire(),
        max_waiting: MAX_WAITING,
        draft_incomplete: whatsit.restored.lock().unwrap_or_else(PoisonError::into_inner).incomplete,
        draft_trouble: whatsit.history.trouble(),
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

/// The text in the question box, at each change.
#[tauri::command]
pub(crate) fn write_draft(whatsit: State<'_, Whatsit>, question: String) {
    whatsit.history.write_question(question);
}
