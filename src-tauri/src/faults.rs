//! Faults of this program. A panic is caught where it can be, written down by its place alone (what it says may quote
//! the user), and told in a sentence; when the program cannot go on, another process says so.

use std::ffi::OsString;
use std::fs;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures_util::FutureExt;
use tauri::ipc::Invoke;
use tauri::{AppHandle, Manager, Wry};
use whatsit_core::log::{Entry, Log, Place};
use whatsit_core::settings::{Language, Settings};
use whatsit_core::wire::{AppEvent, CommandError, KeyRefused, KeyStoreCode};

use crate::last_words;
use crate::whatsit::{Whatsit, language};

/// What std's panics say that are followed by the end of the process, whoever would catch them.
const LAST_PANICS: [&str; 2] =
    ["panic in a function that cannot unwind", "panic in a destructor during cleanup"];

tokio::task_local! {
    /// Set while a panic shows by itself: as an answer's failure, or as a refused picture.
    static SHOWS_BY_ITSELF: ();
}

/// Hears of every panic of this process.
pub(crate) struct Faults {
    /// The language to say it in.
    language: Mutex<Language>,
    open: OnceLock<Open>,
}

/// What is known once the program knows its folders.
struct Open {
    log: Arc<Log>,
    /// A file that says: the last run ended with a fault.
    mark: PathBuf,
    news: Sender<()>,
}

/// Something panicked.
pub(crate) struct Panicked;

impl Faults {
    /// Hears of every panic from now on.
    pub(crate) fn watch() -> Arc<Self> {
        let language = Mutex::new(language(&Settings::default()));
        let faults = Arc::new(Self { language, open: OnceLock::new() });
        let (hears, default) = (Arc::clone(&faults), take_hook());
        set_hook(Box::new(move |panic| {
            // The message may quote the user, and what is printed may be kept by the system.
            if cfg!(debug_assertions) {
                default(panic);
            }
            hears.hear(panic);
        }));
        faults
    }

    /// From now on panics are logged, and told to the windows of `app`. `true` when the last run ended with a fault.
    pub(crate) fn open(&self, app: &AppHandle, log: &Arc<Log>, mark: PathBuf) -> bool {
        let (news, heard) = channel();
        let app = app.clone();
        // The thread that panics may hold any lock; another one tells of it.
        std::thread::spawn(move || {
            for () in heard {
                if let Some(whatsit) = app.try_state::<Whatsit>() {
                    whatsit.windows.tell(&AppEvent::Fault);
                }
            }
        });
        let ended_badly = mark.exists();
        let _ = fs::remove_file(&mark);
        let _ = self.open.set(Open { log: Arc::clone(log), mark, news });
        ended_badly
    }

    /// The language to say it in.
    pub(crate) fn speak(&self, language: Language) {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner) = language;
    }

    /// The program cannot go on: says so from another process, and at the next start.
    pub(crate) fn say_last_words(&self) {
        if let Some(open) = self.open.get() {
            if let Some(folder) = open.mark.parent() {
                let _ = fs::create_dir_all(folder);
            }
            let _ = fs::write(&open.mark, "");
        }
        let language = self.language.try_lock().map(|language| *language).unwrap_or_default();
        let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
        last_words::say_elsewhere(language, arguments);
    }

    /// Runs in the thread that panicked: nothing here may wait.
    fn hear(&self, panic: &PanicHookInfo<'_>) {
        if let Some(open) = self.open.get() {
            open.log.write_at_once(&Entry::Panicked(Place::of(panic.location())));
        }
        if panic.payload_as_str().is_some_and(|said| LAST_PANICS.contains(&said)) {
            self.say_last_words();
        } else if SHOWS_BY_ITSELF.try_with(|()| ()).is_err()
            && let Some(open) = self.open.get()
        {
            let _ = open.news.send(());
        }
    }
}

/// An asynchronous command's work: a panic in it rejects the page's promise, which would otherwise wait for ever.
pub(crate) async fn sheltered<T, E: From<Panicked>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| Err(Panicked.into()))
}

/// The commands, of which those that are not asynchronous run where a panic would end the program.
pub(crate) fn sheltering(
    commands: impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    move |invoke| {
        let resolver = invoke.resolver.clone();
        catch_unwind(AssertUnwindSafe(|| commands(invoke))).unwrap_or_else(|_| {
            resolver.reject(CommandError::from(Panicked));
            true
        })
    }
}

/// What the window system calls: a panic in it would end the program.
pub(crate) fn contained(work: impl FnOnce()) {
    // The hook has told of it.
    let _ = catch_unwind(AssertUnwindSafe(work));
}

/// Work whose panic shows by itself, and is only written down.
pub(crate) fn showing_by_itself<T>(work: impl FnOnce() -> T) -> T {
    SHOWS_BY_ITSELF.sync_scope((), work)
}

/// The same for a task.
pub(crate) fn task_showing_by_itself<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    SHOWS_BY_ITSELF.scope((), work)
}

impl From<Panicked> for CommandError {
    fn from(_: Panicked) -> Self {
        Self::Internal
    }
}

impl From<Panicked> for KeyRefused {
    fn from(_: Panicked) -> Self {
        Self::KeyStore { code: KeyStoreCode::Other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_command_that_panics_is_answered() {
        let work = async { if true { panic!("of the test's own") } else { Ok::<(), CommandError>(()) } };
        assert!(matches!(sheltered(work).await, Err(CommandError::Internal)));
    }

    #[test]
    fn every_asynchronous_command_is_sheltered() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/src/commands");
        let mut seen = 0;
        for file in fs::read_dir(folder).unwrap() {
            let source = fs::read_to_string(file.unwrap().path()).unwrap();
            for command in source.split("pub(crate) async fn ").skip(1) {
                let body = command.split_once("{\n").unwrap().1;
                let body = body.split_once("\n}").unwrap().0;
                assert!(body.contains("sheltered("), "{command}");
                seen += 1;
            }
        }
        assert!(seen > 0);
    }
}
