//! The clipboard, on its way in: copied files and pictures are taken like dropped ones. Read without holding up
//! the window, whatever the program that holds the clipboard does. Text is never given to the page.

use std::path::PathBuf;
use std::time::Duration;

use tauri::AppHandle;
use tokio::time::timeout;
use whatsit_core::wire::Pasted;
use whatsit_picture::Refusal;

use crate::pictures;

#[cfg_attr(target_os = "linux", path = "clipboard/gtk.rs")]
#[cfg_attr(not(target_os = "linux"), path = "clipboard/native.rs")]
mod system;

/// How long the program that holds the clipboard may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was copied, as far as it is wanted here.
enum Copied {
    Files(Vec<PathBuf>),
    /// To be called where it may take a while.
    Picture(Box<dyn FnOnce() -> Result<Vec<u8>, Refusal> + Send>),
    Nothing,
}

/// Takes in what was copied.
pub(crate) async fn paste(app: &AppHandle) -> Pasted {
    match timeout(PATIENCE, system::copied(app)).await {
        Ok(Copied::Files(files)) => {
            pictures::take_files(app, files);
            Pasted::Picture
        }
        Ok(Copied::Picture(bytes)) => {
            pictures::take_copied(app, bytes);
            Pasted::Picture
        }
        Ok(Copied::Nothing) => Pasted::Nothing,
        Err(_elapsed) => Pasted::Unanswered,
    }
}
