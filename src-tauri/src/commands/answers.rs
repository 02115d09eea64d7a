//! Questions, and the answers to them.

use tauri::ipc::Channel;
use tauri::{AppHandle, State, Webview};
use whatsit_core::wire::{AnswerUpdate, CommandError};

use crate::asking;
use crate::faults::sheltered;
use crate::whatsit::Whatsit;

#[tauri::command]
pub(crate) async fn ask(
    app: AppHandle,
    whatsit: State<'_, Whatsit>,
    answer: String,
    conversation: String,
    question: String,
    pictures: Vec<String>,
) -> Result<(), CommandError> {
    let add = |consent| whatsit.history.ask(&conversation, &answer, &question, &pictures, consent);
    sheltered(async { asking::begin(&app, &answer, add) }).await
}

#[tauri::command]
pub(crate) async fn ask_again(
    app: AppHandle,
    whatsit: State<'_, Whatsit>,
    answer: String,
    conversation: String,
) -> Result<(), CommandError> {
    let replace = |consent| {
        let last = whatsit.history.ask_again(&conversation, &answer, consent)?;
        whatsit.answers.forget(&last);
        Ok(())
    };
    sheltered(async { asking::begin(&app, &answer, replace) }).await
}

#[tauri::command]
pub(crate) fn watch(
    webview: Webview,
    whatsit: State<'_, Whatsit>,
    answer: String,
    channel: Channel<Vec<AnswerUpdate>>,
) -> Result<(), CommandError> {
    whatsit.answers.get(&answer).ok_or(CommandError::NotFound)?.watch(webview.label(), channel);
    Ok(())
}

#[tauri::command]
pub(crate) fn stop(whatsit: State<'_, Whatsit>, answer: String) -> Result<(), CommandError> {
    whatsit.answers.get(&answer).ok_or(CommandError::NotFound)?.stop.cancel();
    Ok(())
}

#[tauri::command]
pub(crate) async fn copy_answer(whatsit: State<'_, Whatsit>, answer: String) -> Result<(), CommandError> {
    sheltered(async { whatsit.copy_answer(&answer) }).await
}
