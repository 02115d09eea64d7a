//! Everything that lives as long as the program.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use tauri::{AppHandle, Manager};
use tokio::sync::OnceCell;
use whatsit_core::history::{History, Restored};
use whatsit_core::keychain::{KeyStore, Keychain};
use whatsit_core::keys::Keys;
use whatsit_core::log::{Entry, KeyDeed, Log};
use whatsit_core::practice::Practice;
use whatsit_core::service::http::{Client, Timers};
use whatsit_core::settings::{Language, Settings};
use whatsit_core::settings_file::SettingsFile;
use whatsit_core::wire::{Account, AppEvent, CommandError, KeyRefused, KeyState};
use whatsit_picture::pixels::{Pixels, pixels};

use crate::answers::Answers;
use crate::desktop::menu::Shown;
use crate::desktop::page::PageDeaths;
use crate::faults::Faults;
use crate::places::Places;
use crate::report;
use crate::windows::Windows;

/// Everything that lives as long as the program.
pub(crate) struct Whatsit {
    pub(crate) settings: SettingsFile,
    pub(crate) keys: Keys,
    pub(crate) history: History,
    /// What an earlier run left, until there is a page that can show it.
    pub(crate) restored: Mutex<Restored>,
    pub(crate) answers: Answers,
    pub(crate) windows: Windows,
    pub(crate) client: Client,
    pub(crate) log: Arc<Log>,
    pub(crate) faults: Arc<Faults>,
    /// Whether it is still to be told that the last run ended with a fault.
    pub(crate) fault_last_time: AtomicBool,
    pub(crate) page_deaths: PageDeaths,
    /// The report that the user is shown.
    pub(crate) report: Mutex<String>,
    /// Started when it is first chosen.
    pub(crate) practice: OnceCell<Practice>,
    /// One picture is opened at a time.
    pub(crate) opening: tokio::sync::Mutex<()>,
    /// On X11 what was copied is there only as long as this is.
    pub(crate) clipboard: Mutex<Option<arboard::Clipboard>>,
    /// The context menu that was shown last.
    pub(crate) menu: Mutex<Option<Shown>>,
}

impl Whatsit {
    /// Reads the settings and what waited to be asked; asks neither the keychain nor the network.
    pub(crate) fn open(
        app: &AppHandle,
        places: &Places,
        faults: Arc<Faults>,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let log = Arc::new(Log::in_folder(&places.log));
        let fault_last_time = faults.open(app, &log, places.log.join("ended-with-a-fault"));
        let started = Arc::clone(&log);
        tauri::async_runtime::spawn_blocking(move || started.write(&Entry::Started(&report::system())));
        let settings = SettingsFile::open(&places.config);
        if let Some(fault) = settings.told() {
            log.write(&Entry::SettingsNotRead(fault.code()));
        }
        faults.speak(language(&settings.current()));
        let teller = app.clone();
        let (history, restored) = History::open_in(&places.data.join("draft"), move |trouble| {
            if let Some(whatsit) = teller.try_state::<Self>() {
                whatsit.windows.tell(&AppEvent::DraftTrouble { trouble });
            }
        });
        Ok(Self {
            settings,
            keys: Keys::new(keychain()),
            history,
            restored: Mutex::new(restored),
            answers: Answers::default(),
            windows: Windows::default(),
            client: Client::new(Timers::default())?,
            log,
            faults,
            fault_last_time: AtomicBool::new(fault_last_time),
            page_deaths: PageDeaths::default(),
            report: Mutex::default(),
            practice: OnceCell::new(),
            opening: tokio::sync::Mutex::default(),
            clipboard: Mutex::default(),
            menu: Mutex::default(),
        })
    }

    /// What is known of the chosen service and its key, without asking the keychain.
    pub(crate) fn account(&self) -> Account {
        let service = self.settings.current().origin();
        Account { key: self.keys.state(&service), service }
    }

    /// Asks the keychain, unless that was done, and tells the windows what it said.
    pub(crate) async fn read_key(&self) {
        self.keys.read(&self.settings.current().origin()).await;
        let account = self.account();
        if let KeyState::Unreadable { code } = account.key {
            self.log.write(&Entry::KeyStore(KeyDeed::Read, code));
        }
        self.windows.tell(&AppEvent::AccountChanged { account });
    }

    /// Writes down that the keychain refused, when it was the keychain.
    pub(crate) fn log_refused(&self, deed: KeyDeed, refused: &KeyRefused) {
        if let KeyRefused::KeyStore { code } = refused {
            self.log.write(&Entry::KeyStore(deed, *code));
        }
    }

    /// Puts text on the clipboard.
    pub(crate) fn copy(&self, text: String) -> Result<(), CommandError> {
        self.with_clipboard(|clipboard| clipboard.set_text(text))
    }

    /// Puts an answer on the clipboard, as a reader would copy it.
    pub(crate) fn copy_answer(&self, id: &str) -> Result<(), CommandError> {
        self.copy(self.answers.get(id).ok_or(CommandError::NotFound)?.plain_text())
    }

    /// Puts a picture on the clipboard, as it would be sent. Takes a while.
    pub(crate) fn copy_picture(&self, id: &str) -> Result<(), CommandError> {
        let picture = self.history.picture(id).ok_or(CommandError::NotFound)?;
        let Pixels { width, height, rgba } =
            pixels(&picture.prepared().bytes).map_err(|_| CommandError::System)?;
        let image = arboard::ImageData { width: width as usize, height: height as usize, bytes: rgba.into() };
        self.with_clipboard(|clipboard| clipboard.set_image(image))
    }

    fn with_clipboard(
        &self,
        put: impl FnOnce(&mut arboard::Clipboard) -> Result<(), arboard::Error>,
    ) -> Result<(), CommandError> {
        let mut clipboard = self.clipboard.lock().unwrap_or_else(PoisonError::into_inner);
        if clipboard.is_none() {
            *clipboard = arboard::Clipboard::new().ok();
        }
        let copied = clipboard.as_mut().and_then(|clipboard| put(clipboard).ok());
        copied.ok_or(CommandError::System)
    }
}

/// The system's keychain.
fn keychain() -> Arc<dyn KeyStore> {
    #[cfg(debug_assertions)]
    if let Some(rehearsed) = crate::rehearsal::keychain() {
        return rehearsed;
    }
    Arc::new(Keychain)
}

/// The language to show.
pub(crate) fn language(settings: &Settings) -> Language {
    let system =
        || sys_locale::get_locale().map_or(Language::default(), |locale| Language::from_locale(&locale));
    settings.language.unwrap_or_else(system)
}
