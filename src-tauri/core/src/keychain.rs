//! Where keys are kept: the operating system's keychain, under the service's origin. Calls block, and may wait
//! for the user; [`crate::keys`] keeps them off every thread that matters.

use keyring::Entry;
use keyring_core::Error;

use crate::credential::Key;
use crate::wire::KeyStoreCode;

/// The name all entries of this app have in common.
pub const SERVICE: &str = "dev.whatsit.desktop";

/// What is needed of a place that keeps keys. `account` is a service's origin.
pub trait KeyStore: Send + Sync + 'static {
    /// The key kept for `account`, if there is one.
    fn read(&self, account: &str) -> Result<Option<Key>, KeyStoreCode>;
    /// Keeps `key` for `account` in place of what was there, and reads it back to be sure.
    fn write(&self, account: &str, key: &Key) -> Result<(), KeyStoreCode>;
    /// Forgets the key of `account`; it is no failure when there is none.
    fn remove(&self, account: &str) -> Result<(), KeyStoreCode>;
}

/// The operating system's keychain.
pub struct Keychain;

impl KeyStore for Keychain {
    fn read(&self, account: &str) -> Result<Option<Key>, KeyStoreCode> {
        match entry(account)?.get_password() {
            Ok(secret) => Ok(Key::from_typed(&secret).ok()),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(code(&error)),
        }
    }

    fn write(&self, account: &str, key: &Key) -> Result<(), KeyStoreCode> {
        let entry = entry(account)?;
        entry.set_password(key.expose()).map_err(|error| code(&error))?;
        // A store that only pretends to keep would lose the key at the next start.
        match entry.get_password() {
            Ok(kept) if kept == key.expose() => Ok(()),
            Ok(_) => Err(KeyStoreCode::Other),
            Err(error) => Err(code(&error)),
        }
    }

    fn remove(&self, account: &str) -> Result<(), KeyStoreCode> {
        match entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(code(&error)),
        }
    }
}

fn entry(account: &str) -> Result<Entry, KeyStoreCode> {
    Entry::new(SERVICE, account).map_err(|error| code(&error))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the store's errors are an open set; the rest is `Other`")]
fn code(error: &Error) -> KeyStoreCode {
    match error {
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => KeyStoreCode::Absent,
        Error::TooLong(..) => KeyStoreCode::TooLong,
        Error::NoStorageAccess(cause) => no_access(&format!("{cause:?}")),
        Error::PlatformFailure(cause) => platform_failure(&format!("{cause:?} {cause}")),
        _ => KeyStoreCode::Other,
    }
}

/// The Secret Service tells a prompt that was closed (`Prompt`) from a collection that stays locked.
fn no_access(cause: &str) -> KeyStoreCode {
    if cause.contains("Prompt") { KeyStoreCode::Dismissed } else { KeyStoreCode::Locked }
}

/// `OSStatus` −128 is the user's *Cancel* and −25293 a refusal, on macOS; `ERROR_ACCESS_DENIED` is 5 on Windows.
/// The names are D-Bus's for a bus without a Secret Service.
fn platform_failure(cause: &str) -> KeyStoreCode {
    if cause.contains("-128") {
        KeyStoreCode::Dismissed
    } else if cause.contains("-25293") || cause.contains("AccessDenied") {
        KeyStoreCode::Denied
    } else if cause.contains("IsLocked") {
        KeyStoreCode::Locked
    } else if cause.contains("ServiceUnknown") || cause.contains("Unavailable") {
        KeyStoreCode::Absent
    } else {
        KeyStoreCode::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_of_the_store_has_its_code() {
        assert_eq!(code(&Error::NoDefaultStore), KeyStoreCode::Absent);
        assert_eq!(code(&Error::TooLong("password".into(), 2560)), KeyStoreCode::TooLong);
        assert_eq!(code(&Error::NoStorageAccess("Locked".into())), KeyStoreCode::Locked);
        assert_eq!(code(&Error::NoStorageAccess("Prompt".into())), KeyStoreCode::Dismissed);
        assert_eq!(
            code(&Error::PlatformFailure("org.freedesktop.DBus.Error.ServiceUnknown".into())),
            KeyStoreCode::Absent
        );
        assert_eq!(code(&Error::BadEncoding(vec![])), KeyStoreCode::Other);
    }

    #[cfg(windows)]
    #[test]
    fn the_credential_manager_keeps_and_forgets_a_key() {
        let account = "https://keychain.test";
        let key = Key::from_typed("sk-windows-credential-manager").unwrap();
        Keychain.write(account, &key).unwrap();
        assert_eq!(Keychain.read(account).unwrap().unwrap().expose(), key.expose());
        Keychain.remove(account).unwrap();
        assert!(Keychain.read(account).unwrap().is_none());
        Keychain.remove(account).unwrap();
    }
}
