//! What the page asks of the window around it.

use tauri::{AppHandle, LogicalPosition, State, WebviewWindow};
use whatsit_core::wire::{CommandError, MenuSubject};

use crate::desktop;
use crate::faults::sheltered;
use crate::whatsit::Whatsit;

#[tauri::command]
pub(crate) fn drawn(window: WebviewWindow, dark: bool) -> Result<(), CommandError> {
    desktop::window::reveal(&window, dark).map_err(|_| CommandError::System)
}

#[tauri::command]
pub(crate) async fn show_menu(
    app: AppHandle,
    window: WebviewWindow,
    subject: MenuSubject,
    x: f64,
    y: f64,
) -> Result<(), CommandError> {
    let at = LogicalPosition { x, y };
    sheltered(async { desktop::menu::show(&app, &window, subject, at).map_err(|_| CommandError::System) })
        .await
}

#[tauri::command]
pub(crate) async fn copy_text(whatsit: State<'_, Whatsit>, text: String) -> Result<(), CommandError> {
    sheltered(async { whatsit.copy(text) }).await
}
