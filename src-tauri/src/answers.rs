//! The answers of this run. An answer belongs to the program and not to a page: a page watches it, may go away,
//! and watch it again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tauri::ipc::Channel;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use whatsit_core::error::Failure;
use whatsit_core::event::{AnswerEvent, NoticeCode};
use whatsit_core::wire::{AnswerUpdate, End};

use crate::record::Record;

/// The least time between two messages to a page: a frame.
const FRAME: Duration = Duration::from_millis(16);

/// The answers of this run, by the id that their page made.
#[derive(Default)]
pub(crate) struct Answers {
    by_id: Mutex<HashMap<String, Arc<Answer>>>,
}

/// One answer, running or ended.
#[derive(Default)]
pub(crate) struct Answer {
    inner: Mutex<Inner>,
    changed: Notify,
    /// Cancelling it drops the response.
    pub(crate) stop: CancellationToken,
}

#[derive(Default)]
struct Inner {
    record: Record,
    /// By the label of their window: a page that was reloaded takes its own place.
    watching: HashMap<String, Channel<Vec<AnswerUpdate>>>,
}

impl Answers {
    /// A new answer with that id; none when there is one already, so that nothing is asked twice.
    pub(crate) fn begin(&self, id: &str) -> Option<Arc<Answer>> {
        let mut by_id = self.by_id();
        if by_id.contains_key(id) {
            return None;
        }
        let answer = Arc::new(Answer::default());
        by_id.insert(id.to_owned(), Arc::clone(&answer));
        Some(answer)
    }

    /// The answer with that id.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Answer>> {
        self.by_id().get(id).cloned()
    }

    /// Stops an answer and forgets it.
    pub(crate) fn forget(&self, id: &str) {
        if let Some(answer) = self.by_id().remove(id) {
            answer.stop.cancel();
        }
    }

    fn by_id(&self) -> MutexGuard<'_, HashMap<String, Arc<Answer>>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer {
    /// Takes an event in; whoever watches hears of it within a frame.
    pub(crate) fn take(&self, event: AnswerEvent) {
        self.inner().record.take(event);
        self.changed.notify_one();
    }

    /// Ends it with a failure: what was written so far stays.
    pub(crate) fn fail(&self, error: Failure) {
        let written = !self.plain_text().is_empty();
        self.take(if written { AnswerEvent::Interrupted { error } } else { AnswerEvent::Failed { error } });
    }

    /// Sends `channel` everything so far, and from now on what is new.
    pub(crate) fn watch(&self, window: &str, channel: Channel<Vec<AnswerUpdate>>) {
        let mut inner = self.inner();
        inner.tell_news();
        if channel.send(inner.record.so_far()).is_ok() {
            inner.watching.insert(window.to_owned(), channel);
        }
    }

    /// Tells whoever watches, at most once a frame, until the end is told.
    pub(crate) async fn tell(&self) {
        loop {
            self.changed.notified().await;
            let next = Instant::now() + FRAME;
            if self.inner().tell_news() {
                return;
            }
            sleep_until(next).await;
        }
    }

    /// The text so far, as Markdown.
    pub(crate) fn text(&self) -> String {
        self.inner().record.text().to_owned()
    }

    /// The text so far, as a reader would copy it.
    pub(crate) fn plain_text(&self) -> String {
        self.inner().record.plain_text()
    }

    /// How it ended, and what the user was told beside it; none while it is being written.
    pub(crate) fn ending(&self) -> Option<(End, Vec<NoticeCode>)> {
        self.inner().record.ending()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// `true` when the end was told.
    fn tell_news(&mut self) -> bool {
        let news = self.record.news();
        if !news.is_empty() {
            self.watching.retain(|_, channel| channel.send(news.clone()).is_ok());
        }
        self.record.has_ended()
    }
}
