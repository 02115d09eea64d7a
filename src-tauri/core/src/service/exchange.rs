//! One question and its answer over the wire: at most three requests, then one response read to its end.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::address::Base;
use super::answer::{Decoder, Ending};
use super::asked::Asked;
use super::charset;
use super::failure::{Refused, from_response};
use super::http::{Client, Timers};
use super::request::Request;
use super::transport::{self, NoResponse};
use super::wake::unless_asleep;
use crate::credential::Key;
use crate::error::{Cause, Code, Failure};
use crate::event::{AnswerEvent, Notice, NoticeCode};

/// The longest part of an error's body that is read, in bytes.
const MAX_REFUSAL_BYTES: usize = 64 * 1024;
/// The longest rest of a body that is read for the sake of its connection, in bytes.
const MAX_REST_BYTES: usize = 16 * 1024;

/// Sends the question and reads the answer. Events go to `each` as they come; the ending is what `decoder`, which
/// is set once there is a response to read, is to be ended with. Dropping this future drops the connection.
///
/// After a 400 that names an optional field the question is sent once more without it, and once more after a
/// failed connection or a short wait that the service asked for. Never after a byte of an answer.
pub(crate) async fn exchange(
    client: &Client,
    base: &Base,
    key: Option<&Key>,
    mut request: Request,
    mut asked: Asked,
    decoder: &mut Option<Decoder>,
    each: &mut impl FnMut(AnswerEvent),
) -> Ending {
    let timers = client.timers();
    let (mut may_give_way, mut may_repeat) = (true, true);
    loop {
        let posted = client.post(base, "chat/completions", key, request.to_json());
        let response = unless_asleep(posted, timers).await.unwrap_or_else(|| {
            let failure = Failure { cause: Some(Cause::Timeout), ..Failure::new(Code::Unreachable) };
            Err(NoResponse { failure, may_repeat: false })
        });
        let refusal = match response {
            Ok(response) if response.status().is_success() => {
                let decoder = decoder.insert(Decoder::new(asked));
                return read(response, decoder, timers, each).await;
            }
            Ok(response) => refusal(response, &asked, timers).await,
            Err(none) if none.may_repeat && may_repeat => {
                may_repeat = false;
                each(AnswerEvent::Notice(Notice::new(NoticeCode::Retried)));
                sleep(timers.reconnect).await;
                continue;
            }
            Err(none) => return Ending::Failed(none.failure),
        };
        if may_give_way
            && matches!(refusal.status, Some(400 | 422))
            && let Some(notice) = request.give_way(&refusal)
        {
            may_give_way = false;
            asked.n = request.parameters.n.unwrap_or(1);
            each(AnswerEvent::Notice(notice));
        } else if may_repeat && let Some(wait) = wait_before_repeating(&refusal, timers) {
            may_repeat = false;
            each(AnswerEvent::Notice(Notice::new(NoticeCode::Retried)));
            sleep(wait).await;
        } else {
            return Ending::Failed(refusal);
        }
    }
}

/// What the service's refusal means. Of its body as much is read as comes within the limits.
pub(crate) async fn refusal(mut response: Response, asked: &Asked, timers: &Timers) -> Failure {
    let mut body = Vec::new();
    let whole = async {
        while let Ok(Some(bytes)) = response.chunk().await {
            body.extend_from_slice(&bytes[..bytes.len().min(MAX_REFUSAL_BYTES - body.len())]);
            if body.len() == MAX_REFUSAL_BYTES {
                break;
            }
        }
    };
    // What came until then is enough to go by.
    let _ = timeout(timers.silence, whole).await;
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let body = charset::to_utf8(&body, header(CONTENT_TYPE));
    from_response(&Refused {
        status: response.status().as_u16(),
        retry_after: header(RETRY_AFTER),
        body: body.as_bytes(),
        asked,
    })
}

/// How long to wait before the question may be sent once more by itself, if it may.
fn wait_before_repeating(refusal: &Failure, timers: &Timers) -> Option<Duration> {
    let is_busy = matches!(refusal.status, Some(429 | 503));
    // Money, quotas and models do not come back within seconds.
    let may_pass = matches!(refusal.code, Code::RateLimited | Code::ServiceDown);
    let wait = Duration::from_secs(refusal.retry_after_s?);
    (is_busy && may_pass && wait <= timers.longest_retry_after).then_some(wait)
}

/// Reads what little may follow the mark of an answer's end: only then is the connection free for the next question.
async fn let_go(mut response: Response, limit: Duration) {
    let rest = async {
        let mut room = MAX_REST_BYTES;
        while let Ok(Some(piece)) = response.chunk().await {
            let Some(left) = room.checked_sub(piece.len()) else { return };
            room = left;
        }
    };
    let _ = timeout(limit, rest).await;
}

async fn read(
    mut response: Response,
    decoder: &mut Decoder,
    timers: &Timers,
    each: &mut impl FnMut(AnswerEvent),
) -> Ending {
    let mut events = Vec::new();
    let mut chunks = decoder.chunks();
    let mut last_chunk = Instant::now();
    let mut silence = timers.first_byte;
    let mut end_of_tail = None;
    loop {
        let patience = (Instant::now() + silence).min(last_chunk + timers.comments);
        let patience = end_of_tail.map_or(patience, |end| patience.min(end));
        let piece = match timeout_at(patience, unless_asleep(response.chunk(), timers)).await {
            Ok(Some(Ok(Some(piece)))) => piece,
            Ok(Some(Ok(None))) => return Ending::EndOfBody,
            Ok(_) | Err(_) if decoder.is_complete() => return Ending::EndOfBody,
            Ok(Some(Err(error))) => return Ending::Failed(transport::broken_off(&error)),
            Ok(None) | Err(_) => return Ending::Failed(Code::Stalled.into()),
        };
        decoder.push(&piece, &mut events);
        events.drain(..).for_each(&mut *each);
        if decoder.is_over() {
            if decoder.is_complete() {
                tokio::spawn(let_go(response, timers.tail));
            }
            return Ending::EndOfBody;
        }
        if decoder.chunks() > chunks {
            chunks = decoder.chunks();
            last_chunk = Instant::now();
        }
        silence = timers.silence;
        if decoder.is_complete() {
            end_of_tail.get_or_insert_with(|| Instant::now() + timers.tail);
        }
    }
}
