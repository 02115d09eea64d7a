//! The settings as a file: read once, whatever lies in its place, and written at each change. Whatever is wrong with
//! it, there are settings, and every change counts for this run; what could not be read is kept, under another name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::atomic_file;
use crate::consent::{ConsentNeeded, Consents};
use crate::settings::{Settings, SettingsChange};
use crate::wire::SettingsFault;

const FILE: &str = "settings.json";
/// What was written last: it stands in for a file that can no longer be read.
const LAST_GOOD: &str = "settings.last-good.json";
/// What the file's fields mean. A file with a greater number is not read: what it means is not known here.
const VERSION: u32 = 1;
/// Longer files are no settings, in bytes.
const MAX_BYTES: u64 = 1 << 20;

const VERSION_FIELD: &str = "version";
const CONSENTS_FIELD: &str = "pictures_may_go_to";

/// The settings of this run, and their file.
pub struct SettingsFile {
    path: PathBuf,
    told: Option<SettingsFault>,
    current: Mutex<Current>,
}

struct Current {
    settings: Settings,
    consents: Consents,
    /// Every field of the file, also those that only another version knows.
    fields: Map<String, Value>,
    /// What lies in the file's place can be neither read nor moved: it is not written over.
    blocked: bool,
}

/// What lies in the place of the settings.
enum Found {
    Nothing,
    Fields(Map<String, Value>),
    Broken,
    Newer,
}

impl SettingsFile {
    /// Reads the settings in `folder`, which need not exist. Does not wait, and never fails.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        let path = folder.join(FILE);
        atomic_file::clean(folder);
        let (fields, fault) = match found(&path) {
            Found::Nothing => (Map::new(), None),
            Found::Fields(fields) => (fields, None),
            Found::Newer => (Map::new(), Some(SettingsFault::SettingsNewer)),
            Found::Broken => match found(&folder.join(LAST_GOOD)) {
                Found::Fields(fields) => (fields, Some(SettingsFault::SettingsRestored)),
                Found::Nothing | Found::Broken | Found::Newer => {
                    (Map::new(), Some(SettingsFault::SettingsSetAside))
                }
            },
        };
        let blocked = fault.is_some() && set_aside(&path).is_err();
        let read_only = blocked || atomic_file::is_read_only(&path);
        let current = Current {
            settings: Settings::from_values(&fields),
            consents: fields
                .get(CONSENTS_FIELD)
                .and_then(|kept| Consents::deserialize(kept).ok())
                .unwrap_or_default(),
            fields,
            blocked,
        };
        if fault == Some(SettingsFault::SettingsRestored) && !blocked {
            // When this fails, the next run restores them again.
            let _ = current.write(&path);
        }
        let told = if read_only { Some(SettingsFault::ReadOnly) } else { fault };
        Self { path, told, current: Mutex::new(current) }
    }

    /// What there is to tell at the start.
    #[must_use]
    pub fn told(&self) -> Option<SettingsFault> {
        self.told
    }

    /// The settings now.
    #[must_use]
    pub fn current(&self) -> Settings {
        self.lock().settings.clone()
    }

    /// The settings now, and whether pictures may be sent with them.
    pub fn current_with_consent(&self) -> (Settings, Result<(), ConsentNeeded>) {
        let current = self.lock();
        (current.settings.clone(), current.consents.check(&current.settings))
    }

    /// Makes a change. It counts from now on; with a fault, only until the app closes.
    pub fn change(&self, change: SettingsChange) -> (Settings, Option<SettingsFault>) {
        let mut current = self.lock();
        current.settings = current.settings.clone().with(change);
        let fault = current.save(&self.path);
        (current.settings.clone(), fault)
    }

    /// Remembers that pictures may go to `shown`; with a fault, only until the app closes.
    ///
    /// # Errors
    /// When another service is chosen by now.
    pub fn consent(&self, shown: &str) -> Result<Option<SettingsFault>, ConsentNeeded> {
        let mut current = self.lock();
        let settings = current.settings.clone();
        current.consents.give(shown, &settings)?;
        Ok(current.save(&self.path))
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Current {
    fn save(&mut self, path: &Path) -> Option<SettingsFault> {
        self.fields.insert(VERSION_FIELD.into(), VERSION.into());
        self.fields.extend(self.settings.to_values());
        if let Ok(consents) = serde_json::to_value(&self.consents) {
            self.fields.insert(CONSENTS_FIELD.into(), consents);
        }
        let is_full = |error: io::Error| {
            matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
        };
        let full = self.write(path).err().map(is_full)?;
        Some(if full { SettingsFault::DiskFull } else { SettingsFault::ReadOnly })
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        if self.blocked || atomic_file::is_read_only(path) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let bytes = serde_json::to_vec_pretty(&self.fields)?;
        atomic_file::write(path, &bytes)?;
        // Without it nothing is lost but the way back from a broken file.
        let _ = atomic_file::write(&path.with_file_name(LAST_GOOD), &bytes);
        Ok(())
    }
}

fn found(path: &Path) -> Found {
    let bytes = match atomic_file::read(path, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Nothing,
        Err(_) => return Found::Broken,
    };
    // Some editors begin a file with this mark.
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    match serde_json::from_slice::<Map<String, Value>>(text) {
        Ok(fields) if is_newer(&fields) => Found::Newer,
        Ok(fields) => Found::Fields(fields),
        Err(_) => Found::Broken,
    }
}

fn is_newer(fields: &Map<String, Value>) -> bool {
    fields.get(VERSION_FIELD).and_then(Value::as_f64).is_some_and(|version| version > f64::from(VERSION))
}

/// Renames what lies at `path`, whatever it is, to a name that is free.
fn set_aside(path: &Path) -> io::Result<()> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let is_free = |path: &PathBuf| fs::symlink_metadata(path).is_err();
    let free = (seconds..seconds + 1000)
        .map(|at| path.with_file_name(format!("settings.{at}.set-aside.json")))
        .find(is_free);
    fs::rename(path, free.ok_or(io::ErrorKind::AlreadyExists)?)
}

#[cfg(test)]
mod tests;
