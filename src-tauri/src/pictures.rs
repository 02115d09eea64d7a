//! Pictures on their way in: from a file or from the program itself, into the draft, and onto the page.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tauri::{AppHandle, Manager};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use whatsit_core::history::{Full, Left};
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

/// Takes files in, in their order; the page hears of each at once and again when it is open. What is over the
/// limit is not taken, and the page hears which those are.
pub(crate) fn take_files(app: &AppHandle, paths: Vec<PathBuf>) {
    let mut over = Vec::new();
    for path in paths {
        let name = path.file_name().map(|name| presentable(&name.to_string_lossy()));
        let taken = take(app, name.clone(), move || read(&path));
        over.extend(taken.is_err().then_some(name));
    }
    tell_over(app, over);
}

/// Takes a picture in that was copied, and so has no name of its own; `bytes` is called where it may take a while.
pub(crate) fn take_copied(
    app: &AppHandle,
    bytes: impl FnOnce() -> Result<Vec<u8>, Refusal> + Send + 'static,
) {
    let name = sentence(language(&app.state::<Whatsit>().settings.current()), "picture_pasted", &[]);
    let taken = take(app, Some(name.clone()), bytes);
    tell_over(app, taken.err().map(|Full| Some(name)).into_iter().collect());
}

/// Takes the bundled picture in.
pub(crate) fn take_sample(app: &AppHandle) {
    let taken = take(app, None, || Ok(SAMPLE.to_vec()));
    tell_over(app, taken.err().map(|Full| None).into_iter().collect());
}

/// Opens what an earlier run left, once there is a page that hears of it. Each has its place already.
pub(crate) fn take_restored(app: &AppHandle) {
    let whatsit = app.state::<Whatsit>();
    let left = std::mem::take(&mut whatsit.restored.lock().unwrap_or_else(PoisonError::into_inner).pictures);
    for Left { id, name, file } in left {
        open(app, id, name, move || read(&file));
    }
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

fn tell_over(app: &AppHandle, names: Vec<Option<String>>) {
    if !names.is_empty() {
        app.state::<Whatsit>().windows.tell(&AppEvent::TooManyPictures { names });
    }
}

fn take(
    app: &AppHandle,
    name: Option<String>,
    bytes: impl FnOnce() -> Result<Vec<u8>, Refusal> + Send + 'static,
) -> Result<(), Full> {
    let whatsit = app.state::<Whatsit>();
    let id = whatsit.history.reserve(name.clone())?;
    whatsit.windows.tell(&AppEvent::PictureOpening { id: id.clone(), name: name.clone() });
    open(app, id, name, bytes);
    Ok(())
}

/// Opens a picture into its place.
fn open(
    app: &AppHandle,
    id: String,
    name: Option<String>,
    bytes: impl FnOnce() -> Result<Vec<u8>, Refusal> + Send + 'static,
) {
    let whatsit = app.state::<Whatsit>();
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
            whatsit.history.give_up(&id);
            AppEvent::PictureRefused { id, name, refusal }
        }
    }
}
