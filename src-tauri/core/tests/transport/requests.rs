//! What goes out, and what never does.

use scripted_server::{Script, Server};
use serde_json::json;
use whatsit_core::error::Code;
use whatsit_core::event::AnswerEvent;
use whatsit_core::service::account::{KeyTest, test_key};
use whatsit_core::service::address::Base;

use crate::rig::{client, end, failure_of, hello, picture, question, run};

#[tokio::test]
async fn a_question_goes_out_with_its_headers_and_nothing_else() {
    let server = Server::play([hello()]).await.unwrap();
    let events = run(&client(), question(&server)).await;
    assert_eq!(end(&events), &AnswerEvent::Finished { finish_reasons: vec!["stop".into()] });
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/v1/chat/completions"));
    let mut headers: Vec<_> =
        request.headers.iter().map(|(name, value)| format!("{}: {value}", name.to_lowercase())).collect();
    headers.sort();
    let expected = [
        "accept-encoding: identity".to_owned(),
        "accept: application/json".to_owned(),
        "authorization: Bearer sk-test-0123456789".to_owned(),
        format!("content-length: {}", request.body.len()),
        "content-type: application/json".to_owned(),
        format!("host: {}", server.address()),
        format!("user-agent: whatsit/{}", env!("CARGO_PKG_VERSION")),
    ];
    assert_eq!(headers, expected);
    let body = json!({"model": "llama3.2-90b", "stream": true, "stream_options": {"include_usage": true},
        "messages": [{"role": "user", "content": "What is this?"}]});
    assert_eq!(request.json(), body);
}

#[tokio::test]
async fn a_service_on_this_computer_is_asked_without_a_key() {
    let server = Server::play([hello()]).await.unwrap();
    let mut asked = question(&server);
    asked.key = None;
    let events = run(&client(), asked).await;
    assert!(matches!(end(&events), AnswerEvent::Finished { .. }));
    assert_eq!(server.requests()[0].header("authorization"), None);
}

#[tokio::test]
async fn what_cannot_start_fails_without_a_request() {
    let server = Server::play([]).await.unwrap();
    let mut without_key = question(&server);
    without_key.base = Base::from_typed("https://api.302.ai").unwrap();
    without_key.key = None;
    assert_eq!(failure_of(&run(&client(), without_key).await).code, Code::NoKey);

    let mut too_hot = question(&server);
    too_hot.parameters.temperature = Some(3.0);
    let failure = failure_of(&run(&client(), too_hot).await);
    assert_eq!((failure.code, failure.field.as_deref()), (Code::BadRequest, Some("temperature")));

    let mut broken = question(&server);
    broken.turns[0].pictures.push(picture(b"no picture"));
    assert_eq!(failure_of(&run(&client(), broken).await).code, Code::PictureRefused);

    let mut silent = question(&server);
    silent.turns[0].question = " ".into();
    assert_eq!(failure_of(&run(&client(), silent).await).field.as_deref(), Some("messages"));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_key_goes_nowhere() {
    let elsewhere = Server::play([hello()]).await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/v1/chat/completions", elsewhere.origin());
        let script = Script::new().head(status, &[("location", &location), ("content-length", "0")]);
        let server = Server::play([script]).await.unwrap();
        assert_eq!(failure_of(&run(&client(), question(&server)).await).code, Code::WrongAddress);
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_key_is_wrong_only_when_the_service_says_so() {
    let money = json!({"error": {"err_code": -10004, "message": "balance too low"}});
    for (script, expected) in [
        (Script::json(401, &json!({"error": {"message": "Incorrect API key"}})), KeyTest::Wrong),
        (Script::json(403, &json!({})), KeyTest::Wrong),
        (Script::json(401, &money), KeyTest::Unproven),
        (Script::json(200, &json!({"data": []})), KeyTest::Unproven),
        (Script::json(500, &json!({})), KeyTest::Unproven),
        (Script::new().reset(), KeyTest::Unproven),
    ] {
        let server = Server::play([script]).await.unwrap();
        let asked = question(&server);
        assert_eq!(test_key(&client(), &asked.base, &asked.key.unwrap()).await, expected);
        let request = &server.requests()[0];
        assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/v1/models"));
    }
}
