//! The open conversation: what was asked with which pictures, what was answered, and the pictures that wait for
//! their question. Kept in memory.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::consent::ConsentNeeded;
use crate::picture::Picture;
use crate::wire;

/// The open conversation.
#[derive(Default)]
pub struct History {
    open: Mutex<Conversation>,
    names: AtomicU64,
}

#[derive(Default)]
struct Conversation {
    number: u64,
    draft: Vec<Waiting>,
    turns: Vec<Turn>,
}

/// A picture that waits for its question; none while it is being opened.
struct Waiting {
    id: String,
    picture: Option<Arc<Picture>>,
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
    /// A place in the draft for a picture that is about to be opened: its id.
    pub fn reserve(&self) -> String {
        let id = format!("picture-{}", self.names.fetch_add(1, Ordering::Relaxed));
        self.open().draft.push(Waiting { id: id.clone(), picture: None });
        id
    }

    /// Puts an opened picture in its place. `false` when the place was given up meanwhile.
    pub fn place(&self, picture: Arc<Picture>) -> bool {
        let mut open = self.open();
        let place = open.draft.iter_mut().find(|waiting| waiting.id == picture.id());
        place.is_some_and(|waiting| {
            waiting.picture = Some(picture);
            true
        })
    }

    /// Takes a picture, or a place for one, out of the draft.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub fn remove(&self, id: &str) -> Result<(), NotFound> {
        let mut open = self.open();
        let at = open.draft.iter().position(|waiting| waiting.id == id).ok_or(NotFound)?;
        open.draft.remove(at);
        Ok(())
    }

    /// The pictures that wait, in the order they came.
    pub fn draft(&self) -> Vec<Arc<Picture>> {
        self.open().draft.iter().filter_map(|waiting| waiting.picture.clone()).collect()
    }

    /// The picture with that id, waiting or asked about.
    pub fn picture(&self, id: &str) -> Option<Arc<Picture>> {
        let open = self.open();
        let waiting = open.draft.iter().filter_map(|waiting| waiting.picture.as_ref());
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
        let find = |id: &String| {
            open.draft.iter().find(|waiting| waiting.id == *id).and_then(|waiting| waiting.picture.clone())
        };
        let found = pictures.iter().map(find).collect::<Option<Vec<_>>>().ok_or(NotAsked::NotFound)?;
        if !found.is_empty() || open.shows_pictures() {
            consent?;
        }
        open.draft.retain(|waiting| !pictures.contains(&waiting.id));
        let (question, answer) = (question.to_owned(), answer.to_owned());
        open.turns.push(Turn { question, pictures: found, answer, text: None });
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use whatsit_picture::budget::Budget;

    fn with_picture(history: &History) -> String {
        let id = history.reserve();
        let picture =
            Picture::open(id.clone(), Some("a.jpg".into()), sample(), &Budget::for_model("m")).unwrap();
        assert!(history.place(Arc::new(picture)));
        id
    }

    fn sample() -> Vec<u8> {
        include_bytes!("../assets/sample.jpg").to_vec()
    }

    fn ask(history: &History, answer: &str, pictures: &[String]) -> Result<(), NotAsked> {
        let conversation = history.to_wire().id;
        history.ask(&conversation, answer, "What is this?", pictures, Ok(()))
    }

    #[test]
    fn a_question_takes_its_pictures_out_of_the_draft() {
        let history = History::default();
        let (first, second) = (with_picture(&history), with_picture(&history));
        ask(&history, "a1", std::slice::from_ref(&second)).unwrap();
        assert_eq!(
            history.draft().iter().map(|picture| picture.id().to_owned()).collect::<Vec<_>>(),
            [first]
        );
        assert_eq!(history.turns_up_to("a1")[0].pictures[0].id(), second);
        assert!(history.picture(&second).is_some());
    }

    #[test]
    fn a_question_with_an_unknown_picture_changes_nothing() {
        let history = History::default();
        let id = with_picture(&history);
        assert_eq!(ask(&history, "a1", &[id, "picture-99".into()]), Err(NotAsked::NotFound));
        assert_eq!(history.draft().len(), 1);
        assert!(history.to_wire().turns.is_empty());
    }

    #[test]
    fn without_consent_no_picture_is_asked_about_and_nothing_changes() {
        let history = History::default();
        let conversation = history.to_wire().id;
        let needed = || ConsentNeeded { service: "https://api.302.ai".into() };
        let refused = NotAsked::ConsentNeeded(needed());
        assert_eq!(history.ask(&conversation, "a1", "Only text", &[], Err(needed())), Ok(()));
        let id = with_picture(&history);
        let with_picture = std::slice::from_ref(&id);
        assert_eq!(history.ask(&conversation, "a2", "", with_picture, Err(needed())).as_ref(), Err(&refused));
        assert_eq!((history.draft().len(), history.to_wire().turns.len()), (1, 1));

        // Another service was chosen since: the pictures of the conversation would go along with a question.
        history.ask(&conversation, "a2", "", with_picture, Ok(())).unwrap();
        assert_eq!(history.ask(&conversation, "a3", "Only text", &[], Err(needed())).as_ref(), Err(&refused));
        assert_eq!(history.ask_again(&conversation, "a3", Err(needed())).as_ref(), Err(&refused));
        let answers: Vec<_> = history.to_wire().turns.into_iter().map(|turn| turn.answer).collect();
        assert_eq!(answers, ["a1", "a2"]);
    }

    #[test]
    fn a_picture_removed_while_it_opens_finds_no_place() {
        let history = History::default();
        let id = history.reserve();
        history.remove(&id).unwrap();
        let picture = Picture::open(id, None, sample(), &Budget::for_model("m")).unwrap();
        assert!(!history.place(Arc::new(picture)));
    }

    #[test]
    fn a_new_answer_takes_the_place_of_the_last_and_the_old_is_no_context() {
        let history = History::default();
        ask(&history, "a1", &[]).unwrap();
        let conversation = history.to_wire().id;
        assert_eq!(history.ask_again(&conversation, "a2", Ok(())), Ok("a1".into()));
        history.keep("a1", "late".into());
        assert_eq!(history.turns_up_to("a2")[0].text, None);
        history.keep("a2", "text".into());
        assert_eq!(history.turns_up_to("a2")[0].text.as_deref(), Some("text"));
    }

    #[test]
    fn a_new_conversation_keeps_the_pictures_that_wait_and_refuses_the_old_name() {
        let history = History::default();
        with_picture(&history);
        ask(&history, "a1", &[]).unwrap();
        let old = history.to_wire().id;
        let (new, answers) = history.open_new();
        assert_eq!(answers, ["a1"]);
        assert_ne!(old, new);
        assert_eq!(history.draft().len(), 1);
        assert_eq!(history.ask(&old, "a2", "late", &[], Ok(())), Err(NotAsked::NotFound));
    }
}
