//! `WHATSIT_REHEARSE=family:code` shows a fault in the real window. Only development builds have this.

use std::sync::{Arc, OnceLock};

use tauri::AppHandle;
use whatsit_core::credential::Key;
use whatsit_core::event::AnswerEvent;
use whatsit_core::keychain::KeyStore;
use whatsit_core::rehearsal::{PanicPlace, Rehearsal};
use whatsit_core::settings::Language;
use whatsit_core::wire::KeyStoreCode;
use whatsit_picture::Refusal;

/// What is rehearsed in this run. A wrong name is answered with the right ones.
fn chosen() -> Option<&'static Rehearsal> {
    static CHOSEN: OnceLock<Option<Rehearsal>> = OnceLock::new();
    let read = || {
        let name = std::env::var("WHATSIT_REHEARSE").ok()?;
        Rehearsal::read(&name).map_err(complain).ok()
    };
    CHOSEN.get_or_init(read).as_ref()
}

#[expect(clippy::print_stderr, clippy::needless_pass_by_value, reason = "it is for whoever typed it")]
fn complain(known: String) {
    eprintln!("WHATSIT_REHEARSE: {known}");
}

/// The events of an answer, in the place of a service's.
pub(crate) fn answer(language: Language) -> Option<Vec<AnswerEvent>> {
    chosen()?.answer(language)
}

/// Why a picture is refused, whatever it is.
pub(crate) fn refusal() -> Option<Refusal> {
    if let Some(Rehearsal::Picture(refusal)) = chosen() { Some(refusal.clone()) } else { None }
}

/// A keychain that fails, in the place of the system's.
pub(crate) fn keychain() -> Option<Arc<dyn KeyStore>> {
    if let Some(Rehearsal::KeyStore(code)) = chosen() { Some(Arc::new(Failing(*code))) } else { None }
}

/// Panics somewhere, when a question is asked.
///
/// # Panics
///
/// That is what it is for.
pub(crate) fn panic_upon_question(app: &AppHandle) {
    let Some(Rehearsal::Panic(place)) = chosen() else { return };
    match place {
        PanicPlace::Command => panic!("rehearsed"),
        // The answer's own task asks again.
        PanicPlace::Answer => {}
        PanicPlace::Task => {
            tauri::async_runtime::spawn(async { panic!("rehearsed") });
        }
        PanicPlace::Main => drop(app.run_on_main_thread(|| panic!("rehearsed"))),
        PanicPlace::Abort => drop(app.run_on_main_thread(|| cannot_unwind())),
    }
}

/// Panics in the task that writes an answer.
///
/// # Panics
///
/// That is what it is for.
pub(crate) fn panic_in_answer() {
    assert_ne!(chosen(), Some(&Rehearsal::Panic(PanicPlace::Answer)), "rehearsed");
}

extern "C" fn cannot_unwind() {
    panic!("rehearsed");
}

struct Failing(KeyStoreCode);

impl KeyStore for Failing {
    fn read(&self, _: &str) -> Result<Option<Key>, KeyStoreCode> {
        Err(self.0)
    }
    fn write(&self, _: &str, _: &Key) -> Result<(), KeyStoreCode> {
        Err(self.0)
    }
    fn remove(&self, _: &str) -> Result<(), KeyStoreCode> {
        Err(self.0)
    }
}
