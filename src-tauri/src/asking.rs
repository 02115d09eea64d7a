//! From a question on the page to an answer that is being written.

use std::sync::Arc;
use std::time::Instant;

use tauri::{AppHandle, Manager};
use whatsit_core::ask::{self, Ask, ask};
use whatsit_core::consent::ConsentNeeded;
use whatsit_core::credential::Key;
use whatsit_core::error::{Code, Failure};
use whatsit_core::event::AnswerEvent;
use whatsit_core::history::{self, NotAsked};
use whatsit_core::log::Entry;
use whatsit_core::picture::Picture;
use whatsit_core::practice::{Practice, READING_PACE};
use whatsit_core::service::address::Base;
use whatsit_core::service::parameters::Parameters;
use whatsit_core::settings::Settings;
use whatsit_core::wire::CommandError;
use whatsit_picture::budget::Budget;

use crate::answers::Answer;
use crate::faults::task_showing_by_itself;
use crate::whatsit::{Whatsit, language};

/// Begins the answer `id` to what `add` puts into the history, being told whether pictures may be sent. Asked twice
/// with the same id, it is sent once. It goes to the service that is chosen now, to which consent was checked,
/// whatever is chosen a moment later.
pub(crate) fn begin(
    app: &AppHandle,
    id: &str,
    add: impl FnOnce(Result<(), ConsentNeeded>) -> Result<(), NotAsked>,
) -> Result<(), CommandError> {
    #[cfg(debug_assertions)]
    crate::rehearsal::panic_upon_question(app);
    let whatsit = app.state::<Whatsit>();
    let Some(answer) = whatsit.answers.begin(id) else { return Ok(()) };
    let (settings, consent) = whatsit.settings.current_with_consent();
    if let Err(not_asked) = add(consent) {
        whatsit.answers.forget(id);
        return Err(not_asked.into());
    }
    let (app, id) = (app.clone(), id.to_owned());
    tauri::async_runtime::spawn(async move {
        let teller = Arc::clone(&answer);
        let told = tauri::async_runtime::spawn(async move { teller.tell().await });
        let begun = Instant::now();
        let work = write(app.clone(), id.clone(), Arc::clone(&answer), settings);
        let writer = tauri::async_runtime::spawn(task_showing_by_itself(work));
        if writer.await.is_err() {
            // A fault of ours must not leave an answer without an end.
            answer.fail(Code::Internal.into());
        }
        let whatsit = app.state::<Whatsit>();
        whatsit.history.keep(&id, answer.text());
        log(&whatsit, &id, &answer, begun);
        let _ = told.await;
    });
    Ok(())
}

/// Writes down how an answer ended, and nothing of what it says.
fn log(whatsit: &Whatsit, id: &str, answer: &Answer, begun: Instant) {
    let Some((end, notices)) = answer.ending() else { return };
    whatsit.log.write(&Entry::Answered {
        end: &end,
        notices: &notices,
        took: begun.elapsed(),
        pictures: whatsit.history.turns_up_to(id).iter().map(|turn| turn.pictures.len()).sum(),
        text_bytes: answer.text().len(),
    });
}

async fn write(app: AppHandle, id: String, answer: Arc<Answer>, settings: Settings) {
    let whatsit = app.state::<Whatsit>();
    let take = |event: AnswerEvent| {
        if event.answers() {
            whatsit.history.answered(&id);
        }
        answer.take(event);
    };
    #[cfg(debug_assertions)]
    crate::rehearsal::panic_in_answer();
    #[cfg(debug_assertions)]
    if let Some(events) = crate::rehearsal::answer(language(&settings)) {
        return events.into_iter().for_each(take);
    }
    let question = tokio::select! {
        () = answer.stop.cancelled() => return take(AnswerEvent::Stopped),
        question = question(&app, &whatsit, &id, settings) => question,
    };
    match question {
        Ok(question) => ask(&whatsit.client, question, answer.stop.clone(), take).await,
        Err(error) => answer.fail(error),
    }
}

/// What is asked, of whom, with which key.
async fn question(
    app: &AppHandle,
    whatsit: &Whatsit,
    answer: &str,
    settings: Settings,
) -> Result<Ask, Failure> {
    let (base, key) = destination(app, whatsit, &settings).await?;
    let budget = Budget::for_model(&settings.model);
    let turns = whatsit.history.turns_up_to(answer);
    Ok(Ask {
        base,
        key,
        parameters: Parameters::default(),
        system: None,
        turns: turns.into_iter().map(|turn| to_ask(turn, &budget)).collect(),
        language: language(&settings),
        model: settings.model,
    })
}

/// The service to ask. Practice only when it was chosen: never in the place of a key that is missing.
async fn destination(
    app: &AppHandle,
    whatsit: &Whatsit,
    settings: &Settings,
) -> Result<(Base, Option<Key>), Failure> {
    if !settings.practice {
        let base = settings.base();
        let key = whatsit.keys.key(&base.origin()).await;
        return Ok((base, key));
    }
    let asks_in = app.clone();
    let language = move || language(&asks_in.state::<Whatsit>().settings.current());
    let start = || Practice::start(READING_PACE, language);
    let practice = whatsit.practice.get_or_try_init(start).await.map_err(|_| Code::Internal)?;
    let base = Base::from_typed(&practice.base()).map_err(|_| Code::Internal)?;
    Ok((base, Key::from_typed(practice.key()).ok()))
}

fn to_ask(turn: history::Turn, budget: &Budget) -> ask::Turn {
    let picture = |picture: &Arc<Picture>| ask::Picture {
        original: Arc::clone(picture.original()),
        prepared: picture.prepared_if(budget),
    };
    ask::Turn {
        question: turn.question,
        pictures: turn.pictures.iter().map(picture).collect(),
        answer: turn.text,
    }
}
