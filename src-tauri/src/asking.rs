//! From a question on the page to an answer that is being written.

use std::sync::Arc;

use tauri::{AppHandle, Manager};
use whatsit_core::ask::{Ask, ask};
use whatsit_core::error::{Code, Failure};
use whatsit_core::event::AnswerEvent;
use whatsit_core::history::NotFound;
use whatsit_core::practice::{Practice, READING_PACE};
use whatsit_core::wire::CommandError;

use crate::answers::Answer;
use crate::whatsit::{Whatsit, language};

/// Begins the answer `id` to what `add` puts into the history. Asked twice with the same id, it is sent once.
pub(crate) fn begin(
    app: &AppHandle,
    id: &str,
    add: impl FnOnce() -> Result<(), NotFound>,
) -> Result<(), CommandError> {
    let whatsit = app.state::<Whatsit>();
    let Some(answer) = whatsit.answers.begin(id) else { return Ok(()) };
    if let Err(not_found) = add() {
        whatsit.answers.forget(id);
        return Err(not_found.into());
    }
    let (app, id) = (app.clone(), id.to_owned());
    tauri::async_runtime::spawn(async move {
        let teller = Arc::clone(&answer);
        let told = tauri::async_runtime::spawn(async move { teller.tell().await });
        let writer = tauri::async_runtime::spawn(write(app.clone(), id.clone(), Arc::clone(&answer)));
        if writer.await.is_err() {
            // A fault of ours must not leave an answer without an end.
            answer.take(AnswerEvent::Failed { error: Failure::new(Code::Internal) });
        }
        app.state::<Whatsit>().history.keep(&id, answer.text());
        let _ = told.await;
    });
    Ok(())
}

async fn write(app: AppHandle, id: String, answer: Arc<Answer>) {
    let whatsit = app.state::<Whatsit>();
    let prepared = tokio::select! {
        () = answer.stop.cancelled() => return answer.take(AnswerEvent::Stopped),
        prepared = prepare(&app, &whatsit, &id) => prepared,
    };
    match prepared {
        Ok(question) => ask(&whatsit.client, question, answer.stop.clone(), |event| answer.take(event)).await,
        Err(error) => answer.take(AnswerEvent::Failed { error }),
    }
}
