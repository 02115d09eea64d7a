//! The core from a terminal: asks one question and prints every answer event, one JSON object a line.
//!
//! `WHATSIT_KEY=sk-… cargo run -p whatsit-core --example ask -- --service URL [--model ID] [--picture FILE]…
//! [--set name=value]… [--no-stream] "question"`
//!
//! Exactly one end is printed, whatever happens; the program succeeds when it is `finished`. Ctrl+C stops.
#![allow(clippy::print_stdout)] // the events are what it is for

use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use whatsit_core::ask::{Ask, Picture, Turn, ask, picture_failure};
use whatsit_core::credential::{Key, NoKey};
use whatsit_core::error::{Code, Failure};
use whatsit_core::event::AnswerEvent;
use whatsit_core::service::address::Base;
use whatsit_core::service::http::{Client, Timers};
use whatsit_core::service::parameters::Parameters;
use whatsit_core::settings::{DEFAULT_MODEL, DEFAULT_SERVICE, Language};
use whatsit_picture::open::read;

/// Asks one question; the key is in the environment variable `WHATSIT_KEY`.
#[derive(Parser)]
struct Arguments {
    /// The service's base address.
    #[arg(long, default_value = DEFAULT_SERVICE)]
    service: String,
    /// The model's id.
    #[arg(long, default_value = DEFAULT_MODEL)]
    model: String,
    /// A picture to ask about.
    #[arg(long)]
    picture: Vec<PathBuf>,
    /// A field of the request and its value, as JSON or as plain text.
    #[arg(long, value_name = "NAME=VALUE", allow_hyphen_values = true)]
    set: Vec<String>,
    /// How the model is to behave.
    #[arg(long)]
    system: Option<String>,
    /// Take the answer as a whole.
    #[arg(long)]
    no_stream: bool,
    /// How long a stream may be silent, in seconds.
    #[arg(long)]
    silence_s: Option<u64>,
    /// The question.
    #[arg(default_value = "")]
    question: String,
}

fn main() -> ExitCode {
    let finished = match Arguments::try_parse() {
        Ok(arguments) => run(arguments),
        Err(error) if error.use_stderr() => {
            let details = Some(error.render().to_string());
            print(&AnswerEvent::Failed { error: Failure { details, ..Failure::new(Code::BadRequest) } })
        }
        Err(help) => {
            println!("{help}");
            true
        }
    };
    if finished { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(arguments: Arguments) -> bool {
    let Ok(runtime) = tokio::runtime::Runtime::new() else {
        return print(&AnswerEvent::Failed { error: Code::Internal.into() });
    };
    let finished = runtime.block_on(async {
        let mut timers = Timers::default();
        timers.silence = arguments.silence_s.map_or(timers.silence, Duration::from_secs);
        let started = question(arguments).and_then(|question| Ok((Client::new(timers)?, question)));
        let (client, question) = match started {
            Ok(started) => started,
            Err(error) => return print(&AnswerEvent::Failed { error }),
        };
        let stop = CancellationToken::new();
        let stopper = stop.clone();
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                stopper.cancel();
            }
        });
        let mut finished = false;
        ask(&client, question, stop, |event| finished = print(&event)).await;
        finished
    });
    // A name being looked up, or a picture being decoded, is not waited for.
    runtime.shutdown_background();
    finished
}

fn question(arguments: Arguments) -> Result<Ask, Failure> {
    let base = Base::from_typed(&arguments.service).map_err(|_| Failure::new(Code::WrongAddress))?;
    let key = match Key::from_typed(&std::env::var("WHATSIT_KEY").unwrap_or_default()) {
        Ok(key) => Some(key),
        Err(NoKey::Empty) => None,
        Err(NoKey::Malformed) => return Err(Code::BadKey.into()),
    };
    let (model, parameters) = fields(&arguments)?;
    let pictures = arguments.picture.iter().map(|path| {
        let original = read(path).map_err(|refusal| picture_failure(&refusal))?;
        Ok(Picture { original: Arc::from(original), prepared: None })
    });
    let pictures = pictures.collect::<Result<_, Failure>>()?;
    let turn = Turn { question: arguments.question, pictures, answer: None };
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok());
    let language = Language::from_locale(&locale.unwrap_or_default());
    Ok(Ask { base, key, model, parameters, system: arguments.system, turns: vec![turn], language })
}

/// The model and the other fields: `--set` comes last, so that it can replace what the options said.
fn fields(arguments: &Arguments) -> Result<(String, Parameters), Failure> {
    let mut model = arguments.model.clone();
    let mut parameters = Parameters { stream: arguments.no_stream.then_some(false), ..Parameters::default() };
    for field in &arguments.set {
        let bad_field = || Failure { field: Some(field.clone()), ..Failure::new(Code::BadRequest) };
        let (name, text) = field.split_once('=').ok_or_else(bad_field)?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        match (name, value) {
            ("model", Value::String(id)) => model = id,
            (name, value) => parameters.set(name, value)?,
        }
    }
    Ok((model, parameters))
}

/// Prints an event; whether it says that the answer is complete.
fn print(event: &AnswerEvent) -> bool {
    let mut line = serde_json::to_vec(event).unwrap_or_default();
    line.push(b'\n');
    let mut out = stdout().lock();
    // Whoever reads may have gone: there is nobody left to tell.
    let _ = out.write_all(&line).and_then(|()| out.flush());
    matches!(event, AnswerEvent::Finished { .. })
}
