//! The list of a service's models, over the wire.

use scripted_server::{Script, Server};
use serde_json::json;
use whatsit_core::error::Code;
use whatsit_core::service::address::Base;
use whatsit_core::service::catalogue::fetch;
use whatsit_core::service::http::{Client, Timers};

use crate::rig::{client, question};

#[tokio::test]
async fn a_catalogue_is_asked_for_with_the_key_and_without_302s_extra() {
    let list = json!({"object": "list", "data": [{"id": "a"}, {"id": "sk-test-0123456789 in a name"}]});
    let server = Server::play([Script::json(200, &list), Script::json(200, &list)]).await.unwrap();
    let asked = question(&server);
    let catalogue = fetch(&client(), &asked.base, asked.key.as_ref()).await.unwrap();
    assert_eq!(catalogue.models[0].id, "a");
    assert_eq!(catalogue.models[1].id, "••• in a name", "a key that is echoed is not kept");
    fetch(&client(), &asked.base, None).await.unwrap();
    let [with, without] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!((&*with.method, &*with.target), ("GET", "/v1/models"));
    assert_eq!(with.header("authorization"), Some("Bearer sk-test-0123456789"));
    assert_eq!(without.header("authorization"), None);
}

#[tokio::test]
async fn what_is_no_catalogue_is_a_failure_with_its_code() {
    for (script, code) in [
        (Script::json(401, &json!({"error": {"message": "who?"}})), Code::BadKey),
        (Script::json(503, &json!({})), Code::ServiceDown),
        (Script::whole(200, "text/html", "<title>Sign in</title>"), Code::WrongAddress),
        (Script::json(200, &json!({"hello": "world"})), Code::Protocol),
        (Script::stream().chunk("{\"data\":["), Code::CutOff),
        (Script::stream().flood(format!("{:x}\r\n{}\r\n", 1 << 20, " ".repeat(1 << 20))), Code::TooLong),
    ] {
        let server = Server::play([script]).await.unwrap();
        let base = Base::from_typed(&server.origin()).unwrap();
        assert_eq!(fetch(&client(), &base, None).await.unwrap_err().code, code);
    }
    let server = Server::play([Script::new().stall()]).await.unwrap();
    let base = Base::from_typed(&server.origin()).unwrap();
    let timers = Timers { catalogue: std::time::Duration::from_millis(100), ..Timers::default() };
    let failure = fetch(&Client::new(timers).unwrap(), &base, None).await.unwrap_err();
    assert_eq!(failure.code, Code::Unreachable);
}
