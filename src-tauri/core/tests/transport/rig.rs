//! What every test of the transport needs: a client, a question, and the events it leads to.

use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, RootCertStore};
use scripted_server::{Script, Server};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use whatsit_core::ask::{Ask, Picture, Turn, ask};
use whatsit_core::credential::Key;
use whatsit_core::error::Failure;
use whatsit_core::event::{AnswerEvent, NoticeCode};
use whatsit_core::service::address::Base;
use whatsit_core::service::http::{Client, Timers};
use whatsit_core::service::parameters::Parameters;
use whatsit_core::settings::Language;

pub(crate) const HELLO: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
pub(crate) const STOP: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
pub(crate) const DONE: &str = "data: [DONE]\n\n";

pub(crate) fn hello() -> Script {
    Script::streamed(&[HELLO, STOP, DONE])
}

pub(crate) fn refusal(status: u16, message: &str, param: &str) -> Script {
    Script::json(
        status,
        &json!({"error": {"message": message, "param": param, "type": "invalid_request_error"}}),
    )
}

pub(crate) fn busy(status: u16, retry_after: &str, body: &str) -> Script {
    let length = body.len().to_string();
    Script::new()
        .head(status, &[("retry-after", retry_after), ("content-length", &length)])
        .bytes(body)
        .keep_alive()
}

/// A client as the app has it.
pub(crate) fn client() -> Client {
    Client::new(Timers::default()).unwrap()
}

/// A client that gives up soon.
pub(crate) fn impatient() -> Client {
    let soon = Duration::from_millis(150);
    let timers = Timers {
        connect: soon,
        first_byte: soon,
        silence: soon,
        comments: 2 * soon,
        tail: soon,
        ..Timers::default()
    };
    Client::new(timers).unwrap()
}

/// Secured connections to whom these certificates vouch for.
pub(crate) fn tls_that_trusts(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// A question without a picture.
pub(crate) fn question(server: &Server) -> Ask {
    Ask {
        base: Base::from_typed(&server.origin()).unwrap(),
        key: Key::from_typed("sk-test-0123456789").ok(),
        model: "llama3.2-90b".into(),
        parameters: Parameters::default(),
        system: None,
        turns: vec![Turn { question: "What is this?".into(), ..Turn::default() }],
        language: Language::English,
    }
}

/// A picture out of a file's bytes.
pub(crate) fn picture(bytes: &[u8]) -> Picture {
    Picture { original: Arc::from(bytes), prepared: None }
}

/// Asks and waits: every event, of which exactly one is an end, and the last.
pub(crate) async fn run(client: &Client, question: Ask) -> Vec<AnswerEvent> {
    let mut events = Vec::new();
    ask(client, question, CancellationToken::new(), |event| events.push(event)).await;
    assert_eq!(events.iter().position(AnswerEvent::is_end), Some(events.len() - 1), "{events:?}");
    events
}

/// Asks meanwhile.
pub(crate) fn asking(client: Client, question: Ask, stop: CancellationToken) -> JoinHandle<Vec<AnswerEvent>> {
    tokio::spawn(async move {
        let mut events = Vec::new();
        ask(&client, question, stop, |event| events.push(event)).await;
        events
    })
}

pub(crate) fn end(events: &[AnswerEvent]) -> &AnswerEvent {
    events.last().unwrap()
}

/// The failure of a question that failed before any text.
#[track_caller]
pub(crate) fn failure_of(events: &[AnswerEvent]) -> Failure {
    let AnswerEvent::Failed { error } = end(events) else { panic!("it did not fail: {events:?}") };
    error.clone()
}

pub(crate) fn codes(events: &[AnswerEvent]) -> Vec<NoticeCode> {
    let notices = events
        .iter()
        .filter_map(|event| if let AnswerEvent::Notice(notice) = event { Some(notice.code) } else { None });
    notices.collect()
}
