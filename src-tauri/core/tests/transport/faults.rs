//! What services and connections do to an answer.

use scripted_server::{Gate, Script, Server};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use whatsit_core::ask::ask;
use whatsit_core::error::Code;
use whatsit_core::event::AnswerEvent;

use crate::rig::{HELLO, STOP, client, end, failure_of, impatient, question, run};

#[tokio::test]
async fn a_connection_that_breaks_is_not_asked_again() {
    let reset_at_once = Script::new().reset();
    let closed_at_once = Script::new();
    let cut_head = Script::new().bytes("HTTP/1.1 200 OK\r\ncontent-ty").reset();
    let cut_chunk = Script::stream().bytes("40\r\ndata: {\"choi").reset();
    for script in [reset_at_once, closed_at_once, cut_head, cut_chunk] {
        let server = Server::play([script]).await.unwrap();
        assert_eq!(failure_of(&run(&client(), question(&server)).await).code, Code::CutOff);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn text_before_a_break_is_kept() {
    let head = [("content-length", "5000"), ("content-type", "text/event-stream")];
    let gate = Gate::closed();
    for script in [
        Script::stream().chunk(HELLO).gate(&gate).reset(),
        Script::stream().chunk(HELLO).gate(&gate).bytes("40\r\ndata: {\"choi"),
        Script::stream().chunk(HELLO).gate(&gate),
        Script::new().head(200, &head).bytes(HELLO).gate(&gate),
    ] {
        let server = Server::play([script]).await.unwrap();
        let mut events = Vec::new();
        ask(&client(), question(&server), CancellationToken::new(), |event| {
            if matches!(event, AnswerEvent::Text { .. }) {
                gate.open();
            }
            events.push(event);
        })
        .await;
        let AnswerEvent::Interrupted { error } = end(&events) else { panic!("{events:?}") };
        assert_eq!(error.code, Code::CutOff);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_break_after_the_last_word_is_no_loss() {
    for script in
        [Script::stream().chunk(HELLO).chunk(STOP), Script::stream().chunk(HELLO).chunk(STOP).stall()]
    {
        let server = Server::play([script]).await.unwrap();
        let events = run(&impatient(), question(&server)).await;
        assert!(matches!(end(&events), AnswerEvent::Finished { .. }), "{events:?}");
    }
}

#[tokio::test]
async fn what_is_no_http_is_a_fault_of_the_protocol() {
    let endless_head = Script::new().bytes("HTTP/1.1 200 OK\r\n").flood("x-more: and more\r\n");
    for script in [Script::new().bytes("SSH-2.0-OpenSSH_9.2\r\n"), endless_head] {
        let server = Server::play([script]).await.unwrap();
        assert_eq!(failure_of(&run(&client(), question(&server)).await).code, Code::Protocol);
    }
}

#[tokio::test]
async fn a_web_page_is_no_service() {
    let page = "<!doctype html><title>Sign in</title>";
    let server = Server::play([Script::whole(200, "text/html", page)]).await.unwrap();
    assert_eq!(failure_of(&run(&client(), question(&server)).await).code, Code::WrongAddress);
}

#[tokio::test]
async fn an_endless_refusal_is_read_only_so_far() {
    let head = Script::new().head(500, &[("content-type", "text/plain")]);
    let server = Server::play([head.flood("x".repeat(4096))]).await.unwrap();
    assert_eq!(failure_of(&run(&client(), question(&server)).await).code, Code::ServiceDown);
    server.client_left().await;
}

#[tokio::test]
async fn an_endless_answer_ends_at_its_cap() {
    let piece =
        format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": {"content": "x".repeat(8000)}}]}));
    let chunk = format!("{:x}\r\n{piece}\r\n", piece.len());
    let server = Server::play([Script::stream().flood(chunk)]).await.unwrap();
    let events = run(&client(), question(&server)).await;
    let AnswerEvent::Interrupted { error } = end(&events) else { panic!("an end") };
    assert_eq!(error.code, Code::TooLong);
    server.client_left().await;
}

#[tokio::test]
async fn a_compressed_answer_is_not_unpacked() {
    let head = [("content-encoding", "gzip"), ("content-length", "4"), ("content-type", "application/json")];
    let server = Server::play([Script::new().head(200, &head).bytes([0x1f, 0x8b, 8, 0])]).await.unwrap();
    assert_eq!(failure_of(&run(&client(), question(&server)).await).code, Code::Protocol);
}
