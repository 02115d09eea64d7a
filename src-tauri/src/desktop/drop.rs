//! Files dropped anywhere on the window. The page hears that something is held over it, never a path.

use std::path::PathBuf;

use tauri::{AppHandle, DragDropEvent, Manager};
use whatsit_core::wire::AppEvent;

use crate::pictures;
use crate::whatsit::Whatsit;

/// Takes one step of a drag.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "an open set; `Over` comes with every movement of the mouse"
)]
pub(crate) fn handle(app: &AppHandle, event: &DragDropEvent) {
    let windows = &app.state::<Whatsit>().windows;
    match event {
        DragDropEvent::Enter { .. } => windows.tell(&AppEvent::DragEntered),
        DragDropEvent::Leave => windows.tell(&AppEvent::DragLeft),
        DragDropEvent::Drop { paths, .. } => {
            windows.tell(&AppEvent::DragLeft);
            let files = files(paths);
            if files.is_empty() {
                windows.tell(&AppEvent::NothingDropped);
            } else {
                pictures::take_files(app, files);
            }
        }
        _ => {}
    }
}

/// A picture dragged out of a web page arrives as its address, in the place of a path.
fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().filter(|path| path.is_absolute()).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_no_file() {
        let file = std::env::temp_dir().join("猫 1.png");
        let dropped = [PathBuf::from("https://elsewhere.example/x.png"), file.clone()];
        assert_eq!(files(&dropped), [file]);
    }
}
