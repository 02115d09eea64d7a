//! HTTP as it is rarely spoken, but is.

use std::net::SocketAddr;
use std::time::Duration;

use scripted_server::{Script, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use whatsit_core::error::{Cause, Code};
use whatsit_core::event::AnswerEvent;
use whatsit_core::service::address::Base;

use crate::rig::{DONE, HELLO, STOP, client, end, failure_of, hello, impatient, question, refusal, run};

/// The pace of what drips: many steps fit into the shortest patience.
const DRIP: Duration = Duration::from_millis(10);

fn dripping(begun: Script, drop: &str) -> Script {
    (0..1000).fold(begun, |script, _| script.pause(DRIP).bytes(drop))
}

#[tokio::test]
async fn an_answer_is_read_whatever_it_is_wrapped_in() {
    let body = [HELLO, STOP, DONE].concat();
    let length = body.len().to_string();
    for script in [
        Script::new().bytes("HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n").bytes(body.clone()),
        Script::new().bytes("HTTP/1.1 200 OK\r\n\r\n").bytes(body.clone()),
        Script::new()
            .bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n")
            .head(200, &[("content-length", &length)])
            .bytes(body.clone()),
        Script::whole(200, "text/plain", body.clone()),
        Script::whole(200, "application/octet-stream", body.clone()),
        Script::whole(206, "text/event-stream", body.clone()),
        Script::whole(201, "text/event-stream", body.clone()),
        Script::stream().chunk(body.clone()).chunk("garbage {{{ \u{0}\n\n").stall(),
    ] {
        let server = Server::play([script]).await.unwrap();
        let events = run(&client(), question(&server)).await;
        assert_eq!(end(&events), &AnswerEvent::Finished { finish_reasons: vec!["stop".into()] });
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_status_says_what_a_body_does_not() {
    let page = "<html><title>Moved</title>Look elsewhere</html>";
    for (script, code) in [
        (Script::new().head(204, &[]), Code::EmptyAnswer),
        (Script::whole(302, "text/html", page), Code::WrongAddress),
        (Script::whole(421, "text/plain", "misdirected"), Code::WrongAddress),
        (Script::new().head(304, &[]), Code::WrongAddress),
        (Script::whole(502, "text/html", page), Code::ServiceDown),
    ] {
        let server = Server::play([script]).await.unwrap();
        assert_eq!(failure_of(&run(&client(), question(&server)).await).code, code);
    }
}

#[tokio::test]
async fn a_title_is_read_in_its_own_charset() {
    let page = b"<html><title>\xCD\xF8\xB9\xD8</title>".to_vec();
    let server = Server::play([Script::whole(502, "text/html; charset=gbk", page)]).await.unwrap();
    let failure = failure_of(&run(&client(), question(&server)).await);
    assert_eq!((failure.code, failure.service_message.as_deref()), (Code::ServiceDown, Some("网关")));
}

#[tokio::test]
async fn compressed_bytes_are_not_shown() {
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0x56, 0x4a];
    let head =
        [("content-encoding", "gzip"), ("content-length", "13"), ("content-type", "text/event-stream")];
    for (status, code) in [(200, Code::Protocol), (400, Code::BadRequest), (500, Code::ServiceDown)] {
        let server = Server::play([Script::new().head(status, &head).bytes(gzip)]).await.unwrap();
        let failure = failure_of(&run(&client(), question(&server)).await);
        assert_eq!((failure.code, failure.details, failure.service_message), (code, None, None));
    }
}

#[tokio::test]
async fn a_head_that_drips_runs_out_of_time() {
    let script = dripping(Script::new().bytes("HTTP/1.1 200 OK\r\n"), "x: y\r\n");
    let server = Server::play([script]).await.unwrap();
    let failure = failure_of(&run(&impatient(), question(&server)).await);
    assert_eq!((failure.code, failure.cause), (Code::Unreachable, Some(Cause::Timeout)));
    server.client_left().await;
}

#[tokio::test]
async fn a_trickle_that_makes_no_chunk_stalls() {
    for drop in ["1\r\nx\r\n", "5\r\njunk\n\r\n", "6\r\nid: 1\n\r\n"] {
        let server = Server::play([dripping(Script::stream().chunk(HELLO), drop)]).await.unwrap();
        let events = run(&impatient(), question(&server)).await;
        let AnswerEvent::Interrupted { error } = end(&events) else { panic!("{events:?}") };
        assert_eq!(error.code, Code::Stalled);
        server.client_left().await;
    }
}

#[tokio::test]
async fn an_answer_that_was_finished_does_not_go_on() {
    let usage = "data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\n";
    let framed = format!("{:x}\r\n{usage}\r\n", usage.len());
    let server = Server::play([dripping(Script::stream().chunk(HELLO).chunk(STOP), &framed)]).await.unwrap();
    let events = run(&impatient(), question(&server)).await;
    assert!(matches!(end(&events), AnswerEvent::Finished { .. }), "{events:?}");
    server.client_left().await;
}

#[tokio::test]
async fn a_connection_serves_the_next_question_after_a_refusal() {
    let server = Server::play([refusal(401, "no", ""), hello()]).await.unwrap();
    let client = client();
    assert_eq!(failure_of(&run(&client, question(&server)).await).code, Code::BadKey);
    let events = run(&client, question(&server)).await;
    assert!(matches!(end(&events), AnswerEvent::Finished { .. }), "{events:?}");
    assert_eq!((server.requests().len(), server.connections()), (2, 1));
}

/// Answers 413 as soon as the head of a request has come; `lingers`: reads the rest of it all the same.
async fn narrow(lingers: bool) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap();
        stream
            .write_all(b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        if lingers {
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        }
        // What is still being sent meets a connection that nobody reads.
        std::future::pending::<()>().await;
    });
    address
}

#[tokio::test]
async fn a_request_that_is_too_large_is_told_so_while_it_is_sent() {
    for lingers in [true, false] {
        let mut asked = question(&Server::play([]).await.unwrap());
        asked.base = Base::from_typed(&format!("http://{}", narrow(lingers).await)).unwrap();
        asked.turns[0].question = "x".repeat(16 << 20);
        let failure = failure_of(&run(&client(), asked).await);
        assert_eq!((failure.code, failure.status), (Code::TooLarge, Some(413)), "{lingers} {failure:?}");
    }
}
