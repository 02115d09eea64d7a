//! Pictures on their way in: from a file or from the program itself, into the draft, and onto the page.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tauri::{AppHandle, Manager};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use whatsit_core::log::Entry;
use whatsit_core::messages::sentence;
use whatsit_core::picture::{Picture, presentable};
use whatsit_core::wire::AppEvent;
use whatsit_picture::Refusal;
use whatsit_picture::budget::Budget;
use whatsit_picture::open::read;

use crate::faults::showing_by_itself;
use crate::whatsit::{Whatsit, language};

/// How long a picture may take to open.
const PATIENCE: Duration = Duration::from_secs(10);
const SAMPLE: &[u8] = include_bytes!("../core/assets/sample.jpg");

/// Takes files in, in their order; the page hears of each at once and again when it is open.
pub(crate) fn take_files(app: &AppHandle, paths: Vec<PathBuf>) {
    for path in paths {
        let name = path.file_name().map(|name| presentable(&name.to_string_lossy()));
        take(app, name, move || read(&path));
    }
}

/// Takes a picture in that was copied, and so has no name of its own; `bytes` is called where it may take a while.
pub(crate) fn take_copied(
    app: &AppHandle,
    bytes: impl FnOnce() -> Result<Vec<u8>, Refusal> + Send + 'static,
) {
    let name = sentence(language(&app.state::<Whatsit>().settings.current()), "picture_pasted", &[]);
    take(app, Some(name), bytes);
}

/// Takes the bundled picture in.
pub(crate) fn take_sample(app: &AppHandle) {
    take(app, None, || Ok(SAMPLE.to_vec()));
}

/// Prepares the pictures that wait for the model that is now chosen.
pub(crate) fn prepare_anew(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let whatsit = app.state::<Whatsit>();
        let budget = Budget::for_model(&whatsit.settings.current().model);
        for picture in whatsit.history.draft() {
            if picture.prepare_for(&budget).is_ok() {
                whatsit.windows.tell(&AppEvent::PictureReady { picture: picture.to_wire() });
            }
        }
    });
}

fn take(
    app: &AppHandle,
    name: Option<String>,
    bytes: impl FnOnce() -> Result<Vec<u8>, Refusal> + Send + 'static,
) {
    let whatsit = app.state::<Whatsit>();
    let id = whatsit.history.reserve();
    whatsit.windows.tell(&AppEvent::PictureOpening { id: id.clone(), name: name.clone() });
    let budget = Budget::for_model(&whatsit.settings.current().model);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let whatsit = app.state::<Whatsit>();
        // One at a time: pictures are large, and the first one is wanted first.
        let turn = whatsit.opening.lock().await;
        let (picture_id, picture_name) = (id.clone(), name.clone());
        #[cfg(debug_assertions)]
        let bytes = || crate::rehearsal::refusal().map_or_else(bytes, Err);
        let open = move || Picture::open(picture_id, picture_name, bytes()?, &budget);
        let open = spawn_blocking(|| showing_by_itself(open));
        let opened = match timeout(PATIENCE, open).await {
            Ok(Ok(opened)) => opened,
            Ok(Err(_panicked)) => Err(Refusal::DecoderCrashed),
            Err(_elapsed) => Err(Refusal::TookTooLong),
        };
        drop(turn);
        whatsit.windows.tell(&place(&whatsit, opened, id, name));
    });
}

fn place(whatsit: &Whatsit, opened: Result<Picture, Refusal>, id: String, name: Option<String>) -> AppEvent {
    match opened {
        Ok(picture) => {
            let shown = picture.to_wire();
            // Removed while it was being opened: the page must not see it again.
            let placed = whatsit.history.place(Arc::new(picture));
            if placed { AppEvent::PictureReady { picture: shown } } else { AppEvent::PictureRemoved { id } }
        }
        Err(refusal) => {
            whatsit.log.write(&Entry::PictureRefused(&refusal));
            // It may have been removed meanwhile; either way its place is free.
            let _ = whatsit.history.remove(&id);
            AppEvent::PictureRefused { id, name, refusal }
        }
    }
}
