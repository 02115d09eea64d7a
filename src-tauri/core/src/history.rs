//! The open conversation: what was asked with which pictures, what was answered, and what waits to be asked.
//! Kept in memory; what waits also on the disk ([`crate::draft`]), and with it a question until it is answered.

mod waiting;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::waiting::WaitingPictures;
pub use self::waiting::{Full, MAX_WAITING};
use crate::consent::ConsentNeeded;
use crate::draft::folder::Folder;
use crate::draft::writer::Writer;
use crate::draft::{Draft, DraftPicture, Trouble};
use crate::picture::Picture;
use crate::wire;

/// The open conversation.
#[derive(Default)]
pub struct History {
    open: Mutex<Conversation>,
    names: AtomicU64,
    writer: Option<Writer>,
}

#[derive(Default)]
struct Conversation {
    number: u64,
    /// The text in the question box.
    question: String,
    waiting: WaitingPictures,
    turns: Vec<Turn>,
}

/// A picture that an earlier run left, and that has a place again: it is to be opened.
#[derive(Debug)]
pub struct Left {
    /// The id of its place.
    pub id: String,
    /// The name it had.
    pub name: Option<String>,
    /// Where the file is.
    pub file: PathBuf,
}

/// What an earlier run left.
#[derive(Debug, Default)]
pub struct Restored {
    /// Its pictures, in order.
    pub pictures: Vec<Left>,
    /// Something could not be read. It was set aside.
    pub incomplete: bool,
}

/// One question with its answer.
#[derive(Clone)]
pub struct Turn {
    /// The question as it was written; may be empty when there is a picture.
    pub question: String,
    /// The pictures that came with it.
    pub pictures: Vec<Arc<Picture>>,
    /// The id of the answer that is shown.
    pub answer: String,
    /// The answer's text, Markdown, when it has any and has ended.
    pub text: Option<String>,
    /// Whether anything was answered, or the user stopped it: until then the question is kept like one not asked.
    pub answered: bool,
}

/// The conversation, answer or picture that was named is not the open one's.
#[derive(Debug, PartialEq, Eq)]
pub struct NotFound;

/// Why a question was not taken; nothing has changed.
#[derive(Debug, PartialEq, Eq)]
pub enum NotAsked {
    /// The conversation is not the open one, or a picture does not wait there.
    NotFound,
    /// A picture would be sent, to a service the user has not agreed to.
    ConsentNeeded(ConsentNeeded),
}

impl History {
    /// A conversation whose draft is kept in `folder`, begun with what an earlier run left there. `told` hears when
    /// the draft cannot be written, and when it can be again.
    pub fn open_in(folder: &Path, told: impl Fn(Option<Trouble>) + Send + 'static) -> (Self, Restored) {
        let (folder, found) = Folder::open(folder);
        let mut history = Self::default();
        let mut pictures = Vec::with_capacity(found.pictures.len());
        let Some(mut folder) = folder else {
            return (history, Restored { pictures, incomplete: found.incomplete });
        };
        {
            let mut open = history.open();
            open.question = found.question;
            for picture in found.pictures {
                let id = history.new_id();
                let file = folder.adopt(&id, &picture.file);
                open.waiting.add(id.clone(), picture.name.clone());
                pictures.push(Left { id, name: picture.name, file });
            }
        }
        history.writer = Some(Writer::start(folder, told));
        (history, Restored { pictures, incomplete: found.incomplete })
    }

    /// Writes what waits to the disk now, without what was taken away: at most for `patience`.
    pub fn close(&self, patience: Duration) {
        self.change(|open| open.waiting.forget_all_removed());
        if let Some(writer) = &self.writer {
            let _ = writer.flush(patience);
        }
    }

    /// Why what waits is not on the disk, if it could not be written.
    pub fn trouble(&self) -> Option<Trouble> {
        self.writer.as_ref().and_then(Writer::trouble)
    }

    /// Replaces the text in the question box.
    pub fn write_question(&self, question: String) {
        self.change(|open| open.question = question);
    }

    /// The text in the question box.
    pub fn question(&self) -> String {
        self.open().question.clone()
    }

    /// A place in the draft for a picture that is about to be opened: its id.
    ///
    /// # Errors
    ///
    /// When as many wait as may.
    pub fn reserve(&self, name: Option<String>) -> Result<String, Full> {
        let mut open = self.open();
        if open.waiting.is_full() {
            return Err(Full);
        }
        let id = self.new_id();
        open.waiting.add(id.clone(), name);
        Ok(id)
    }

    /// Puts an opened picture in its place. `false` when that was taken away meanwhile.
    pub fn place(&self, picture: Arc<Picture>) -> bool {
        self.change(|open| open.waiting.fill(picture))
    }

    /// Gives up the place of a picture that could not be opened.
    pub fn give_up(&self, id: &str) {
        self.change(|open| open.waiting.give_up(id));
    }

    /// Takes a picture, or a place for one, out of the draft. It can be taken back.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub fn remove(&self, id: &str) -> Result<(), NotFound> {
        self.change(|open| open.waiting.remove(id)).then_some(()).ok_or(NotFound)
    }

    /// Takes a picture back to where it stood.
    ///
    /// # Errors
    ///
    /// When it is forgotten, or its place was given away.
    pub fn restore(&self, id: &str) -> Result<Result<(), Full>, NotFound> {
        self.change(|open| open.waiting.restore(id)).ok_or(NotFound)
    }

    /// A picture that was taken away can no longer be taken back.
    pub fn forget(&self, id: &str) {
        self.change(|open| open.waiting.forget(id));
    }

    /// Moves a waiting picture to the place `to`, zero-based.
    ///
    /// # Errors
    ///
    /// When it does not wait.
    pub fn move_picture(&self, id: &str, to: usize) -> Result<(), NotFound> {
        self.change(|open| open.waiting.move_to(id, to)).then_some(()).ok_or(NotFound)
    }

    /// The open pictures that wait, in order.
    pub fn draft(&self) -> Vec<Arc<Picture>> {
        self.open().waiting.places().iter().filter_map(|place| place.picture.clone()).collect()
    }

    /// What the page may know of the pictures that wait, in order.
    pub fn draft_to_wire(&self) -> Vec<wire::Waiting> {
        self.open().waiting.places().iter().map(waiting::Place::to_wire).collect()
    }

    /// The picture with that id, waiting or asked about.
    pub fn picture(&self, id: &str) -> Option<Arc<Picture>> {
        let open = self.open();
        let waiting = open.waiting.places().iter().filter_map(|place| place.picture.as_ref());
        let asked = open.turns.iter().flat_map(|turn| &turn.pictures);
        waiting.chain(asked).find(|picture| picture.id() == id).cloned()
    }

    /// Adds a question; the pictures it names leave the draft and go with it. `consent` says whether pictures may be
    /// sent, these and those of the conversation so far.
    ///
    /// # Errors
    ///
    /// Why not; then nothing has changed.
    pub fn ask(
        &self,
        conversation: &str,
        answer: &str,
        question: &str,
        pictures: &[String],
        consent: Result<(), ConsentNeeded>,
    ) -> Result<(), NotAsked> {
        let mut open = self.named(conversation)?;
        let found = open.waiting.find(pictures).ok_or(NotAsked::NotFound)?;
        if !found.is_empty() || open.shows_pictures() {
            consent?;
        }
        open.waiting.leave(pictures);
        let pictures = found;
        let (question, answer) = (question.to_owned(), answer.to_owned());
        open.turns.push(Turn { question, pictures, answer, text: None, answered: false });
        self.keep_draft(&open);
        Ok(())
    }

    /// Puts a new answer in the place of the last one, and returns the id of that. `consent` as in [`History::ask`].
    ///
    /// # Errors
    ///
    /// Why not, `NotFound` also when nothing was asked; then nothing has changed.
    pub fn ask_again(
        &self,
        conversation: &str,
        answer: &str,
        consent: Result<(), ConsentNeeded>,
    ) -> Result<String, NotAsked> {
        let mut open = self.named(conversation)?;
        if open.shows_pictures() {
            consent?;
        }
        let last = open.turns.last_mut().ok_or(NotAsked::NotFound)?;
        last.text = None;
        Ok(std::mem::replace(&mut last.answer, answer.to_owned()))
    }

    /// Keeps the text of an answer that ended, as context for what is asked next. An answer that is no longer
    /// shown is not context.
    pub fn keep(&self, answer: &str, text: String) {
        let mut open = self.open();
        if let Some(turn) = open.turns.iter_mut().find(|turn| turn.answer == answer) {
            turn.text = Some(text).filter(|text| !text.is_empty());
        }
    }

    /// The question of that answer has got something: it need not be asked again.
    pub fn answered(&self, answer: &str) {
        let mut open = self.open();
        let Some(turn) = open.turns.iter_mut().find(|turn| turn.answer == answer && !turn.answered) else {
            return;
        };
        turn.answered = true;
        self.keep_draft(&open);
    }

    /// Everything up to and with the question of `answer`.
    pub fn turns_up_to(&self, answer: &str) -> Vec<Turn> {
        let open = self.open();
        let end = open.turns.iter().position(|turn| turn.answer == answer).map_or(0, |at| at + 1);
        open.turns[..end].to_vec()
    }

    /// Closes the conversation and opens a new one, which takes over the pictures that wait. Returns the new
    /// conversation's id, and the ids of the answers of the old one.
    pub fn open_new(&self) -> (String, Vec<String>) {
        let mut open = self.open();
        let answers = open.turns.drain(..).map(|turn| turn.answer).collect();
        open.number += 1;
        self.keep_draft(&open);
        (open.id(), answers)
    }

    /// What the page may know of the conversation.
    pub fn to_wire(&self) -> wire::Conversation {
        let open = self.open();
        let turn = |turn: &Turn| wire::Turn {
            question: turn.question.clone(),
            pictures: turn.pictures.iter().map(|picture| picture.to_wire()).collect(),
            answer: turn.answer.clone(),
        };
        wire::Conversation { id: open.id(), turns: open.turns.iter().map(turn).collect() }
    }

    fn named(&self, conversation: &str) -> Result<MutexGuard<'_, Conversation>, NotFound> {
        let open = self.open();
        if open.id() == conversation { Ok(open) } else { Err(NotFound) }
    }

    fn new_id(&self) -> String {
        format!("picture-{}", self.names.fetch_add(1, Ordering::Relaxed))
    }

    fn change<T>(&self, change: impl FnOnce(&mut Conversation) -> T) -> T {
        let mut open = self.open();
        let result = change(&mut open);
        self.keep_draft(&open);
        result
    }

    fn keep_draft(&self, open: &Conversation) {
        if let Some(writer) = &self.writer {
            writer.write(open.to_keep());
        }
    }

    fn open(&self) -> MutexGuard<'_, Conversation> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<NotFound> for NotAsked {
    fn from(_: NotFound) -> Self {
        Self::NotFound
    }
}

impl From<ConsentNeeded> for NotAsked {
    fn from(needed: ConsentNeeded) -> Self {
        Self::ConsentNeeded(needed)
    }
}

impl Conversation {
    fn id(&self) -> String {
        format!("conversation-{}", self.number)
    }

    /// Whether a question has pictures: they go along with the next one.
    fn shows_pictures(&self) -> bool {
        self.turns.iter().any(|turn| !turn.pictures.is_empty())
    }

    /// What waits, behind a question that was asked and has no answer.
    fn to_keep(&self) -> Draft {
        let unanswered = self.turns.last().filter(|turn| !turn.answered);
        let asked = unanswered.into_iter().flat_map(|turn| &turn.pictures).map(|picture| DraftPicture {
            id: picture.id().to_owned(),
            name: picture.name().map(str::to_owned),
            original: Some(Arc::clone(picture.original())),
        });
        let waiting = self.waiting.places().iter().map(|place| DraftPicture {
            id: place.id.clone(),
            name: place.name.clone(),
            original: place.picture.as_ref().map(|picture| Arc::clone(picture.original())),
        });
        let mut questions: Vec<_> = unanswered.map(|turn| turn.question.as_str()).into_iter().collect();
        questions.push(&self.question);
        questions.dedup();
        questions.retain(|question| !question.trim().is_empty());
        Draft {
            question: questions.join("\n\n"),
            pictures: asked.chain(waiting).collect(),
            removed: self.waiting.removed_ids(),
            unreadable: self.waiting.unreadable_ids(),
        }
    }
}

#[cfg(test)]
mod tests;
