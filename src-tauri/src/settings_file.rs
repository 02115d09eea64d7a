//! The settings as a file: read once, whatever it holds, and written at each change.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Map, Value};
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreExt};
use whatsit_core::consent::{ConsentNeeded, Consents};
use whatsit_core::settings::{Settings, SettingsChange};
use whatsit_core::wire::CommandError;

const FILE: &str = "settings.json";
const CONSENTS: &str = "pictures_may_go_to";

/// The settings of this run, and their file.
pub(crate) struct SettingsFile {
    current: Mutex<Settings>,
    consents: Mutex<Consents>,
    store: Arc<Store<Wry>>,
    /// The file could not be used and was set aside; the defaults are used.
    pub(crate) set_aside: bool,
}

impl SettingsFile {
    /// Reads the settings in `folder`. A file that holds no settings is kept beside it under another name.
    pub(crate) fn open(app: &AppHandle, folder: &Path) -> tauri_plugin_store::Result<Self> {
        let path = folder.join(FILE);
        // The store reads a broken file as an empty one and would then write over it.
        let set_aside = is_broken(&path);
        if set_aside {
            let _ = fs::rename(&path, beside(&path));
        }
        let store = app.store_builder(&path).disable_auto_save().build()?;
        let values: Map<String, Value> = store.entries().into_iter().collect();
        let consents = values.get(CONSENTS).and_then(|kept| Consents::deserialize(kept).ok());
        Ok(Self {
            current: Mutex::new(Settings::from_values(&values)),
            consents: Mutex::new(consents.unwrap_or_default()),
            store,
            set_aside,
        })
    }

    /// The settings now.
    pub(crate) fn current(&self) -> Settings {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The settings now, and whether pictures may be sent with them.
    pub(crate) fn current_with_consent(&self) -> (Settings, Result<(), ConsentNeeded>) {
        let settings = self.current();
        let consent = self.consents.lock().unwrap_or_else(PoisonError::into_inner).check(&settings);
        (settings, consent)
    }

    /// Remembers that pictures may go to `shown`; when it cannot be written, for this run.
    pub(crate) fn consent(&self, shown: &str) -> Result<(), ConsentNeeded> {
        let mut consents = self.consents.lock().unwrap_or_else(PoisonError::into_inner);
        consents.give(shown, &self.current())?;
        if let Ok(kept) = serde_json::to_value(&*consents) {
            self.store.set(CONSENTS, kept);
            let _ = self.store.save();
        }
        Ok(())
    }

    /// Makes a change and writes it; both or neither.
    pub(crate) fn change(&self, change: SettingsChange) -> Result<Settings, CommandError> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let before = current.to_values();
        let changed = current.clone().with(change);
        self.put(changed.to_values());
        if self.store.save().is_err() {
            self.put(before);
            return Err(CommandError::NotSaved);
        }
        current.clone_from(&changed);
        Ok(changed)
    }

    fn put(&self, values: Map<String, Value>) {
        for (name, value) in values {
            self.store.set(name, value);
        }
    }
}

fn is_broken(path: &Path) -> bool {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice::<Map<String, Value>>(&bytes).is_err(),
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    }
}

/// Where a broken file is kept. When it cannot be moved there, it cannot be written over either.
fn beside(path: &Path) -> PathBuf {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    path.with_file_name(format!("settings.{seconds}.set-aside.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_that_holds_no_settings_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        assert!(!is_broken(&path), "an absent file");
        for (text, broken) in
            [(r#"{"practice":true}"#, false), (r#"{"practice": tr"#, true), ("", true), ("[]", true)]
        {
            fs::write(&path, text).unwrap();
            assert_eq!(is_broken(&path), broken, "{text:?}");
        }
        assert_eq!(beside(&path).parent(), path.parent());
    }
}
