//! What can be learned of a key without asking anything of a model.

use tokio::time::timeout;

use super::address::Base;
use super::asked::Asked;
use super::exchange::refusal;
use super::http::Client;
use super::redaction::Redaction;
use crate::credential::Key;
use crate::error::Code;
use crate::settings::Language;

/// What is known of a key after its test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyTest {
    /// The service refused it.
    Wrong,
    /// Nothing speaks against it; only an answered question proves a key, because a catalogue may be public.
    Unproven,
}

/// Asks the service for its models with this key. A service that cannot be reached says nothing about the key,
/// and neither does one that wants money: 302.AI says that with a 401 too.
pub async fn test_key(client: &Client, base: &Base, key: &Key) -> KeyTest {
    let tested = async {
        let response = client.get(base, "models", key).await.ok()?;
        if !matches!(response.status().as_u16(), 401 | 403) {
            return None;
        }
        let asked = Asked {
            model: String::new(),
            n: 1,
            pictures_sent: 0,
            language: Language::default(),
            redaction: Redaction::of_key(key.expose()),
        };
        Some(refusal(response, &asked, client.timers()).await.code)
    };
    match timeout(client.timers().key_test, tested).await {
        Ok(Some(Code::NoMoney | Code::Quota) | None) | Err(_) => KeyTest::Unproven,
        Ok(Some(_)) => KeyTest::Wrong,
    }
}
