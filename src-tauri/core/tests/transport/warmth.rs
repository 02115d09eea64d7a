//! A connection that is opened before the question.

use scripted_server::{Script, Server};

use crate::rig::{client, end, hello, question, run};

#[tokio::test]
async fn a_question_goes_over_the_connection_that_was_opened_for_it() {
    let no_such_method = Script::new().head(405, &[("content-length", "0")]).keep_alive();
    let server = Server::play([no_such_method, hello()]).await.unwrap();
    let (client, asked) = (client(), question(&server));
    client.warm(&asked.base).await;
    let events = run(&client, asked).await;
    assert!(end(&events).is_end());
    assert_eq!(server.connections(), 1, "one connection for both");
    let [warming, question] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!((&*warming.method, warming.header("authorization")), ("HEAD", None));
    assert_eq!(question.method, "POST");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_no_failure_yet() {
    let server = Server::play([]).await.unwrap();
    let asked = question(&server);
    drop(server);
    client().warm(&asked.base).await;
}
