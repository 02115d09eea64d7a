//! Pictures on their way into the draft.

use tauri::ipc::Response;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use whatsit_core::history::Full;
use whatsit_core::messages::sentence;
use whatsit_core::wire::{AppEvent, CommandError, Pasted};

use crate::desktop::clipboard;
use crate::faults::sheltered;
use crate::pictures;
use crate::whatsit::{Whatsit, language};

/// The endings that the dialog shows first. Whether a file is a picture is decided by its content.
const ENDINGS: &[&str] = &["png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "gif"];

#[tauri::command]
pub(crate) fn choose_pictures(app: AppHandle, whatsit: State<'_, Whatsit>, window: tauri::WebviewWindow) {
    let language = language(&whatsit.settings.current());
    let say = |key| sentence(language, key, &[]);
    let dialog = app.dialog().file().set_parent(&window).set_title(say("dialog_choose_title"));
    let dialog =
        dialog.add_filter(say("dialog_pictures"), ENDINGS).add_filter(say("dialog_all_files"), &["*"]);
    dialog.pick_files(move |chosen| {
        let paths = chosen.into_iter().flatten().filter_map(|file| file.into_path().ok()).collect();
        pictures::take_files(&app, paths);
    });
}

#[tauri::command]
pub(crate) fn add_sample(app: AppHandle) {
    pictures::take_sample(&app);
}

#[tauri::command]
pub(crate) async fn paste(app: AppHandle) -> Result<Pasted, CommandError> {
    sheltered(async { Ok(clipboard::paste(&app).await) }).await
}

#[tauri::command]
pub(crate) fn remove_picture(whatsit: State<'_, Whatsit>, id: String) -> Result<(), CommandError> {
    whatsit.history.remove(&id)?;
    whatsit.windows.tell(&AppEvent::PictureRemoved { id });
    Ok(())
}

/// Takes a removed picture back to where it stood.
#[tauri::command]
pub(crate) fn restore_picture(whatsit: State<'_, Whatsit>, id: String) -> Result<(), CommandError> {
    whatsit.history.restore(&id)?.map_err(|Full| CommandError::TooManyPictures)?;
    whatsit.windows.tell(&AppEvent::DraftChanged { draft: whatsit.history.draft_to_wire() });
    Ok(())
}

/// The offer to take it back has passed.
#[tauri::command]
pub(crate) fn forget_picture(whatsit: State<'_, Whatsit>, id: String) {
    whatsit.history.forget(&id);
}

/// Moves a waiting picture to a place in the row, zero-based.
#[tauri::command]
pub(crate) fn move_picture(whatsit: State<'_, Whatsit>, id: String, to: usize) -> Result<(), CommandError> {
    whatsit.history.move_picture(&id, to)?;
    whatsit.windows.tell(&AppEvent::DraftChanged { draft: whatsit.history.draft_to_wire() });
    Ok(())
}

#[tauri::command]
pub(crate) fn preview(whatsit: State<'_, Whatsit>, id: String) -> Result<Response, CommandError> {
    let picture = whatsit.history.picture(&id).ok_or(CommandError::NotFound)?;
    Ok(Response::new(picture.prepared().bytes.clone()))
}
