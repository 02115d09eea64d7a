//! A proxy that stands between, and in the way.

use std::time::Duration;

use rustls::RootCertStore;
use scripted_server::{Script, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use whatsit_core::error::{Cause, Code};
use whatsit_core::service::address::Base;
use whatsit_core::service::http::{Client, Timers};
use whatsit_core::service::route::{self, Proxy, ProxyUser, Route};

use crate::rig::{end, failure_of, hello, question, run, tls_that_trusts};

fn through(proxy: &str) -> Client {
    by(Proxy::from_typed(proxy).unwrap())
}

fn by(proxy: Proxy) -> Client {
    let timers = Timers { reconnect: Duration::ZERO, ..Timers::default() };
    Client::with_tls(tls_that_trusts(RootCertStore::empty()), Route::Through(proxy), timers).unwrap()
}

fn someone() -> ProxyUser {
    ProxyUser { name: "some one".into(), password: "pa:ss@word".to_owned().into() }
}

fn elsewhere() -> Base {
    Base::from_typed("https://service.example").unwrap()
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
        asked.base = elsewhere();
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
    asked.base = elsewhere();
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

#[tokio::test]
async fn a_proxy_is_told_who_asks_and_the_service_is_not() {
    let proxy = Server::play([Script::whole(407, "text/plain", "")]).await.unwrap();
    let client = by(Proxy::from_typed(&proxy.origin()).unwrap().with_user(Some(someone())));
    let failure = route::test(&client, &elsewhere()).await.unwrap_err();
    assert_eq!((failure.code, failure.cause), (Code::Unreachable, Some(Cause::Proxy)), "{failure:?}");
    let [request] = &proxy.requests()[..] else { panic!("one request") };
    assert_eq!(request.header("proxy-authorization"), Some("Basic c29tZSBvbmU6cGE6c3NAd29yZA=="));
    assert_eq!(request.header("authorization"), None, "a test sends no key");
    assert!(!failure.details.unwrap_or_default().contains("pa:ss"));
}

#[tokio::test]
async fn a_test_over_a_way_that_is_free_says_so() {
    let server = Server::play([Script::whole(401, "text/plain", "who?")]).await.unwrap();
    let base = Base::from_typed(&server.origin()).unwrap();
    assert_eq!(
        route::test(&through("127.0.0.1:9"), &base).await,
        Ok(()),
        "this computer is reached straight"
    );
    assert_eq!(server.requests()[0].header("authorization"), None);
}

/// What a SOCKS 5 proxy (RFC 1928, RFC 1929) is told, as far as the name of whom it shall reach.
async fn socks(listener: TcpListener) -> (Vec<u8>, Vec<u8>) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let methods = read(&mut stream, 2).await[1];
    read(&mut stream, methods.into()).await;
    stream.write_all(&[5, 2]).await.unwrap(); // name and password
    let name_bytes = read(&mut stream, 2).await[1];
    let name = read(&mut stream, name_bytes.into()).await;
    let password_bytes = read(&mut stream, 1).await[0];
    let password = read(&mut stream, password_bytes.into()).await;
    stream.write_all(&[1, 0]).await.unwrap();
    let [5, 1, 0, kind, length] = read(&mut stream, 5).await[..] else { panic!("no request to connect") };
    assert_eq!(kind, 3, "the proxy looks the name up");
    let host = read(&mut stream, length.into()).await;
    (host, [name, password].join(&b'/'))
}

async fn read(stream: &mut TcpStream, bytes: usize) -> Vec<u8> {
    let mut buffer = vec![0; bytes];
    stream.read_exact(&mut buffer).await.unwrap();
    buffer
}

#[tokio::test]
async fn a_socks_proxy_is_given_name_password_and_the_services_name() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("socks5://{}", listener.local_addr().unwrap());
    let proxy = tokio::spawn(socks(listener));
    let client = by(Proxy::from_typed(&address).unwrap().with_user(Some(someone())));
    let failure = route::test(&client, &elsewhere()).await.unwrap_err();
    assert_eq!((failure.code, failure.cause), (Code::Unreachable, Some(Cause::Proxy)), "{failure:?}");
    let (host, user) = proxy.await.unwrap();
    assert_eq!((&host[..], &user[..]), (&b"service.example"[..], &b"some one/pa:ss@word"[..]));
}
