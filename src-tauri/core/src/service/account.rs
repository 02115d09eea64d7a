//! What can be learned of a key and its account without asking anything of a model.

use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use super::address::Base;
use super::asked::Asked;
use super::exchange::refusal;
use super::http::Client;
use super::price::Money;
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
        let response = client.get(base, base.endpoint("models"), Some(key)).await.ok()?;
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

/// The longest answer that is read for a balance, in bytes.
const MAX_BALANCE_BYTES: usize = 64 * 1024;

/// What is left of the account's money. Only 302.AI is asked; a key that may not know, or any other failure, is none:
/// "unknown", and never an error.
pub async fn balance(client: &Client, base: &Base, key: &Key) -> Option<Money> {
    if !base.is_302() {
        return None;
    }
    balance_at(client, base, base.on_host("dashboard/balance"), key).await
}

async fn balance_at(client: &Client, base: &Base, url: Url, key: &Key) -> Option<Money> {
    let asked = async {
        let mut response = client.get(base, url, Some(key)).await.ok()?;
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.ok()? {
            body.extend_from_slice(&piece);
            if body.len() > MAX_BALANCE_BYTES {
                return None;
            }
        }
        let is_success = response.status().is_success();
        serde_json::from_slice(&body).ok().filter(|_| is_success).and_then(|body| read_balance(&body))
    };
    timeout(client.timers().catalogue, asked).await.ok().flatten()
}

/// `{"data":{"balance":"12.34"}}`, also with a number.
fn read_balance(body: &Value) -> Option<Money> {
    match body.get("data")?.get("balance")? {
        Value::String(text) => Money::read(text),
        Value::Number(number) => Money::read(&number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use scripted_server::{Script, Server};
    use serde_json::json;

    use super::*;
    use crate::service::http::Timers;

    #[tokio::test]
    async fn a_balance_is_read_and_a_refusal_is_unknown() {
        let scripts = [
            Script::json(200, &json!({"data": {"balance": "12.34"}})),
            Script::json(200, &json!({"data": {"balance": 0.5}})),
            Script::json(403, &json!({"data": {"balance": "1"}})),
            Script::json(200, &json!({"error": {"err_code": -10001}})),
            Script::whole(200, "text/html", "<title>Sign in</title>"),
        ];
        let server = Server::play(scripts).await.unwrap();
        let base = Base::from_typed(&server.origin()).unwrap();
        let (client, key) =
            (Client::new(Timers::default()).unwrap(), Key::from_typed("sk-0123456789").unwrap());
        let mut balances = Vec::new();
        for _ in 0..5 {
            let money = balance_at(&client, &base, base.on_host("dashboard/balance"), &key).await;
            balances.push(money.map(Money::dollars));
        }
        assert_eq!(balances, [Some("12.34".into()), Some("0.5".into()), None, None, None]);
        assert_eq!(server.requests()[0].target, "/dashboard/balance");
        assert_eq!(server.requests()[0].header("authorization"), Some("Bearer sk-0123456789"));
    }

    #[tokio::test]
    async fn no_other_service_is_asked_for_a_balance() {
        let server = Server::play([]).await.unwrap();
        let base = Base::from_typed(&server.origin()).unwrap();
        let (client, key) =
            (Client::new(Timers::default()).unwrap(), Key::from_typed("sk-0123456789").unwrap());
        assert_eq!(balance(&client, &base, &key).await, None);
        assert_eq!(server.connections(), 0);
    }
}
