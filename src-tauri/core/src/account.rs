//! Taking a key in: what was pasted is cleaned, tested at its service, and kept.

use crate::credential::{Key, NoKey};
use crate::keys::Keys;
use crate::service::account::{KeyTest, test_key};
use crate::service::address::Base;
use crate::service::http::Client;
use crate::wire::{KeyRefused, KeySaved};

/// Cleans what was typed, asks the service whether it knows the key, and keeps it under the service's origin: in
/// the keychain, or for this run only. Only a plain "no" of the service stops it: a service that cannot be
/// reached now may know the key later.
///
/// # Errors
///
/// Why the key was not kept. What was kept before stays.
pub async fn save_key(
    client: &Client,
    keys: &Keys,
    service: &Base,
    typed: &str,
    session_only: bool,
) -> Result<KeySaved, KeyRefused> {
    let key = Key::from_typed(typed).map_err(|error| match error {
        NoKey::Empty => KeyRefused::Empty,
        NoKey::Malformed => KeyRefused::Malformed,
    })?;
    match test_key(client, service, &key).await {
        KeyTest::Wrong => return Err(KeyRefused::Wrong),
        KeyTest::Unproven => {}
    }
    keys.save(&service.origin(), key, session_only).await.map_err(|code| KeyRefused::KeyStore { code })
}
