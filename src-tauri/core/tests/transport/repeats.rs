//! When a question is sent once more, and when not.

use std::time::Duration;

use scripted_server::{Script, Server};
use serde_json::json;
use whatsit_core::error::{Cause, Code};
use whatsit_core::event::{AnswerEvent, NoticeCode};
use whatsit_core::service::address::Base;
use whatsit_core::service::http::{Client, Timers};

use crate::rig::{busy, client, codes, end, failure_of, hello, question, refusal, run};

#[tokio::test]
async fn a_field_that_is_refused_is_dropped_once() {
    let server = Server::play([refusal(400, "no", "temperature"), hello()]).await.unwrap();
    let mut asked = question(&server);
    asked.parameters.temperature = Some(0.5);
    let events = run(&client(), asked).await;
    assert_eq!(codes(&events), [NoticeCode::FieldDropped]);
    assert!(matches!(end(&events), AnswerEvent::Finished { .. }));
    let requests = server.requests();
    assert_eq!(requests[0].json()["temperature"], 0.5);
    assert_eq!(requests[1].json().get("temperature"), None);
    assert_eq!(requests.len(), 2);
}

#[tokio::test]
async fn a_second_refused_field_is_the_end() {
    let server =
        Server::play([refusal(400, "no", "temperature"), refusal(400, "no", "top_p")]).await.unwrap();
    let mut asked = question(&server);
    asked.parameters.temperature = Some(0.5);
    asked.parameters.top_p = Some(0.5);
    let failure = failure_of(&run(&client(), asked).await);
    assert_eq!((failure.code, failure.field.as_deref()), (Code::BadRequest, Some("top_p")));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_length_limit_gets_its_other_name() {
    let words = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    let server = Server::play([refusal(400, words, "max_tokens"), hello()]).await.unwrap();
    let mut asked = question(&server);
    asked.parameters.max_tokens = Some(77);
    let events = run(&client(), asked).await;
    assert_eq!(codes(&events), [NoticeCode::FieldRenamed]);
    let body = server.requests()[1].json();
    assert_eq!((&body["max_completion_tokens"], body.get("max_tokens")), (&json!(77), None));
}

#[tokio::test]
async fn a_refused_n_asks_for_one_answer() {
    let server = Server::play([refusal(400, "no", "n"), hello()]).await.unwrap();
    let mut asked = question(&server);
    asked.parameters.n = Some(2);
    assert_eq!(codes(&run(&client(), asked).await), [NoticeCode::FieldDropped], "and no answer is missed");
}

#[tokio::test]
async fn a_busy_service_is_asked_once_more() {
    for status in [429, 503] {
        let server = Server::play([busy(status, "0", ""), hello()]).await.unwrap();
        let events = run(&client(), question(&server)).await;
        assert_eq!(codes(&events), [NoticeCode::Retried]);
        assert!(matches!(end(&events), AnswerEvent::Finished { .. }));
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn three_requests_are_the_most() {
    let scripts = [refusal(400, "no", "user"), busy(429, "0", ""), busy(429, "0", ""), hello()];
    let server = Server::play(scripts).await.unwrap();
    let mut asked = question(&server);
    asked.parameters.user = Some("u".into());
    let events = run(&client(), asked).await;
    assert_eq!(failure_of(&events).code, Code::RateLimited);
    assert_eq!(codes(&events), [NoticeCode::FieldDropped, NoticeCode::Retried]);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn what_does_not_pass_is_not_asked_again() {
    for (script, code) in [
        (busy(429, "21", ""), Code::RateLimited),
        (Script::whole(429, "text/plain", ""), Code::RateLimited),
        (busy(503, "1", r#"{"error":{"err_code":-10008,"message":"no channel"}}"#), Code::ModelUnavailable),
        (busy(429, "1", r#"{"error":{"err_code":-10004,"message":"balance"}}"#), Code::NoMoney),
        (busy(429, "1", r#"{"error":{"code":"insufficient_quota","message":"quota"}}"#), Code::NoMoney),
        (busy(500, "1", ""), Code::ServiceDown),
    ] {
        let server = Server::play([script]).await.unwrap();
        assert_eq!(failure_of(&run(&client(), question(&server)).await).code, code);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_tried_twice() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut asked = question(&Server::play([]).await.unwrap());
    asked.base = Base::from_typed(&format!("http://{free}")).unwrap();
    let client = Client::new(Timers { reconnect: Duration::ZERO, ..Timers::default() }).unwrap();
    let events = run(&client, asked).await;
    assert_eq!(codes(&events), [NoticeCode::Retried]);
    let failure = failure_of(&events);
    assert_eq!((failure.code, failure.cause), (Code::Unreachable, Some(Cause::Refused)));
}
