//! Prepares pictures as the app would send them, from a terminal: one JSON object a file on standard output.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::fs;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::{Value, json};
use whatsit_picture::Refusal;
use whatsit_picture::budget::Budget;
use whatsit_picture::open;
use whatsit_picture::prepare::{Prepared, prepare};

/// Longer than this nobody waits for a picture.
const PATIENCE: Duration = Duration::from_secs(10);

/// Prepares pictures as the app would send them and prints one JSON object a file.
#[derive(Parser)]
struct Arguments {
    /// The model they are meant for.
    #[arg(long, default_value = "")]
    model: String,
    /// Where to write what would be sent, as 0.jpg, 1.png, …
    #[arg(long)]
    out: Option<PathBuf>,
    /// Pictures.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

fn main() -> ExitCode {
    // One object a file and nothing else: a decoder's panic is an outcome like any other.
    panic::set_hook(Box::new(|_| {}));
    let arguments = Arguments::parse();
    let budget = Budget::for_model(&arguments.model);
    let mut exit = ExitCode::SUCCESS;
    if let Some(folder) = &arguments.out
        && let Err(error) = fs::create_dir_all(folder)
    {
        eprintln!("{}: {error}", folder.display());
        return ExitCode::FAILURE;
    }
    for (position, file) in arguments.files.iter().enumerate() {
        let started = Instant::now();
        let outcome = prepare_in_time(file.clone(), budget.clone());
        println!("{}", line(file, &outcome, started.elapsed()));
        if let (Some(folder), Ok(prepared)) = (&arguments.out, &outcome) {
            let path = folder.join(format!("{position}.{}", prepared.media_type.extension()));
            if let Err(error) = fs::write(&path, &prepared.bytes) {
                eprintln!("{}: {error}", path.display());
                exit = ExitCode::FAILURE;
            }
        }
    }
    exit
}

/// On a thread of its own, which is left behind when it does not come back in time.
fn prepare_in_time(file: PathBuf, budget: Budget) -> Result<Prepared, Refusal> {
    let (done, outcome) = channel();
    thread::spawn(move || {
        let prepared = open::read(&file).and_then(|bytes| prepare(&bytes, &budget));
        // Nobody listens any more when it took too long.
        let _ = done.send(prepared);
    });
    outcome.recv_timeout(PATIENCE).unwrap_or_else(|error| {
        Err(match error {
            RecvTimeoutError::Timeout => Refusal::TookTooLong,
            RecvTimeoutError::Disconnected => Refusal::DecoderCrashed,
        })
    })
}

fn line(file: &Path, outcome: &Result<Prepared, Refusal>, took: Duration) -> Value {
    let file = file.to_string_lossy();
    match outcome {
        Ok(prepared) => json!({
            "file": file,
            "outcome": "prepared",
            "media_type": prepared.media_type.as_str(),
            "width": prepared.width,
            "height": prepared.height,
            "bytes": prepared.bytes.len(),
            "source": {
                "format": prepared.source.format.name(),
                "width": prepared.source.width,
                "height": prepared.source.height,
                "frames": prepared.source.frames,
            },
            "millis": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        }),
        Err(refusal) => {
            let mut line = json!({ "file": file, "outcome": "refused" });
            // A refusal serialises as its code and what belongs to it.
            if let (Value::Object(line), Ok(Value::Object(refusal))) =
                (&mut line, serde_json::to_value(refusal))
            {
                line.extend(refusal);
            }
            line
        }
    }
}
