//! Windows and macOS: read on a thread of its own, which may have to wait. Pictures come as bare pixels.

use arboard::{Clipboard, Error, ImageData};
use tauri::AppHandle;
use tokio::task::spawn_blocking;
use whatsit_core::copied::files_of_text;
use whatsit_picture::{Refusal, bitmap};

use super::Copied;

pub(super) async fn copied(_: &AppHandle) -> Copied {
    // A panic is a picture's that the clipboard's decoder could not take.
    spawn_blocking(read).await.unwrap_or_else(|_panicked| refused(Refusal::DecoderCrashed))
}

/// Files win over a picture, which may be only their icon.
fn read() -> Copied {
    let Ok(mut clipboard) = Clipboard::new() else { return Copied::Nothing };
    if let Ok(files) = clipboard.get().file_list()
        && !files.is_empty()
    {
        return Copied::Files(files);
    }
    match clipboard.get().image() {
        Ok(ImageData { width, height, bytes }) => {
            return Copied::Picture(Box::new(move || bitmap::to_png(width, height, &bytes)));
        }
        Err(Error::ConversionFailure) => return refused(Refusal::Broken),
        Err(_there_is_none) => {}
    }
    let files = files_of_text(&clipboard.get().text().unwrap_or_default());
    if files.is_empty() { Copied::Nothing } else { Copied::Files(files) }
}

fn refused(refusal: Refusal) -> Copied {
    Copied::Picture(Box::new(|| Err(refusal)))
}
