//! Certificates that are not what they should be.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{RootCertStore, ServerConfig};
use scripted_server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use whatsit_core::error::{Cause, Code};
use whatsit_core::service::address::Base;
use whatsit_core::service::http::{Client, Timers};
use whatsit_core::service::route::Route;

use crate::rig::{codes, failure_of, question, run, tls_that_trusts};

fn issuer(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Accepts one secured connection after the other, with a certificate for `name` until the end of `year`.
async fn secured(issuer: &CertifiedIssuer<'_, KeyPair>, name: &str, year: i32) -> SocketAddr {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(year, 12, 31);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    address
}

/// Answers a handshake as a plain web server does.
async fn unsecured() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
    });
    address
}

fn trusting(root: &CertificateDer<'static>) -> Client {
    let mut roots = RootCertStore::empty();
    roots.add(root.clone()).unwrap();
    Client::with_tls(tls_that_trusts(roots), Route::default(), Timers::default()).unwrap()
}

#[tokio::test]
async fn each_fault_of_a_certificate_has_its_name() {
    let (known, unknown) = (issuer("known"), issuer("unknown"));
    for (address, expected) in [
        (secured(&known, "127.0.0.1", 2001).await, Cause::TlsExpired),
        (secured(&known, "example.com", 2100).await, Cause::TlsWrongName),
        (secured(&unknown, "127.0.0.1", 2100).await, Cause::TlsUnknownIssuer),
        (unsecured().await, Cause::TlsOther),
    ] {
        let mut asked = question(&Server::play([]).await.unwrap());
        asked.base = Base::from_typed(&format!("https://{address}")).unwrap();
        let events = run(&trusting(known.der()), asked).await;
        let failure = failure_of(&events);
        assert_eq!((failure.code, failure.cause), (Code::Unreachable, Some(expected)), "{failure:?}");
        assert_eq!(codes(&events), [], "and it is not tried again");
    }
}

#[tokio::test]
async fn a_name_nobody_knows_is_told_apart() {
    let mut asked = question(&Server::play([]).await.unwrap());
    asked.base = Base::from_typed("https://nobody.invalid").unwrap();
    let failure = failure_of(&run(&trusting(issuer("known").der()), asked).await);
    assert_eq!(failure.code, Code::Unreachable);
    assert!(
        matches!(failure.cause, Some(Cause::NameNotFound | Cause::Offline | Cause::Proxy)),
        "{failure:?}"
    );
}
