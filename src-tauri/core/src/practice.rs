//! The practice service: a small server inside the app that speaks the service's protocol on the loopback
//! interface, for trying the app without a key, a network or a cost. It checks a request as the real one would,
//! measures the picture, and says first that no AI looked at it. It never stands in for a real service unless
//! the user chose it, and it is polite only: faults are played by the scripted server.

mod answer;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::settings::Language;
use answer::Refused;

/// The pause before each word: a quick reader's speed.
pub const READING_PACE: Duration = Duration::from_millis(55);

/// The largest request that is read: more than any picture the app sends.
const MAX_REQUEST_BYTES: usize = 64 * 1024 * 1024;
const MODEL: &str = "practice";

/// A running practice service. It ends with the tokio runtime that it was started on.
pub struct Practice {
    address: SocketAddr,
    key: String,
}

/// What every request is answered by.
struct Room {
    key: String,
    pace: Duration,
    language: Box<dyn Fn() -> Language + Send + Sync>,
}

type Body = UnsyncBoxBody<Bytes, Infallible>;

impl Practice {
    /// Starts the service on a free loopback port with a key of its own; `language` is asked at each question,
    /// `pace` is the pause before each word.
    ///
    /// # Errors
    ///
    /// When the system gives no loopback port.
    pub async fn start(
        pace: Duration,
        language: impl Fn() -> Language + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let key = random_key();
        let room = Arc::new(Room { key: key.clone(), pace, language: Box::new(language) });
        tokio::spawn(async move {
            loop {
                if let Ok((connection, _)) = listener.accept().await {
                    tokio::spawn(serve(connection, Arc::clone(&room)));
                }
            }
        });
        Ok(Self { address, key })
    }

    /// The base address, `http://127.0.0.1:PORT/v1`.
    #[must_use]
    pub fn base(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The key that the service asks for: made anew at each start, worth nothing elsewhere.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Unguessable by other programs on this computer: from the standard library's random hash keys.
fn random_key() -> String {
    use std::hash::{BuildHasher, RandomState};
    let part = || RandomState::new().hash_one(std::process::id());
    format!("sk-practice-{:016x}{:016x}", part(), part())
}

async fn serve(connection: TcpStream, room: Arc<Room>) {
    let answer = service_fn(move |request| {
        let room = Arc::clone(&room);
        async move { Ok::<_, Infallible>(respond(request, &room).await) }
    });
    let server = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(connection), answer);
    // A connection that the other side drops is how an answer is stopped.
    let _ = server.await;
}

async fn respond(request: Request<Incoming>, room: &Room) -> Response<Body> {
    let expected = format!("Bearer {}", room.key);
    let known =
        request.headers().get(AUTHORIZATION).is_some_and(|given| given.as_bytes() == expected.as_bytes());
    if !known {
        return refuse(&Refused::WRONG_KEY);
    }
    match (request.method(), request.uri().path()) {
        (&Method::GET, "/v1/models") => {
            whole(StatusCode::OK, &json!({"object": "list", "data": [{"id": MODEL, "object": "model"}]}))
        }
        (&Method::POST, "/v1/chat/completions") => chat(request, room).await,
        _ => refuse(&Refused::NO_SUCH_PAGE),
    }
}

async fn chat(request: Request<Incoming>, room: &Room) -> Response<Body> {
    let Ok(body) = Limited::new(request.into_body(), MAX_REQUEST_BYTES).collect().await else {
        return refuse(&Refused::TOO_LARGE);
    };
    let language = (room.language)();
    // Decoding a picture takes a while; the connections of other questions go on meanwhile.
    let read = tokio::task::spawn_blocking(move || answer::to(&body.to_bytes(), language)).await;
    match read {
        Ok(Ok(answer)) if answer.stream => streamed(&answer, room.pace),
        Ok(Ok(answer)) => whole(StatusCode::OK, &answer.completion(MODEL)),
        Ok(Err(refused)) => refuse(&refused),
        Err(_panicked) => refuse(&Refused::BROKEN),
    }
}

/// The answer as server-sent events, each after a pause.
fn streamed(answer: &answer::Answer, pace: Duration) -> Response<Body> {
    let events = answer.chunks(MODEL).into_iter().map(|chunk| format!("data: {chunk}\n\n"));
    let events: Vec<_> = events.chain(["data: [DONE]\n\n".to_owned()]).collect();
    let paced = stream::unfold(events.into_iter(), move |mut rest| async move {
        let event = rest.next()?;
        tokio::time::sleep(pace).await;
        Some((Ok::<_, Infallible>(Frame::data(Bytes::from(event))), rest))
    });
    response(StatusCode::OK, "text/event-stream", StreamBody::new(paced).boxed_unsync())
}

fn refuse(refused: &Refused) -> Response<Body> {
    let body =
        json!({"error": {"err_code": refused.err_code, "message": refused.message, "type": "api_error"}});
    whole(refused.status, &body)
}

fn whole(status: StatusCode, body: &Value) -> Response<Body> {
    response(status, "application/json", Full::new(Bytes::from(body.to_string())).boxed_unsync())
}

fn response(status: StatusCode, media_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(media_type));
    response
}
