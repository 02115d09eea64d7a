//! The connection to a service: one client for the whole run, its timers, and single requests over it. Nothing is
//! sent twice here, and no redirect is followed: both are the business of whoever asks.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{RequestBuilder, Response, redirect, retry};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use secrecy::zeroize::Zeroizing;
use tokio::time::timeout;
use url::Url;

use super::address::Base;
use super::route::Route;
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
    /// For the whole of a catalogue, or of a balance.
    pub catalogue: Duration,
    /// For preparing one picture.
    pub picture: Duration,
    /// Between two looks at the clock while something is waited for.
    pub heartbeat: Duration,
    /// How late a look must be to mean that the computer slept.
    pub asleep: Duration,
    /// After waking, for whatever was waited for.
    pub after_waking: Duration,
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
            catalogue: Duration::from_secs(30),
            picture: Duration::from_secs(10),
            heartbeat: Duration::from_secs(1),
            asleep: Duration::from_secs(5),
            after_waking: Duration::from_secs(3),
        }
    }
}

/// The client: cheap to clone, and every clone shares its connections. Made once, early: the system's proxy and
/// certificates are read then.
#[derive(Clone, Debug)]
pub struct Client(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    tls: ClientConfig,
    route: Route,
    /// What the system's settings say.
    system_proxies: Matcher,
    timers: Timers,
    connections: Mutex<Connections>,
}

/// What is open. A connection that was open while the computer slept is none any more, and seldom knows it.
#[derive(Debug)]
struct Connections {
    outward: reqwest::Client,
    loopback: reqwest::Client,
    /// When it was last looked whether the computer had slept, by the clock that sleeps with it and by the other.
    looked: (Instant, SystemTime),
}

impl Client {
    /// A client that trusts what the system trusts, and goes the way it says.
    ///
    /// # Errors
    /// `internal`, when the secured connection cannot be set up at all.
    pub fn new(timers: Timers) -> Result<Self, Failure> {
        Self::by(Route::System, timers)
    }

    /// A client that trusts what the system trusts.
    ///
    /// # Errors
    /// `internal`, when the secured connection cannot be set up at all.
    pub fn by(route: Route, timers: Timers) -> Result<Self, Failure> {
        Self::with_tls(system_tls().map_err(|error| transport::internal(&error))?, route, timers)
    }

    /// A client with its own idea of whom to trust.
    ///
    /// # Errors
    /// `internal`, when it cannot be built.
    pub fn with_tls(mut tls: ClientConfig, route: Route, timers: Timers) -> Result<Self, Failure> {
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let connections = Connections::new(&tls, &route, &timers)
            .map(Mutex::new)
            .map_err(|error| transport::internal(&error))?;
        let system_proxies = Matcher::from_system();
        Ok(Self(Arc::new(Shared { tls, route, system_proxies, timers, connections })))
    }

    /// How long is waited for what.
    #[must_use]
    pub fn timers(&self) -> &Timers {
        &self.0.timers
    }

    /// Opens a connection to a service, so that the first question need not wait for it. Nothing of the user's is
    /// sent, and no failure is told: the question will meet it too.
    pub async fn warm(&self, base: &Base) {
        let request = self.to(base).head(base.endpoint("models"));
        if let Ok(Ok(response)) = timeout(self.timers().connect, request.send()).await {
            // Only a response that was read to its end leaves the connection free.
            let _ = timeout(self.timers().connect, response.bytes()).await;
        }
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
        self.send(&url, request, key, self.timers().connect + upload + self.timers().first_byte).await
    }

    /// Gets something of a service, and waits for the head of the response.
    pub(crate) async fn get(&self, base: &Base, url: Url, key: Option<&Key>) -> Result<Response, NoResponse> {
        let request = self.to(base).get(url.clone());
        self.send(&url, request, key, self.timers().connect + self.timers().first_byte).await
    }

    /// The connections to a service; new ones when the computer has slept since the last look.
    fn to(&self, base: &Base) -> reqwest::Client {
        let mut connections = self.0.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if connections.has_slept(self.timers().asleep)
            && let Ok(new) = Connections::new(&self.0.tls, &self.0.route, self.timers())
        {
            *connections = new;
        }
        if base.is_loopback() { connections.loopback.clone() } else { connections.outward.clone() }
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
        !is_loopback
            && match &self.0.route {
                Route::System => {
                    url.as_str().parse().is_ok_and(|uri| self.0.system_proxies.intercept(&uri).is_some())
                }
                Route::Straight => false,
                Route::Through(_) => true,
            }
    }
}

impl Connections {
    fn new(tls: &ClientConfig, route: &Route, timers: &Timers) -> reqwest::Result<Self> {
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
        let outward = match route {
            Route::System => builder(),
            Route::Straight => builder().no_proxy(),
            Route::Through(proxy) => builder().proxy(proxy.for_library()?),
        };
        Ok(Self {
            outward: outward.build()?,
            loopback: builder().no_proxy().build()?,
            looked: (Instant::now(), SystemTime::now()),
        })
    }

    fn has_slept(&mut self, at_least: Duration) -> bool {
        let looked = (Instant::now(), SystemTime::now());
        let before = std::mem::replace(&mut self.looked, looked);
        let awake = looked.0.saturating_duration_since(before.0);
        // A clock that was set back tells nothing.
        looked.1.duration_since(before.1).is_ok_and(|passed| passed > awake + at_least)
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
