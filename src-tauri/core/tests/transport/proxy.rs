//! A proxy that stands between, and in the way.

use std::time::Duration;

use rustls::RootCertStore;
use scripted_server::{Script, Server};
use url::Url;
use whatsit_core::error::{Cause, Code};
use whatsit_core::service::address::Base;
use whatsit_core::service::http::{Client, Timers};

use crate::rig::{end, failure_of, hello, question, run, tls_that_trusts};

fn through(proxy: &str) -> Client {
    let timers = Timers { reconnect: Duration::ZERO, ..Timers::default() };
    Client::with_proxy(tls_that_trusts(RootCertStore::empty()), &Url::parse(proxy).unwrap(), timers).unwrap()
}

#[tokio::test]
async fn a_proxy_that_does_not_let_through_is_named() {
    for answer in [
        Script::whole(407, "text/html", "<title>Who are you?</title>"),
        Script::whole(403, "text/plain", "no"),
        Script::whole(502, "text/plain", "no"),
        Script::new(),
        Script::new().bytes("SSH-2.0-OpenSSH_9.2\r\n"),
    ] {
        let proxy = Server::play([answer.clone(), answer]).await.unwrap();
        let mut asked = question(&proxy);
        asked.base = Base::from_typed("https://service.example").unwrap();
        let failure = failure_of(&run(&through(&proxy.origin()), asked).await);
        assert_eq!((failure.code, failure.cause), (Code::Unreachable, Some(Cause::Proxy)), "{failure:?}");
        let [request, _] = &proxy.requests()[..] else { panic!("{:?}", proxy.requests()) };
        assert_eq!((&*request.method, &*request.target), ("CONNECT", "service.example:443"));
        assert_eq!(request.header("authorization"), None, "the key is for the service");
    }
}

#[tokio::test]
async fn a_proxy_where_nobody_listens_is_named() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut asked = question(&Server::play([]).await.unwrap());
    asked.base = Base::from_typed("https://service.example").unwrap();
    let failure = failure_of(&run(&through(&format!("http://{free}")), asked).await);
    assert_eq!((failure.code, failure.cause), (Code::Unreachable, Some(Cause::Proxy)));
}

#[tokio::test]
async fn this_computer_is_reached_without_the_proxy() {
    let (proxy, server) = (Server::play([]).await.unwrap(), Server::play([hello()]).await.unwrap());
    let events = run(&through(&proxy.origin()), question(&server)).await;
    assert!(end(&events).is_end() && server.requests().len() == 1, "{events:?}");
    assert_eq!(proxy.connections(), 0);
}
