//! How long is waited, and that stopping does not wait.

use scripted_server::{Gate, Script, Server};
use tokio_util::sync::CancellationToken;
use whatsit_core::ask::ask;
use whatsit_core::error::{Cause, Code};
use whatsit_core::event::{AnswerEvent, NoticeCode};
use whatsit_core::service::address::Base;

use crate::rig::{DONE, HELLO, STOP, asking, busy, client, codes, end, failure_of, impatient, question, run};

#[tokio::test]
async fn silence_has_its_limits() {
    let before_the_head = Script::new().stall();
    let server = Server::play([before_the_head]).await.unwrap();
    let failure = failure_of(&run(&impatient(), question(&server)).await);
    assert_eq!((failure.code, failure.cause), (Code::Unreachable, Some(Cause::Timeout)));
    assert_eq!(server.requests().len(), 1);

    let server = Server::play([Script::stream().stall()]).await.unwrap();
    assert_eq!(failure_of(&run(&impatient(), question(&server)).await).code, Code::Stalled);

    let server = Server::play([Script::stream().chunk(HELLO).stall()]).await.unwrap();
    let events = run(&impatient(), question(&server)).await;
    let AnswerEvent::Interrupted { error } = end(&events) else { panic!("an end") };
    assert_eq!(error.code, Code::Stalled);
    server.client_left().await;
}

#[tokio::test]
async fn comments_alone_do_not_keep_a_stream_alive_for_ever() {
    let comment = ": keep-alive\n\n";
    let chunk = format!("{:x}\r\n{comment}\r\n", comment.len());
    let server = Server::play([Script::stream().chunk(HELLO).flood(chunk)]).await.unwrap();
    let events = run(&impatient(), question(&server)).await;
    let AnswerEvent::Interrupted { error } = end(&events) else { panic!("an end") };
    assert_eq!(error.code, Code::Stalled);
}

#[tokio::test]
async fn stopping_closes_the_connection_at_every_stage() {
    let begun = Script::stream().chunk(HELLO).stall();
    let refusing = Script::new().head(500, &[("content-length", "9")]).stall();
    for script in [Script::new().stall(), Script::stream().stall(), begun, refusing] {
        let server = Server::play([script]).await.unwrap();
        let stop = CancellationToken::new();
        let asking = asking(client(), question(&server), stop.clone());
        server.asked(1).await;
        stop.cancel();
        let events = asking.await.unwrap();
        assert_eq!(end(&events), &AnswerEvent::Stopped);
        server.client_left().await;
    }
}

#[tokio::test]
async fn stopping_ends_a_handshake_and_a_wait() {
    let server = Server::play([]).await.unwrap();
    let mut secured = question(&server);
    secured.base = Base::from_typed(&server.origin().replace("http:", "https:")).unwrap();
    let stop = CancellationToken::new();
    let in_handshake = asking(client(), secured, stop.clone());
    server.connected(1).await;
    stop.cancel();
    assert_eq!(in_handshake.await.unwrap(), [AnswerEvent::Stopped]);

    let server = Server::play([busy(429, "20", "")]).await.unwrap();
    let (stop, mut events) = (CancellationToken::new(), Vec::new());
    ask(&client(), question(&server), stop.clone(), |event| {
        stop.cancel(); // the notice that it waits
        events.push(event);
    })
    .await;
    assert_eq!((codes(&events), end(&events)), (vec![NoticeCode::Retried], &AnswerEvent::Stopped));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn text_arrives_while_the_answer_is_written() {
    let gate = Gate::closed();
    let script = Script::stream().chunk(HELLO).gate(&gate).chunk(STOP).chunk(DONE).last_chunk();
    let server = Server::play([script]).await.unwrap();
    let mut heard = Vec::new();
    ask(&client(), question(&server), CancellationToken::new(), |event| {
        if matches!(event, AnswerEvent::Text { .. }) {
            gate.open();
        }
        heard.push(event);
    })
    .await;
    assert!(matches!(end(&heard), AnswerEvent::Finished { .. }), "{heard:?}");
}
