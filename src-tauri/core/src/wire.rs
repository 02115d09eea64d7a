//! What crosses between the shell and the page, declared once. The page's `types.ts` is written from here;
//! a test fails when the two differ (`cargo xtask types` writes it anew).
//!
//! Nothing here can hold a key or a path.

use serde::{Deserialize, Serialize};

use crate::consent::ConsentNeeded;
use crate::draft::Trouble;
use crate::error::Failure;
use crate::event::{Notice, Usage};
use crate::history::{NotAsked, NotFound};
use crate::markdown::Block;
use crate::settings::{Language, Settings};
use whatsit_picture::Refusal;

/// Everything the page needs to draw itself, also after it was reloaded.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Start {
    /// The program's version.
    pub version: String,
    /// The language to show.
    pub language: Language,
    /// What the user chose.
    pub settings: Settings,
    /// The service and its key.
    pub account: Account,
    /// The open conversation.
    pub conversation: Conversation,
    /// The text in the question box.
    pub question: String,
    /// Pictures that wait for their question, in the order they are sent.
    pub draft: Vec<Waiting>,
    /// How many pictures may wait.
    pub max_waiting: usize,
    /// How many pictures the chosen model takes in one request.
    pub max_pictures: usize,
    /// Something to tell at the start: part of what waited could not be read and was set aside.
    pub draft_incomplete: bool,
    /// Something to tell at the start: what waits cannot be written to the disk.
    pub draft_trouble: Option<Trouble>,
    /// Another thing to tell: the last run ended with a fault of this program. Told once.
    pub fault_last_time: bool,
    /// Something to tell of the settings file.
    pub settings_fault: Option<SettingsFault>,
}

/// What is wrong with the settings file. There are settings all the same, and a change counts until the app closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum SettingsFault {
    /// It could not be read: it is kept under another name, and the defaults are used.
    SettingsSetAside,
    /// It could not be read: it is kept under another name, and what was written last is used.
    SettingsRestored,
    /// A newer version wrote it: it is kept under another name, and the defaults are used.
    SettingsNewer,
    /// It cannot be written.
    ReadOnly,
    /// There is no room to write it.
    DiskFull,
}

impl SettingsFault {
    /// Its name, as it crosses to the page and stands in the log.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SettingsSetAside => "settings_set_aside",
            Self::SettingsRestored => "settings_restored",
            Self::SettingsNewer => "settings_newer",
            Self::ReadOnly => "read_only",
            Self::DiskFull => "disk_full",
        }
    }
}

/// The service that would be asked, and whether there is a key for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Account {
    /// The service's origin, `https://api.302.ai`.
    pub service: String,
    /// The key.
    pub key: KeyState,
}

/// What is known of the key. Never the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum KeyState {
    /// The keychain is being asked.
    Reading,
    /// There is none.
    None,
    /// The system's keychain holds one.
    Kept {
        /// Its last four characters; empty when it is too short to show any.
        ends_in: String,
    },
    /// This run of the app holds one.
    Session {
        /// Its last four characters; empty when it is too short to show any.
        ends_in: String,
    },
    /// The keychain did not answer as it should.
    Unreadable {
        /// Why.
        code: KeyStoreCode,
    },
}

/// Why the system's keychain did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[error("{self:?}")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum KeyStoreCode {
    /// There is no keychain on this system.
    Absent,
    /// It is locked.
    Locked,
    /// The user closed its question.
    Dismissed,
    /// It refused.
    Denied,
    /// The key is longer than it takes.
    TooLong,
    /// It did not answer in time.
    Timeout,
    /// Anything else.
    Other,
}

/// What became of a key the user entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum KeySaved {
    /// Kept. The first question will prove it.
    Kept,
    /// Kept for this run only, as the user chose.
    Session,
}

/// Why a key the user entered was not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum KeyRefused {
    /// Nothing was entered.
    Empty,
    /// It holds characters no key has (spaces within, control characters, letters outside ASCII).
    Malformed,
    /// The service says that it is not a key of its own.
    Wrong,
    /// The keychain did not take it.
    KeyStore {
        /// Why.
        code: KeyStoreCode,
    },
}

/// What was found on the clipboard. Its text is none of it: the page knows only what was pasted into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Pasted {
    /// Pictures or other files: the page hears of each like of a dropped one.
    Picture,
    /// Neither.
    Nothing,
    /// The program that holds it did not answer in time.
    Unanswered,
}

/// A conversation: questions with their answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Conversation {
    /// Its name among conversations.
    pub id: String,
    /// In the order they were asked.
    pub turns: Vec<Turn>,
}

/// One question, and the answer that is watched for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Turn {
    /// The question, as the user wrote it; may be empty when there is a picture.
    pub question: String,
    /// The pictures that came with it.
    pub pictures: Vec<Picture>,
    /// The answer's id, to be given to `watch`.
    pub answer: String,
}

/// A place in the row of pictures that wait for their question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Waiting {
    /// It is being opened.
    Opening {
        /// Its name among pictures.
        id: String,
        /// The file's name.
        name: Option<String>,
    },
    /// It is open.
    Ready {
        /// Its name among pictures.
        id: String,
        /// The picture.
        picture: Picture,
    },
}

/// A picture that was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Picture {
    /// An opaque name.
    pub id: String,
    /// The file's name, without its folder; none when it had none.
    pub name: Option<String>,
    /// The file's format: `JPEG`, `PNG`, …
    pub format: String,
    /// Pixels, upright.
    pub width: u32,
    /// Pixels, upright.
    pub height: u32,
    /// Whether only the first picture of an animation is used.
    pub animated: bool,
    /// What would be sent to the chosen model.
    pub sent: Sent,
}

/// A picture as it leaves the computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Sent {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bytes of the encoded picture.
    pub bytes: u64,
}

/// What every window hears of, whatever it asked for.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum AppEvent {
    /// Files are held over the window.
    DragEntered,
    /// They are no longer.
    DragLeft,
    /// Something was dropped that holds no file.
    NothingDropped,
    /// A picture is being opened.
    PictureOpening {
        /// Its name from now on.
        id: String,
        /// The file's name.
        name: Option<String>,
    },
    /// It is open, or was prepared anew for another model.
    PictureReady {
        /// The picture.
        picture: Picture,
    },
    /// It could not be opened.
    PictureRefused {
        /// The name it was opening under.
        id: String,
        /// The file's name.
        name: Option<String>,
        /// Why.
        refusal: Refusal,
    },
    /// A waiting picture was taken away.
    PictureRemoved {
        /// Which.
        id: String,
    },
    /// The waiting pictures are now these, in this order.
    DraftChanged {
        /// All of them.
        draft: Vec<Waiting>,
    },
    /// These were not taken, because as many wait as may.
    TooManyPictures {
        /// The files' names.
        names: Vec<Option<String>>,
    },
    /// Whether what waits is on the disk has changed.
    DraftTrouble {
        /// Why it is not; none when it is again.
        trouble: Option<Trouble>,
    },
    /// The settings are now these.
    SettingsChanged {
        /// All of them.
        settings: Settings,
        /// How many pictures the chosen model takes in one request.
        max_pictures: usize,
        /// The language to show.
        language: Language,
    },
    /// A fault of this program, which shows nowhere else.
    Fault,
    /// The service or its key changed.
    AccountChanged {
        /// What is known now.
        account: Account,
    },
    /// Something was chosen in a context menu that is the page's to do.
    MenuChosen {
        /// What.
        choice: MenuChoice,
    },
    /// What was chosen in a context menu did not reach the clipboard.
    NotCopied {
        /// Which kind of thing.
        what: Copied,
    },
}

/// What a context menu is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum MenuSubject {
    /// A picture.
    Picture {
        /// Its id.
        id: String,
        /// Whether it already is looked at closely.
        enlarged: bool,
    },
    /// An answer.
    Answer {
        /// Its id.
        id: String,
        /// Whether some text is selected.
        selected: bool,
    },
}

/// What was chosen in a context menu, where it is the page's to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "choice", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum MenuChoice {
    /// To look at a picture closely.
    LookCloser {
        /// Its id.
        picture: String,
    },
    /// To take a waiting picture away.
    Remove {
        /// Its id.
        picture: String,
    },
    /// To copy the selected text.
    CopySelection,
    /// To select a whole answer.
    SelectAll {
        /// Its id.
        answer: String,
    },
}

/// Kinds of things that go to the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Copied {
    /// A picture.
    Picture,
    /// An answer.
    Answer,
}

/// One step of an answer on its way to the page. The first message after `watch` holds everything so far;
/// each later one, at most one a frame, what is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum AnswerUpdate {
    /// The service has taken the question.
    Started {
        /// The model that answers.
        model: String,
    },
    /// The first `keep` blocks stay; `blocks` stand behind them; what stood there before goes.
    Blocks {
        /// Zero-based, among the answers asked for.
        answer: u32,
        /// How many blocks stay.
        keep: u32,
        /// The blocks behind them.
        blocks: Vec<Block>,
    },
    /// More reasoning, plain text.
    Reasoning {
        /// Zero-based, among the answers asked for.
        answer: u32,
        /// To be appended.
        text: String,
    },
    /// More of a refusal, plain text.
    Refusal {
        /// Zero-based, among the answers asked for.
        answer: u32,
        /// To be appended.
        text: String,
    },
    /// What it cost, in tokens.
    Usage {
        /// As the service counted.
        usage: Usage,
    },
    /// Something the user should know, that is no failure.
    Notice {
        /// What.
        notice: Notice,
    },
    /// The end; nothing follows.
    End {
        /// Which end.
        end: End,
    },
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum End {
    /// It is complete.
    Finished {
        /// One for each answer: `stop`, `length`, … an open set.
        finish_reasons: Vec<String>,
    },
    /// Text came, then a failure.
    Interrupted {
        /// What happened.
        error: Failure,
    },
    /// A failure before any text.
    Failed {
        /// What happened.
        error: Failure,
    },
    /// The user stopped it.
    Stopped,
}

/// A page on the web that the app opens in the user's browser. The page names one; the address is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum WebPage {
    /// Where a key is made or managed.
    Keys,
    /// Where an account is made.
    Register,
    /// Where money is added.
    TopUp,
}

impl WebPage {
    /// The page's address.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::Keys => "https://dash.302.ai/apis/list",
            Self::Register => "https://dash.302.ai/register",
            Self::TopUp => "https://dash.302.ai/charge",
        }
    }
}

/// Why a command did nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum CommandError {
    /// The named answer, picture or conversation does not exist.
    NotFound,
    /// The address is not one a service can have.
    BadAddress,
    /// The file could not be written.
    NotSaved,
    /// The user is to agree first that pictures go to this service.
    ConsentNeeded {
        /// Its origin, `https://api.302.ai`.
        service: String,
    },
    /// As many pictures wait as may.
    TooManyPictures,
    /// The system refused (clipboard, browser).
    System,
    /// A fault of this program.
    Internal,
}

impl From<NotFound> for CommandError {
    fn from(_: NotFound) -> Self {
        Self::NotFound
    }
}

impl From<ConsentNeeded> for CommandError {
    fn from(ConsentNeeded { service }: ConsentNeeded) -> Self {
        Self::ConsentNeeded { service }
    }
}

impl From<NotAsked> for CommandError {
    fn from(not_asked: NotAsked) -> Self {
        match not_asked {
            NotAsked::NotFound => Self::NotFound,
            NotAsked::ConsentNeeded(needed) => needed.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use ts_rs::{Config, TS, TypeVisitor};

    use super::*;
    use crate::settings::SettingsChange;

    struct Declarations {
        config: Config,
        by_name: BTreeMap<String, String>,
    }

    impl TypeVisitor for Declarations {
        fn visit<T: TS + 'static + ?Sized>(&mut self) {
            let name = T::ident(&self.config);
            if T::output_path().is_none() || self.by_name.contains_key(&name) {
                return;
            }
            let declaration = format!("{}export {}\n", T::docs().unwrap_or_default(), T::decl(&self.config));
            self.by_name.insert(name, declaration);
            T::visit_dependencies(self);
        }
    }

    fn types_ts() -> String {
        let mut all =
            Declarations { config: Config::default().with_large_int("number"), by_name: BTreeMap::new() };
        all.visit::<Start>();
        all.visit::<AppEvent>();
        all.visit::<AnswerUpdate>();
        all.visit::<SettingsChange>();
        all.visit::<KeySaved>();
        all.visit::<Pasted>();
        all.visit::<KeyRefused>();
        all.visit::<WebPage>();
        all.visit::<MenuSubject>();
        all.visit::<CommandError>();
        let declarations: Vec<_> = all.by_name.into_values().collect();
        format!(
            "// What crosses between the shell and the page. Written by `cargo xtask types` from src-tauri/core/src/wire.rs.\n\n{}",
            declarations.join("\n")
        )
    }

    #[test]
    fn the_pages_types_are_the_wires_types() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/host/types.ts");
        let expected = types_ts();
        if std::env::var_os("WHATSIT_WRITE_TYPES").is_some() {
            std::fs::write(&file, &expected).unwrap();
        }
        let found = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        assert!(found == expected, "types.ts differs from wire.rs: run `cargo xtask types`");
    }
}
