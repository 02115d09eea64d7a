//! What is played for one request: a list of steps, built in reading order.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Semaphore;

/// What a server does for one request. Bytes go out exactly as given; the helpers that frame them say so.
#[derive(Clone, Debug, Default)]
pub struct Script {
    pub(crate) steps: Vec<Step>,
    pub(crate) keep_alive: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Bytes(Vec<u8>),
    Gate(Gate),
    Pause(Duration),
    Stall,
    Flood(Vec<u8>),
    Reset,
}

impl Script {
    /// Does nothing but close the connection.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A whole JSON answer with its length, after which the connection stays open.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::whole(status, "application/json", body.to_string())
    }

    /// A whole answer with its length, after which the connection stays open.
    #[must_use]
    pub fn whole(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = body.len().to_string();
        Self::new()
            .head(status, &[("content-type", media_type), ("content-length", &length)])
            .bytes(body)
            .keep_alive()
    }

    /// The head of an event stream in chunks. Follow it with [`Script::chunk`] and [`Script::last_chunk`].
    #[must_use]
    pub fn stream() -> Self {
        Self::new().head(200, &[("content-type", "text/event-stream"), ("transfer-encoding", "chunked")])
    }

    /// A whole event stream: each text in a chunk of its own, then its proper end.
    #[must_use]
    pub fn streamed(texts: &[&str]) -> Self {
        texts.iter().fold(Self::stream(), |script, text| script.chunk(*text)).last_chunk().keep_alive()
    }

    /// A status line and headers.
    #[must_use]
    pub fn head(self, status: u16, headers: &[(&str, &str)]) -> Self {
        let lines: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.bytes(format!("HTTP/1.1 {status} Scripted\r\n{}\r\n", lines.concat()))
    }

    /// Bytes, as they are.
    #[must_use]
    pub fn bytes(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.step(Step::Bytes(bytes.into()))
    }

    /// One chunk of chunked coding.
    #[must_use]
    pub fn chunk(self, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let mut framed = format!("{:x}\r\n", bytes.len()).into_bytes();
        framed.extend(bytes);
        framed.extend(b"\r\n");
        self.bytes(framed)
    }

    /// The chunk that ends chunked coding.
    #[must_use]
    pub fn last_chunk(self) -> Self {
        self.bytes("0\r\n\r\n")
    }

    /// Waits until the gate is opened, or the client leaves.
    #[must_use]
    pub fn gate(self, gate: &Gate) -> Self {
        self.step(Step::Gate(gate.clone()))
    }

    /// Waits. For services somebody looks at; a test uses a gate.
    #[must_use]
    pub fn pause(self, length: Duration) -> Self {
        self.step(Step::Pause(length))
    }

    /// Says nothing more, until the client leaves.
    #[must_use]
    pub fn stall(self) -> Self {
        self.step(Step::Stall)
    }

    /// Sends the same bytes again and again, until the client leaves.
    #[must_use]
    pub fn flood(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.step(Step::Flood(bytes.into()))
    }

    /// Breaks the connection off, so that the client sees a reset and no proper end.
    #[must_use]
    pub fn reset(self) -> Self {
        self.step(Step::Reset)
    }

    /// Leaves the connection open for another request when the script is over. Otherwise it is closed.
    #[must_use]
    pub fn keep_alive(mut self) -> Self {
        self.keep_alive = true;
        self
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

/// Holds scripts back until it is opened. Each opening lets one script through once.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    /// A closed gate.
    #[must_use]
    pub fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Lets one waiting script, or the next one to come, through.
    pub fn open(&self) {
        self.0.add_permits(1);
    }

    pub(crate) async fn passed(&self) {
        // The semaphore is never closed, so the only outcome is a permit.
        if let Ok(permit) = self.0.acquire().await {
            permit.forget();
        }
    }
}
