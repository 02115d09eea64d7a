//! Linux: GTK asks, and its loop hears the answer; nothing waits for it. Pictures come as the bytes of their file.

use gtk::gdk::{Atom, SELECTION_CLIPBOARD};
use gtk::{Clipboard, SelectionData};
use tauri::AppHandle;
use tokio::sync::oneshot;
use whatsit_core::copied::{files_listed, files_of_text};
use whatsit_picture::Refusal;
use whatsit_picture::open::MAX_FILE_BYTES;

use super::Copied;

/// Lists of files. Some file managers offer only their own.
const LISTS: &[&str] = &["text/uri-list", "x-special/gnome-copied-files"];
/// Pictures, the exact ones first. What is not opened here is refused by its name, rather than overlooked.
const PICTURES: &[&str] = &[
    "image/png",
    "image/webp",
    "image/jpeg",
    "image/gif",
    "image/bmp",
    "image/tiff",
    "image/avif",
    "image/heic",
    "image/heif",
];
const TEXTS: &[&str] = &["text/plain;charset=utf-8", "UTF8_STRING", "text/plain"];

/// Files win over a picture, which may be only their icon.
pub(super) async fn copied(app: &AppHandle) -> Copied {
    let offered = ask(app, "TARGETS", targets).await.unwrap_or_default();
    let among = |wanted: &'static [&'static str]| {
        wanted.iter().copied().filter(|target| offered.iter().any(|other| other == target))
    };
    for list in among(LISTS) {
        let files = files_listed(&text(app, list).await);
        if !files.is_empty() {
            return Copied::Files(files);
        }
    }
    for picture in among(PICTURES) {
        match ask(app, picture, content).await {
            Some(Ok(bytes)) if bytes.is_empty() => {}
            Some(bytes) => return Copied::Picture(Box::new(|| bytes)),
            None => {}
        }
    }
    let Some(target) = among(TEXTS).next() else { return Copied::Nothing };
    let files = files_of_text(&text(app, target).await);
    if files.is_empty() { Copied::Nothing } else { Copied::Files(files) }
}

async fn text(app: &AppHandle, target: &'static str) -> String {
    let bytes = ask(app, target, content).await.and_then(Result::ok).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What `read` makes of the answer. Nothing when the window's loop has ended.
async fn ask<T: Send + 'static>(
    app: &AppHandle,
    target: &'static str,
    read: impl FnOnce(&SelectionData) -> T + Send + 'static,
) -> Option<T> {
    let (answer, answered) = oneshot::channel();
    let asking = move || {
        Clipboard::get(&SELECTION_CLIPBOARD).request_contents(&Atom::intern(target), |_, selection| {
            // Whoever asked may have lost patience.
            let _ = answer.send(read(selection));
        });
    };
    app.run_on_main_thread(asking).ok()?;
    answered.await.ok()
}

fn targets(selection: &SelectionData) -> Vec<String> {
    selection.targets().unwrap_or_default().into_iter().map(|target| target.name().into()).collect()
}

/// Nothing when the length is negative: then the target was refused.
fn content(selection: &SelectionData) -> Result<Vec<u8>, Refusal> {
    match u64::try_from(selection.length()) {
        Ok(bytes) if bytes > MAX_FILE_BYTES => Err(Refusal::TooManyBytes),
        Ok(1..) => Ok(selection.data()),
        Ok(0) | Err(_) => Ok(Vec::new()),
    }
}
