//! A service's catalogue in a file, with the day it is of: for when the service cannot be reached, and so that a
//! picker need not wait. One file a service; a broken or missing one is no catalogue, and no error.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::service::address::Base;
use crate::service::catalogue::Catalogue;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// A catalogue and when its service sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it came, to the second.
    pub since: SystemTime,
    /// The models.
    pub catalogue: Catalogue,
}

#[derive(Serialize, Deserialize)]
struct Written<C> {
    service: String,
    since_unix_s: u64,
    catalogue: C,
}

/// Keeps a catalogue in `folder`, which is made if need be. What was kept before is replaced whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn keep(folder: &Path, service: &Base, catalogue: &Catalogue, since: SystemTime) -> io::Result<()> {
    let since_unix_s = since.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let written = serde_json::to_vec(&Written { service: service.to_string(), since_unix_s, catalogue })?;
    fs::create_dir_all(folder)?;
    let path = path(folder, service);
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(&written)?;
    file.sync_all()?;
    fs::rename(beside, path)
}

/// The catalogue that is kept of a service.
#[must_use]
pub fn kept(folder: &Path, service: &Base) -> Option<Kept> {
    let path = path(folder, service);
    if fs::metadata(&path).ok()?.len() > MAX_BYTES {
        return None;
    }
    let written: Written<Catalogue> = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    let since = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(written.since_unix_s))?;
    (written.service == service.as_str()).then_some(Kept { since, catalogue: written.catalogue })
}

/// A name that every file system takes. Services whose addresses differ in other letters only share a file, in which
/// the last one's stands.
fn path(folder: &Path, service: &Base) -> PathBuf {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '-' };
    let name: String = service.as_str().chars().map(plain).take(120).collect();
    folder.join(format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::catalogue::Model;
    use crate::service::price::{Money, Price};

    fn catalogue(id: &str) -> Catalogue {
        let price = Price { question: Some(5), answer: None, request: Money::read("0.01") };
        Catalogue { models: vec![Model { id: id.into(), price, ..Model::default() }] }
    }

    fn base(address: &str) -> Base {
        Base::from_typed(address).unwrap()
    }

    #[test]
    fn a_catalogue_survives_with_its_day() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("models");
        let (service, other) = (base("https://api.302.ai"), base("http://localhost:11434"));
        assert_eq!(kept(&folder, &service), None);
        let day = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        keep(&folder, &service, &catalogue("a"), day).unwrap();
        keep(&folder, &other, &catalogue("b"), day).unwrap();
        keep(&folder, &service, &catalogue("c"), day).unwrap();
        assert_eq!(kept(&folder, &service), Some(Kept { since: day, catalogue: catalogue("c") }));
        assert_eq!(kept(&folder, &other).map(|kept| kept.catalogue), Some(catalogue("b")));
        let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }

    #[test]
    fn a_broken_file_and_another_services_are_no_catalogue() {
        let folder = tempfile::tempdir().unwrap();
        let service = base("https://a.example/x-y");
        keep(folder.path(), &service, &catalogue("a"), SystemTime::now()).unwrap();
        assert_eq!(kept(folder.path(), &base("https://a.example/x_y")), None);
        fs::write(path(folder.path(), &service), "{\"service\":").unwrap();
        assert_eq!(kept(folder.path(), &service), None);
    }
}
