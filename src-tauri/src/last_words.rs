//! One native dialog, shown by a process of its own, for when the window's process can show nothing any more.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use rfd::{MessageButtons, MessageDialog, MessageDialogResult, MessageLevel};
use whatsit_core::messages::sentence;
use whatsit_core::settings::Language;

/// The private argument; the language follows it.
const ARGUMENT: &str = "--last-words";

/// Starts the process that says it. `arguments` are this run's, to open the app again with.
pub(crate) fn say_elsewhere(language: Language, arguments: Vec<OsString>) {
    let code = match language {
        Language::English => "en",
        Language::SimplifiedChinese => "zh-CN",
    };
    start([ARGUMENT.into(), code.into()].into_iter().chain(arguments));
}

/// When this process was started only to say it: says it, and returns `true`.
pub(crate) fn were_said() -> bool {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|first| first != ARGUMENT) {
        return false;
    }
    let language = match arguments.next() {
        Some(code) if code == "zh-CN" => Language::SimplifiedChinese,
        Some(_) | None => Language::English,
    };
    if wants_to_open_again(language) {
        start(arguments);
    }
    true
}

fn wants_to_open_again(language: Language) -> bool {
    let say = |key| sentence(language, key, &[]);
    let again = say("last_words_open_again");
    let chosen = MessageDialog::new()
        .set_level(MessageLevel::Error)
        .set_title(say("app_name"))
        .set_description(format!("{}\n\n{}", say("last_words_title"), say("last_words")))
        .set_buttons(MessageButtons::OkCancelCustom(again.clone(), say("close")))
        .show();
    chosen == MessageDialogResult::Custom(again) || chosen == MessageDialogResult::Ok
}

fn start(arguments: impl Iterator<Item = OsString>) {
    let Ok(program) = std::env::current_exe() else { return };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Nothing more can be done when even this fails.
    let _ = command.spawn();
}
