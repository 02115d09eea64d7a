//! *Report a problem*: shown first, then copied or saved where the user says. Nothing is sent.

use tauri::{AppHandle, Manager, State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;
use whatsit_core::messages::sentence;
use whatsit_core::wire::CommandError;

use crate::faults::sheltered;
use crate::report;
use crate::whatsit::{Whatsit, language};

#[tauri::command]
pub(crate) async fn report(app: AppHandle) -> Result<String, CommandError> {
    let make = tokio::task::spawn_blocking(move || report::make(&app.state::<Whatsit>()));
    sheltered(async { make.await.map_err(|_| CommandError::Internal) }).await
}

/// `false` when the user chose no place.
#[tauri::command]
pub(crate) async fn save_report(
    app: AppHandle,
    whatsit: State<'_, Whatsit>,
    window: WebviewWindow,
) -> Result<bool, CommandError> {
    sheltered(async {
        let language = language(&whatsit.settings.current());
        let (chosen, file) = oneshot::channel();
        let dialog = app.dialog().file().set_parent(&window).set_file_name("whatsit-report.txt");
        let dialog = dialog.set_title(sentence(language, "dialog_save_report_title", &[]));
        dialog.save_file(move |file| drop(chosen.send(file)));
        let Some(file) = file.await.ok().flatten() else { return Ok(false) };
        let file = file.into_path().map_err(|_| CommandError::NotSaved)?;
        report::write(&whatsit, &file).map(|()| true)
    })
    .await
}

#[tauri::command]
pub(crate) async fn copy_report(whatsit: State<'_, Whatsit>) -> Result<(), CommandError> {
    sheltered(async { whatsit.copy(report::shown(&whatsit)) }).await
}
