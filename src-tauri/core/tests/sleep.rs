//! What becomes of an answer while this program sleeps: `examples/ask` is stopped and woken by the system.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // the exemption for tests does not reach what they share

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scripted_server::{Gate, Script, Server};
use serde_json::{Value, json};

/// Longer than what counts as sleep.
const NAP: Duration = Duration::from_secs(7);

fn ask(server: &Server) -> Child {
    // Cargo builds the examples of a package beside its tests.
    let tests = std::env::current_exe().unwrap();
    let example = tests.ancestors().nth(2).unwrap().join("examples/ask");
    let mut command = Command::new(example);
    command.args(["--service", &server.origin(), "What is this?"]).env("WHATSIT_KEY", "sk-0123456789");
    command.stdout(Stdio::piped()).spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn events(child: &mut Child) -> impl Iterator<Item = Value> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap())
}

fn text(text: &str) -> String {
    format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": {"content": text}}]}))
}

/// What comes of this script when the program sleeps once `before` came, or once the question was sent; and how long
/// after waking the end was there. `gate` is opened on waking.
fn slept(script: Script, before: Option<&str>, gate: &Gate) -> (Value, Duration) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::play([script])).unwrap();
    let mut child = ask(&server);
    let mut events = events(&mut child);
    match before {
        Some(kind) => assert!(events.any(|event| event["type"] == kind)),
        None => runtime.block_on(server.asked(1)),
    }
    signal(&child, "-STOP");
    std::thread::sleep(NAP);
    signal(&child, "-CONT");
    let woken = Instant::now();
    gate.open();
    let end = events.last().unwrap();
    let took = woken.elapsed();
    child.wait().unwrap();
    (end, took)
}

#[test]
fn a_stream_that_died_meanwhile_ends_within_five_seconds_of_waking() {
    let script = Script::stream().chunk(text("Hello")).stall();
    let (end, took) = slept(script, Some("text"), &Gate::closed());
    assert_eq!((&end["type"], &end["error"]["code"]), (&json!("interrupted"), &json!("stalled")), "{end}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_question_that_was_never_answered_ends_too() {
    let (end, took) = slept(Script::new().stall(), None, &Gate::closed());
    assert_eq!((&end["type"], &end["error"]["cause"]), (&json!("failed"), &json!("timeout")), "{end}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_stream_that_goes_on_after_waking_comes_to_its_end() {
    let gate = Gate::closed();
    let stop =
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let script = Script::stream().chunk(text("Hello")).gate(&gate).chunk(stop).last_chunk();
    let (end, _) = slept(script, Some("text"), &gate);
    assert_eq!(end["type"], "finished", "{end}");
}
