//! The connection to a service: one client for the whole run, its timers, and single requests over it. Nothing is
//! sent twice here, and no redirect is followed: both are the business of whoever asks.

use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Proxy, RequestBuilder, Response, redirect, retry};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use secrecy::zeroize::Zeroizing;
use tokio::time::timeout;
use url::Url;

use super::address::Base;
use super::transport::{self, NoResponse};
use crate::credential::Key;
use crate::error::{Cause, Code, Failure};

/// Idle connections are closed by then, in time before most servers do it, so that no question is sent into one
/// that is just closing.
const POOL_IDLE: Duration = Duration::from_secs(50);
/// The slowest upload that still counts as alive, in bytes a second.
const SLOWEST_UPLOAD: u32 = 16 * 1024;

/// How long is waited for what. There is no limit on the whole: a long answer may take its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timers {
    /// For a connection, secured where it is to be.
    pub connect: Duration,
    /// From the end of the request to the first byte of the answer.
    pub first_byte: Duration,
    /// Between two bytes of the answer.
    pub silence: Duration,
    /// Between two chunks, when only comments, or whatever else is no chunk, keep the stream alive.
    pub comments: Duration,
    /// For all that may follow the last word of an answer: its cost, and the mark of its end.
    pub tail: Duration,
    /// Before a failed connection is tried once more.
    pub reconnect: Duration,
    /// The longest wait that a busy service may ask for and be asked again by itself.
    pub longest_retry_after: Duration,
    /// For the whole of a key test.
    pub key_test: Duration,
    /// For preparing one picture.
    pub picture: Duration,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_mins(2),
            silence: Duration::from_secs(90),
            comments: Duration::from_mins(5),
            tail: Duration::from_secs(5),
            reconnect: Duration::from_millis(500),
            longest_retry_after: Duration::from_secs(20),
            key_test: Duration::from_secs(15),
            picture: Duration::from_secs(10),
        }
    }
}

/// The client: cheap to clone, and every clone shares its connections. Made once, early: the system's proxy and
/// certificates are read then.
#[derive(Clone, Debug)]
pub struct Client {
    outward: reqwest::Client,
    loopback: reqwest::Client,
    proxies: Arc<Matcher>,
    timers: Timers,
}

impl Client {
    /// A client that trusts what the system trusts.
    ///
    /// # Errors
    /// `internal`, when the secured connection cannot be set up at all.
    pub fn new(timers: Timers) -> Result<Self, Failure> {
        Self::with_tls(system_tls().map_err(|error| transport::internal(&error))?, timers)
    }

    /// A client with its own idea of whom to trust.
    ///
    /// # Errors
    /// `internal`, when it cannot be built.
    pub fn with_tls(tls: ClientConfig, timers: Timers) -> Result<Self, Failure> {
        Self::build(tls, None, timers)
    }

    /// A client with its own idea of whom to trust, that reaches all but this computer through a proxy
    /// (`http://host:port`), whatever the system's settings are.
    ///
    /// # Errors
    /// `internal`, when it cannot be built.
    pub fn with_proxy(tls: ClientConfig, proxy: &Url, timers: Timers) -> Result<Self, Failure> {
        Self::build(tls, Some(proxy), timers)
    }

    fn build(mut tls: ClientConfig, proxy: Option<&Url>, timers: Timers) -> Result<Self, Failure> {
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .user_agent(concat!("whatsit/", env!("CARGO_PKG_VERSION")))
                .default_headers(default_headers())
                .redirect(redirect::Policy::none())
                .retry(retry::never())
                .referer(false)
                .connect_timeout(timers.connect)
                .pool_idle_timeout(POOL_IDLE)
        };
        let built =
            |builder: reqwest::ClientBuilder| builder.build().map_err(|error| transport::internal(&error));
        let (outward, proxies) = match proxy {
            Some(address) => {
                let proxy = Proxy::all(address.clone()).map_err(|error| transport::internal(&error))?;
                (builder().proxy(proxy), Matcher::builder().all(address.as_str()).build())
            }
            None => (builder(), Matcher::from_system()),
        };
        Ok(Self {
            outward: built(outward)?,
            loopback: built(builder().no_proxy())?,
            proxies: Arc::new(proxies),
            timers,
        })
    }

    /// How long is waited for what.
    #[must_use]
    pub fn timers(&self) -> &Timers {
        &self.timers
    }

    /// Posts JSON, and waits for the head of the response.
    pub(crate) async fn post(
        &self,
        base: &Base,
        path: &str,
        key: Option<&Key>,
        json: Vec<u8>,
    ) -> Result<Response, NoResponse> {
        let bytes = u32::try_from(json.len()).unwrap_or(u32::MAX);
        let upload = Duration::from_secs(u64::from(bytes / SLOWEST_UPLOAD));
        let url = base.endpoint(path);
        let request = self.to(base).post(url.clone()).header(CONTENT_TYPE, "application/json").body(json);
        self.send(&url, request, key, self.timers.connect + upload + self.timers.first_byte).await
    }

    /// Gets, and waits for the head of the response.
    pub(crate) async fn get(&self, base: &Base, path: &str, key: &Key) -> Result<Response, NoResponse> {
        let url = base.endpoint(path);
        let request = self.to(base).get(url.clone());
        self.send(&url, request, Some(key), self.timers.connect + self.timers.first_byte).await
    }

    fn to(&self, base: &Base) -> &reqwest::Client {
        if base.is_loopback() { &self.loopback } else { &self.outward }
    }

    async fn send(
        &self,
        url: &Url,
        request: RequestBuilder,
        key: Option<&Key>,
        limit: Duration,
    ) -> Result<Response, NoResponse> {
        let request = match key {
            Some(key) => request.header(AUTHORIZATION, bearer(key)?),
            None => request,
        };
        match timeout(limit, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(transport::no_response(&error, self.goes_through_proxy(url))),
            Err(_) => {
                let failure = Failure { cause: Some(Cause::Timeout), ..Failure::new(Code::Unreachable) };
                Err(NoResponse { failure, may_repeat: false })
            }
        }
    }

    fn goes_through_proxy(&self, url: &Url) -> bool {
        let is_loopback = Base::from_typed(url.as_str()).is_ok_and(|base| base.is_loopback());
        !is_loopback && url.as_str().parse().is_ok_and(|uri| self.proxies.intercept(&uri).is_some())
    }
}

/// Verification by the system, with the `ring` provider named, so that no other crate's choice matters. A system
/// without any certificates trusts nobody, but services on this computer can still be asked.
fn system_tls() -> Result<ClientConfig, rustls::Error> {
    let builder = || {
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
    };
    let trusting = match builder()?.with_platform_verifier() {
        Ok(trusting) => trusting,
        Err(_) => builder()?.with_root_certificates(RootCertStore::empty()),
    };
    Ok(trusting.with_no_client_auth())
}

fn default_headers() -> HeaderMap {
    HeaderMap::from_iter([
        (ACCEPT, HeaderValue::from_static("application/json")),
        // Compression makes proxies hold a stream back until it is whole.
        (ACCEPT_ENCODING, HeaderValue::from_static("identity")),
    ])
}

fn bearer(key: &Key) -> Result<HeaderValue, NoResponse> {
    let text = Zeroizing::new(format!("Bearer {}", key.expose()));
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| NoResponse { failure: Code::BadKey.into(), may_repeat: false })?;
    value.set_sensitive(true);
    Ok(value)
}
