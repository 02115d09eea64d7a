//! The client against two published servers that play the API and its failures, neither of them ours: `llmock` (`PyPI`)
//! and `aimock` (npm), both kept under `target/known-servers`. Each question goes through `examples/ask`, as a program.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use xshell::{Shell, cmd};

const LLMOCK: &str = "llmock==0.2.2";
const AIMOCK: &str = "@copilotkit/aimock@1.43.0";
/// How long a server may take to listen.
const START: Duration = Duration::from_mins(1);

/// What is asked of a server, and what must come of it.
struct Case {
    name: &'static str,
    /// For `llmock`: what it is to do. For `aimock`: what it answers to a question with the case's name.
    server: Value,
    /// The end of the answer: its type, and its error's code.
    end: (&'static str, &'static str),
    /// What else must be true of the events.
    holds: fn(&[Value]) -> bool,
}

const fn case(
    name: &'static str,
    server: Value,
    end: (&'static str, &'static str),
    holds: fn(&[Value]) -> bool,
) -> Case {
    Case { name, server, end, holds }
}

/// Runs the cases; where a server cannot be had, says why and goes on.
pub(crate) fn check(sh: &Shell) -> Result<()> {
    let folder = std::env::current_dir()?.join("target/known-servers");
    sh.create_dir(&folder)?;
    cmd!(sh, "cargo build --package whatsit-core --example ask --locked").run()?;
    let mut failures = Vec::new();
    match llmock(sh, &folder) {
        Ok(program) => failures.extend(try_llmock(&program)?),
        Err(error) => println!("skipped: llmock cannot be had here ({error:#})"),
    }
    match aimock(sh, &folder) {
        Ok(program) => failures.extend(try_aimock(&program, &folder)?),
        Err(error) => println!("skipped: aimock cannot be had here ({error:#})"),
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

fn llmock(sh: &Shell, folder: &Path) -> Result<PathBuf> {
    let venv = folder.join("venv");
    let bin = venv.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let program = bin.join("llmock");
    if !bin.join("pip").with_extension(std::env::consts::EXE_EXTENSION).exists() {
        let python = if cfg!(windows) { "python" } else { "python3" };
        cmd!(sh, "{python} -m venv {venv}").quiet().run().context("no Python with venv")?;
    }
    let pip = bin.join("pip");
    cmd!(sh, "{pip} install --quiet --disable-pip-version-check {LLMOCK}")
        .quiet()
        .run()
        .context("no PyPI")?;
    Ok(program)
}

fn aimock(sh: &Shell, folder: &Path) -> Result<PathBuf> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    cmd!(sh, "{npm} install --silent --no-audit --no-fund --prefix {folder} {AIMOCK}")
        .quiet()
        .run()
        .context("no npm registry")?;
    Ok(folder.join("node_modules/@copilotkit/aimock/dist/cli.js"))
}

fn try_llmock(program: &Path) -> Result<Vec<String>> {
    let address = free_address()?;
    let mut command = Command::new(program);
    command.args(["serve", "-h", "127.0.0.1", "-p", &address.port().to_string()]);
    let _server =
        Running::start(command.args(["--response-style", "varied", "--log-level", "error"]), address)?;
    let mut failures = Vec::new();
    for case in llmock_cases() {
        if !case.server.is_null() {
            post(address, "/_llmock/scenario", &json!({"behaviors": case.server}))?;
        }
        failures.extend(run("llmock", &case, address)?);
    }
    Ok(failures)
}

fn try_aimock(program: &Path, folder: &Path) -> Result<Vec<String>> {
    let cases = aimock_cases();
    let fixtures = cases.iter().map(|case| {
        let mut fixture = case.server.clone();
        fixture["match"] = json!({"userMessage": case.name});
        fixture
    });
    let file = folder.join("fixtures.json");
    std::fs::write(&file, json!({"fixtures": fixtures.collect::<Vec<_>>()}).to_string())?;
    let address = free_address()?;
    let mut command = Command::new("node");
    command
        .arg(program)
        .args(["-h", "127.0.0.1", "-p", &address.port().to_string(), "-l", "20", "-f"])
        .arg(file);
    let _server = Running::start(command.args(["--log-level", "silent"]), address)?;
    let mut failures = Vec::new();
    for case in &cases {
        failures.extend(run("aimock", case, address)?);
    }
    Ok(failures)
}

fn llmock_cases() -> Vec<Case> {
    let stream_fault = |kind: &str| json!([{"type": "stream_fault", "kind": kind, "after_chunks": 3}]);
    vec![
        case("plain stream", Value::Null, ("finished", ""), has_text),
        case("usage chunk", Value::Null, ("finished", ""), |events| {
            events
                .iter()
                .any(|event| event["type"] == "usage" && event["completion_tokens"].as_u64() > Some(0))
        }),
        case("401", json!([{"type": "fail", "status": 401}]), ("failed", "bad_key"), |events| {
            status(events) == 401
        }),
        case(
            "429, once",
            json!([{"type": "fail", "status": 429, "retry_after": 1}]),
            ("finished", ""),
            |events| has_notice(events, "retried") && has_text(events),
        ),
        case(
            "429, again",
            json!([{"type": "fail", "status": 429, "retry_after": 1, "times": 2}]),
            ("failed", "rate_limited"),
            |events| has_notice(events, "retried") && end(events)["error"]["retry_after_s"] == 1,
        ),
        // It says with a 503 by itself when to try again.
        case(
            "503, again",
            json!([{"type": "fail", "status": 503, "times": 2}]),
            ("failed", "service_down"),
            |events| has_notice(events, "retried") && status(events) == 503,
        ),
        case("truncate", stream_fault("truncate"), ("interrupted", "cut_off"), has_text),
        case("disconnect", stream_fault("disconnect"), ("interrupted", "cut_off"), has_text),
        case("malformed", stream_fault("malformed"), ("finished", ""), |events| {
            has_notice(events, "skipped_lines") && has_text(events)
        }),
        case(
            "stall",
            json!([{"type": "stream_fault", "kind": "stall", "after_chunks": 3, "stall_seconds": 60}]),
            ("interrupted", "stalled"),
            has_text,
        ),
    ]
}

fn aimock_cases() -> Vec<Case> {
    let text = "A red bicycle leans against the wall of a small café, and nobody is there.";
    let refuses = |status: u16, kind: &str| json!({"response": {"error": {"message": kind, "type": kind}, "status": status}});
    vec![
        case("plain stream", json!({"response": {"content": text}}), ("finished", ""), has_text),
        case("unauthorized", refuses(401, "authentication_error"), ("failed", "bad_key"), |events| {
            status(events) == 401
        }),
        case("too many", refuses(429, "rate_limit_error"), ("failed", "rate_limited"), |events| {
            status(events) == 429
        }),
        case("unavailable", refuses(503, "server_error"), ("failed", "service_down"), |events| {
            status(events) == 503
        }),
        case(
            "truncate",
            json!({"response": {"content": text}, "truncateAfterChunks": 4}),
            ("interrupted", "cut_off"),
            has_text,
        ),
        case(
            "disconnect",
            json!({"response": {"content": text}, "latency": 100, "disconnectAfterMs": 450}),
            ("interrupted", "cut_off"),
            has_text,
        ),
        case(
            "malformed",
            json!({"response": {"content": text}, "chaos": {"malformedRate": 1}}),
            ("failed", "protocol"),
            |events| status(events) == 200,
        ),
    ]
}

/// Asks, and compares; what is wrong, if anything.
fn run(server: &str, case: &Case, address: SocketAddr) -> Result<Option<String>> {
    let program = std::env::current_dir()?.join("target/debug/examples/ask");
    let output = Command::new(program)
        .args(["--service", &format!("http://{address}"), "--model", "gpt-4o", "--silence-s", "2", case.name])
        .env("WHATSIT_KEY", "sk-known-0123456789")
        .stderr(Stdio::inherit())
        .output()
        .context("the example does not start")?;
    let lines = String::from_utf8(output.stdout)?;
    let events = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    let last = end(&events);
    let code = last["error"]["code"].as_str().unwrap_or_default();
    let is_right = last["type"] == case.end.0 && code == case.end.1 && (case.holds)(&events);
    println!("  {}  {server}: {}", if is_right { "right" } else { "WRONG" }, case.name);
    Ok((!is_right).then(|| format!("{server}, {}: expected {:?}, came\n{lines}", case.name, case.end)))
}

fn end(events: &[Value]) -> &Value {
    events.last().unwrap_or(&Value::Null)
}

fn status(events: &[Value]) -> u64 {
    end(events)["error"]["status"].as_u64().unwrap_or_default()
}

fn has_text(events: &[Value]) -> bool {
    events.iter().any(|event| event["type"] == "text")
}

fn has_notice(events: &[Value], code: &str) -> bool {
    events.iter().any(|event| event["type"] == "notice" && event["code"] == code)
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// A server that ends with this.
struct Running(Child);

impl Running {
    fn start(command: &mut Command, address: SocketAddr) -> Result<Self> {
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().context("it does not start")?;
        let (mut server, begun) = (Self(child), Instant::now());
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.0.try_wait()? {
                bail!("it ended at once: {status}");
            }
            ensure!(begun.elapsed() < START, "it does not listen");
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn post(address: SocketAddr, path: &str, body: &Value) -> Result<()> {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    ensure!(answer.starts_with("HTTP/1.1 2"), "it did not take {body}: {answer}");
    Ok(())
}
