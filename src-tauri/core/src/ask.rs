//! The use case: a question, what was said before it, its pictures and a key become a stream of answer events.
//! Everything is passed in; settings, keychain and store are the caller's.

mod messages;
mod pictures;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use whatsit_picture::Refusal;
use whatsit_picture::prepare::Prepared;

use crate::credential::Key;
use crate::error::{Code, Failure};
use crate::event::{AnswerEvent, Notice, NoticeCode};
use crate::service::address::Base;
use crate::service::answer::{Decoder, Ending};
use crate::service::asked::Asked;
use crate::service::exchange::exchange;
use crate::service::families::Family;
use crate::service::http::Client;
use crate::service::parameters::Parameters;
use crate::service::redaction::Redaction;
use crate::service::request::Request;
use crate::settings::Language;

/// A question and everything it takes to ask it.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Whom.
    pub base: Base,
    /// The key for that service. Only a service on this computer is asked without one.
    pub key: Option<Key>,
    /// The model's id, as the service writes it.
    pub model: String,
    /// What else the user set.
    pub parameters: Parameters,
    /// How the model is to behave.
    pub system: Option<String>,
    /// The conversation so far, oldest first; the last is the question.
    pub turns: Vec<Turn>,
    /// The language of the service's own sentences, where it has several.
    pub language: Language,
}

/// One question of a conversation.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    /// Its text; may be empty when there is a picture.
    pub question: String,
    /// Its pictures, in the order the user sees.
    pub pictures: Vec<Picture>,
    /// What was answered, if anything.
    pub answer: Option<String>,
}

/// A picture of a question.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The file as it was taken in: several pictures are put side by side out of these.
    pub original: Arc<[u8]>,
    /// The picture as it is sent to this very model, if it is known already; otherwise it is prepared now.
    pub prepared: Option<Arc<Prepared>>,
}

/// Asks. Events go to `each` as they happen, exactly one end among them, and last: also when the question could
/// not start. Cancelling `stop` ends at once, at whatever stage, and closes the connection.
pub async fn ask(client: &Client, ask: Ask, stop: CancellationToken, mut each: impl FnMut(AnswerEvent)) {
    let mut decoder = None;
    let ending = tokio::select! {
        biased;
        () = stop.cancelled() => Ending::Stopped,
        ending = answer(client, ask, &mut decoder, &mut each) => ending,
    };
    match (decoder, ending) {
        (Some(mut decoder), ending) => {
            let mut events = Vec::new();
            decoder.end(ending, &mut events);
            events.into_iter().for_each(each);
        }
        (None, Ending::Stopped) => each(AnswerEvent::Stopped),
        (None, Ending::Failed(error)) => each(AnswerEvent::Failed { error }),
        (None, Ending::EndOfBody) => each(AnswerEvent::Failed { error: Code::Internal.into() }),
    }
}

/// The failure of a question whose picture cannot be used: `picture_gone`, or `picture_refused` with the refusal as
/// JSON in the details.
#[must_use]
pub fn picture_failure(refusal: &Refusal) -> Failure {
    let code = if *refusal == Refusal::Gone { Code::PictureGone } else { Code::PictureRefused };
    Failure { details: serde_json::to_string(refusal).ok(), ..Failure::new(code) }
}

async fn answer(
    client: &Client,
    ask: Ask,
    decoder: &mut Option<Decoder>,
    each: &mut impl FnMut(AnswerEvent),
) -> Ending {
    let (base, key, language) = (ask.base.clone(), ask.key.clone(), ask.language);
    let request = match request(client, ask, each).await {
        Ok(request) => request,
        Err(failure) => return Ending::Failed(failure),
    };
    let asked = Asked {
        model: request.model.clone(),
        n: request.parameters.n.unwrap_or(1),
        pictures_sent: request.pictures(),
        language,
        redaction: key.as_ref().map(|key| Redaction::of_key(key.expose())).unwrap_or_default(),
    };
    exchange(client, &base, key.as_ref(), request, asked, decoder, each).await
}

/// The request, with a notice for everything in it that is not as the user asked.
async fn request(client: &Client, ask: Ask, each: &mut impl FnMut(AnswerEvent)) -> Result<Request, Failure> {
    if ask.key.is_none() && !ask.base.is_loopback() {
        return Err(Code::NoKey.into());
    }
    ask.parameters.check()?;
    let says_something =
        ask.turns.last().is_some_and(|turn| !turn.question.trim().is_empty() || !turn.pictures.is_empty());
    if !says_something {
        return Err(Failure { field: Some("messages".into()), ..Failure::new(Code::BadRequest) });
    }
    if ask.model.trim().is_empty() {
        return Err(Failure { field: Some("model".into()), ..Failure::new(Code::BadRequest) });
    }
    let mut notice = |code, field: Option<&str>, count: usize| {
        let count = u32::try_from(count).ok().filter(|count| *count > 0);
        each(AnswerEvent::Notice(Notice { code, field: field.map(str::to_owned), count }));
    };
    let family = Family::of(&ask.model);
    let shown = pictures::shown(&ask.turns, &ask.model, family.max_pictures, client.timers().picture).await?;
    if shown.joined > 0 {
        notice(NoticeCode::PicturesJoined, None, shown.joined);
    }
    if shown.left_out > 0 {
        notice(NoticeCode::PictureLeftOut, None, shown.left_out);
    }
    let folds = !family.system_with_picture && shown.of_turns.iter().any(|pictures| !pictures.is_empty());
    let system = ask.system.filter(|system| !system.trim().is_empty());
    if folds && system.is_some() {
        notice(NoticeCode::SystemFolded, None, 0);
    }
    let mut parameters = ask.parameters;
    for field in parameters.adapt_to(family) {
        notice(NoticeCode::FieldDropped, Some(field.name()), 0);
    }
    let messages = messages::messages(ask.turns, shown.of_turns, system, folds);
    Ok(Request { model: ask.model.trim().to_owned(), messages, parameters })
}
