//! The keys of this run: each is read from the keychain at most once, and held here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::credential::Key;
use crate::keychain::KeyStore;
use crate::wire::{KeySaved, KeyState, KeyStoreCode};

/// How long the keychain may take, with the user's answer to its question.
const PATIENCE: Duration = Duration::from_mins(1);

/// The keys of this run, by the origin of the service they were entered for.
pub struct Keys {
    store: Arc<dyn KeyStore>,
    held: Mutex<HashMap<String, Held>>,
    /// One question to the keychain at a time, so that the user sees at most one.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
enum Held {
    None,
    Key { key: Key, session: bool },
    Unreadable(KeyStoreCode),
}

impl Keys {
    /// No key is read yet.
    #[must_use]
    pub fn new(store: Arc<dyn KeyStore>) -> Self {
        Self { store, held: Mutex::default(), asking: tokio::sync::Mutex::default() }
    }

    /// What is known of the key of `origin` now, without asking the keychain.
    #[must_use]
    pub fn state(&self, origin: &str) -> KeyState {
        match self.held(origin) {
            None => KeyState::Reading,
            Some(Held::None) => KeyState::None,
            Some(Held::Key { key, session: false }) => KeyState::Kept { ends_in: key.ends_in().to_owned() },
            Some(Held::Key { key, session: true }) => KeyState::Session { ends_in: key.ends_in().to_owned() },
            Some(Held::Unreadable(code)) => KeyState::Unreadable { code },
        }
    }

    /// The key of `origin`, or none; the keychain is asked the first time.
    pub async fn key(&self, origin: &str) -> Option<Key> {
        if self.held(origin).is_none() {
            self.read(origin).await;
        }
        match self.held(origin) {
            Some(Held::Key { key, .. }) => Some(key),
            Some(Held::None | Held::Unreadable(_)) | None => None,
        }
    }

    /// Asks the keychain for the key of `origin`, unless that was done.
    pub async fn read(&self, origin: &str) {
        let _asking = self.asking.lock().await;
        if self.held(origin).is_some() {
            return;
        }
        let account = origin.to_owned();
        let held = match self.within_patience(move |store| store.read(&account)).await {
            Ok(Some(key)) => Held::Key { key, session: false },
            Ok(None) => Held::None,
            Err(code) => Held::Unreadable(code),
        };
        // A key that was entered for this run meanwhile is the one that counts.
        self.all_held().entry(origin.to_owned()).or_insert(held);
    }

    /// Keeps `key` for `origin`: in the keychain, or for this run only. When the keychain fails, what was held
    /// stays.
    pub async fn save(&self, origin: &str, key: Key, session_only: bool) -> Result<KeySaved, KeyStoreCode> {
        if session_only {
            self.hold(origin, Held::Key { key, session: true });
            return Ok(KeySaved::Session);
        }
        let _asking = self.asking.lock().await;
        let (account, copy) = (origin.to_owned(), key.clone());
        self.within_patience(move |store| store.write(&account, &copy)).await?;
        self.hold(origin, Held::Key { key, session: false });
        Ok(KeySaved::Kept)
    }

    /// Forgets the key of `origin`, here and in the keychain.
    pub async fn remove(&self, origin: &str) -> Result<(), KeyStoreCode> {
        let _asking = self.asking.lock().await;
        let only_here = matches!(self.held(origin), Some(Held::Key { session: true, .. }));
        let account = origin.to_owned();
        let removed = self.within_patience(move |store| store.remove(&account)).await;
        // A keychain that fails may be why the key was only held here; then there is nothing else to forget.
        if !only_here {
            removed?;
        }
        self.hold(origin, Held::None);
        Ok(())
    }

    async fn within_patience<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn KeyStore) -> Result<T, KeyStoreCode> + Send + 'static,
    ) -> Result<T, KeyStoreCode> {
        let store = Arc::clone(&self.store);
        let work = tokio::task::spawn_blocking(move || work(&*store));
        match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(done)) => done,
            Ok(Err(_panicked)) => Err(KeyStoreCode::Other),
            Err(_elapsed) => Err(KeyStoreCode::Timeout),
        }
    }

    fn held(&self, origin: &str) -> Option<Held> {
        self.all_held().get(origin).cloned()
    }

    fn hold(&self, origin: &str, held: Held) {
        self.all_held().insert(origin.to_owned(), held);
    }

    fn all_held(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const ORIGIN: &str = "https://api.302.ai";

    /// A keychain in memory that counts how often it is read, and fails on demand.
    #[derive(Default)]
    struct Shelf {
        kept: Mutex<HashMap<String, Key>>,
        reads: AtomicU32,
        fault: Option<KeyStoreCode>,
    }

    impl Shelf {
        fn fail<T>(&self, or: T) -> Result<T, KeyStoreCode> {
            self.fault.map_or(Ok(or), Err)
        }
    }

    impl KeyStore for Shelf {
        fn read(&self, account: &str) -> Result<Option<Key>, KeyStoreCode> {
            self.reads.fetch_add(1, Ordering::SeqCst);
            self.fail(self.kept.lock().unwrap().get(account).cloned())
        }
        fn write(&self, account: &str, key: &Key) -> Result<(), KeyStoreCode> {
            self.fail(())?;
            self.kept.lock().unwrap().insert(account.into(), key.clone());
            Ok(())
        }
        fn remove(&self, account: &str) -> Result<(), KeyStoreCode> {
            self.fail(())?;
            self.kept.lock().unwrap().remove(account);
            Ok(())
        }
    }

    /// A keychain whose question the user never answers.
    struct Silent(Mutex<std::sync::mpsc::Receiver<()>>);

    impl KeyStore for Silent {
        fn read(&self, _: &str) -> Result<Option<Key>, KeyStoreCode> {
            let _ = self.0.lock().unwrap().recv();
            Ok(None)
        }
        fn write(&self, _: &str, _: &Key) -> Result<(), KeyStoreCode> {
            Ok(())
        }
        fn remove(&self, _: &str) -> Result<(), KeyStoreCode> {
            Ok(())
        }
    }

    fn key() -> Key {
        Key::from_typed("sk-abcdefghijklmnop1234").unwrap()
    }

    #[tokio::test]
    async fn the_keychain_is_read_once() {
        let shelf = Arc::new(Shelf::default());
        let keys = Keys::new(Arc::clone(&shelf) as Arc<dyn KeyStore>);
        assert_eq!(keys.state(ORIGIN), KeyState::Reading);
        let (first, second) = tokio::join!(keys.key(ORIGIN), keys.key(ORIGIN));
        assert!(first.is_none() && second.is_none());
        assert_eq!(shelf.reads.load(Ordering::SeqCst), 1);
        assert_eq!(keys.state(ORIGIN), KeyState::None);
    }

    #[tokio::test]
    async fn a_saved_key_is_there_in_the_next_run() {
        let shelf: Arc<dyn KeyStore> = Arc::new(Shelf::default());
        assert_eq!(Keys::new(Arc::clone(&shelf)).save(ORIGIN, key(), false).await, Ok(KeySaved::Kept));
        let next = Keys::new(shelf);
        assert_eq!(next.key(ORIGIN).await.unwrap().expose(), key().expose());
        assert_eq!(next.state(ORIGIN), KeyState::Kept { ends_in: "1234".into() });
    }

    #[tokio::test]
    async fn a_key_belongs_to_its_origin() {
        let keys = Keys::new(Arc::new(Shelf::default()));
        keys.save(ORIGIN, key(), false).await.unwrap();
        assert!(keys.key("https://elsewhere.example").await.is_none());
    }

    #[tokio::test]
    async fn a_session_key_never_reaches_the_keychain() {
        let shelf = Arc::new(Shelf { fault: Some(KeyStoreCode::Locked), ..Shelf::default() });
        let keys = Keys::new(Arc::clone(&shelf) as Arc<dyn KeyStore>);
        assert_eq!(keys.save(ORIGIN, key(), true).await, Ok(KeySaved::Session));
        assert!(shelf.kept.lock().unwrap().is_empty());
        assert_eq!(keys.state(ORIGIN), KeyState::Session { ends_in: "1234".into() });
        assert_eq!(keys.remove(ORIGIN).await, Ok(()));
        assert_eq!(keys.state(ORIGIN), KeyState::None);
    }

    #[tokio::test]
    async fn a_fault_while_saving_is_told_and_holds_nothing() {
        let keys = Keys::new(Arc::new(Shelf { fault: Some(KeyStoreCode::Denied), ..Shelf::default() }));
        assert_eq!(keys.save(ORIGIN, key(), false).await, Err(KeyStoreCode::Denied));
        assert!(keys.key(ORIGIN).await.is_none());
        assert_eq!(keys.state(ORIGIN), KeyState::Unreadable { code: KeyStoreCode::Denied });
    }

    #[tokio::test(start_paused = true)]
    async fn a_keychain_that_never_answers_is_given_up() {
        let (answer, never) = std::sync::mpsc::channel();
        let keys = Keys::new(Arc::new(Silent(Mutex::new(never))));
        // Paused time moves on by itself only when nothing else can run; a blocking task holds it still.
        let read = keys.read(ORIGIN);
        let clock = async {
            tokio::task::yield_now().await;
            tokio::time::advance(PATIENCE + Duration::from_secs(1)).await;
        };
        tokio::join!(read, clock);
        assert_eq!(keys.state(ORIGIN), KeyState::Unreadable { code: KeyStoreCode::Timeout });
        drop(answer);
    }

    #[tokio::test]
    async fn a_key_entered_while_the_keychain_is_asked_is_not_forgotten_when_it_answers() {
        let (answer, question) = std::sync::mpsc::channel();
        let keys = Keys::new(Arc::new(Silent(Mutex::new(question))));
        let entered = async {
            assert_eq!(keys.save(ORIGIN, key(), true).await, Ok(KeySaved::Session));
            answer.send(()).unwrap();
        };
        tokio::join!(keys.read(ORIGIN), entered);
        assert_eq!(keys.state(ORIGIN), KeyState::Session { ends_in: "1234".into() });
    }
}
