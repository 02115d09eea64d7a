//! Files that the system hands over: named when the app is started, by a second start while one runs, or by the
//! macOS Finder. They are taken like dropped ones, once there is a page that can show them.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::Parser;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Config, Manager, RunEvent, Wry};

use crate::{Arguments, pictures};

/// What came before a page could hear of it.
#[derive(Default)]
pub(crate) struct Arrivals {
    door: Mutex<Door>,
}

enum Door {
    Closed(Vec<PathBuf>),
    Open,
}

impl Default for Door {
    fn default() -> Self {
        Self::Closed(Vec::new())
    }
}

impl Arrivals {
    /// The files, when they can be taken now; otherwise they wait.
    fn arrive(&self, files: Vec<PathBuf>) -> Vec<PathBuf> {
        match &mut *self.door.lock().unwrap_or_else(PoisonError::into_inner) {
            Door::Closed(waiting) => {
                waiting.extend(files);
                Vec::new()
            }
            Door::Open => files,
        }
    }

    /// From now on nothing waits: what did.
    fn open(&self) -> Vec<PathBuf> {
        match std::mem::replace(&mut *self.door.lock().unwrap_or_else(PoisonError::into_inner), Door::Open) {
            Door::Closed(waiting) => waiting,
            Door::Open => Vec::new(),
        }
    }
}

/// Takes files like dropped ones.
pub(crate) fn hand_over(app: &AppHandle, files: Vec<PathBuf>) {
    let files = app.state::<Arrivals>().arrive(files);
    pictures::take_files(app, files);
}

/// The Finder names the files to open in an event of its own; no other system has it.
pub(crate) fn hear(app: &AppHandle, event: &RunEvent) {
    #[cfg(target_os = "macos")]
    if let RunEvent::Opened { urls } = event {
        hand_over(app, urls.iter().filter_map(|url| url.to_file_path().ok()).collect());
    }
    #[cfg(not(target_os = "macos"))]
    let _ = (app, event);
}

/// Takes what came before this page; it hears of everything from here on.
pub(crate) fn page_listens(app: &AppHandle) {
    let files = app.state::<Arrivals>().open();
    pictures::take_files(app, files);
}

/// Sees to it that a second start brings this one's window to the front, hands over its files, and ends.
pub(crate) fn only_one() -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::init(|app, arguments, folder| {
        hand_over(app, files_named(arguments, Path::new(&folder)));
        for window in app.webview_windows().values() {
            // Each may be refused by the system; the pictures are there all the same.
            let _ = window.unminimize();
            let _ = window.show();
            let _ = window.set_focus();
        }
    })
}

/// An installation in a folder of its own is an app of its own: a start for another folder is no second start.
pub(crate) fn name_after(config: &mut Config, data_dir: Option<&Path>) {
    if let Some(folder) = data_dir {
        let mut hasher = DefaultHasher::new();
        std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()).hash(&mut hasher);
        config.identifier = format!("{}.in-{:016x}", config.identifier, hasher.finish());
    }
}

/// The files that a command line names, seen from the folder it was written in.
fn files_named(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    folder: &Path,
) -> Vec<PathBuf> {
    let named = Arguments::try_parse_from(arguments).map(|arguments| arguments.files).unwrap_or_default();
    named.into_iter().map(|file| folder.join(file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        std::env::temp_dir()
    }

    #[test]
    fn files_wait_in_their_order_until_a_page_listens() {
        let arrivals = Arrivals::default();
        assert!(arrivals.arrive(vec!["a".into()]).is_empty());
        assert!(arrivals.arrive(vec!["b".into()]).is_empty());
        assert_eq!(arrivals.open(), [PathBuf::from("a"), PathBuf::from("b")]);
        assert_eq!(arrivals.arrive(vec!["c".into()]), [PathBuf::from("c")]);
        assert!(arrivals.open().is_empty());
    }

    #[test]
    fn a_name_on_the_command_line_is_seen_from_its_folder() {
        let absolute = folder().join("狗 2.png");
        let line = ["whatsit".into(), "--data-dir".into(), "x".into(), "猫.png".into(), absolute.clone()];
        assert_eq!(files_named(line, &folder()), [folder().join("猫.png"), absolute]);
    }

    #[test]
    fn a_command_line_that_makes_no_sense_names_no_files() {
        assert!(files_named(["whatsit", "--unheard-of", "a.png"], &folder()).is_empty());
    }

    #[test]
    fn each_data_folder_is_an_app_of_its_own() {
        let named = |folder: Option<&str>| {
            let mut config = Config { identifier: "dev.example".into(), ..Config::default() };
            name_after(&mut config, folder.map(Path::new));
            config.identifier
        };
        assert_eq!(named(None), "dev.example");
        assert_eq!(named(Some("a")), named(Some("./a")));
        assert_ne!(named(Some("a")), named(Some("b")));
        assert_ne!(named(Some("a")), named(None));
    }
}
