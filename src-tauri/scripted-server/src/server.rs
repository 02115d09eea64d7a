//! A listener on loopback that records every request and plays a script for it.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::play::{Played, close, play};
use crate::request::Request;
use crate::script::Script;

/// A service on loopback. Dropping it closes its port and every connection.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    seen: watch::Receiver<Seen>,
    task: AbortHandle,
}

/// What has happened so far.
#[derive(Debug, Default)]
struct Seen {
    requests: Vec<Request>,
    connections: usize,
    clients_left: usize,
}

type Responder = dyn Fn(&Request) -> Script + Send + Sync;

impl Server {
    /// Plays the scripts in order, one for each request, whatever connection it comes over. A request too many
    /// gets status 599 and is recorded like any other.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn play(scripts: impl IntoIterator<Item = Script>) -> io::Result<Self> {
        let scripts = Mutex::new(scripts.into_iter().collect::<VecDeque<_>>());
        Self::respond(0, move |_| {
            locked(&scripts)
                .pop_front()
                .unwrap_or_else(|| Script::json(599, &json!({"error": "no script is left"})))
        })
        .await
    }

    /// Plays for each request the script that `responder` chooses. Port 0 takes any free one.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub async fn respond(
        port: u16,
        responder: impl Fn(&Request) -> Script + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let (record, seen) = watch::channel(Seen::default());
        let task = tokio::spawn(accept(listener, Arc::new(responder), Arc::new(record))).abort_handle();
        Ok(Self { address, seen, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything it was asked so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.seen.borrow().requests.clone()
    }

    /// How many connections were opened so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.seen.borrow().connections
    }

    /// Waits until so many requests have come.
    pub async fn asked(&self, count: usize) {
        self.wait_for(|seen| seen.requests.len() >= count).await;
    }

    /// Waits until so many connections have been opened.
    pub async fn connected(&self, count: usize) {
        self.wait_for(|seen| seen.connections >= count).await;
    }

    /// Waits until a client has closed a connection, or broken it off, in the middle of a
    /// script, a request or a handshake.
    pub async fn client_left(&self) {
        self.clients_left(1).await;
    }

    /// Waits until so many clients have left like that.
    pub async fn clients_left(&self, count: usize) {
        self.wait_for(|seen| seen.clients_left >= count).await;
    }

    async fn wait_for(&self, mut reached: impl FnMut(&Seen) -> bool) {
        // The sender lives as long as the accepting task, which lives as long as this server.
        let _ = self.seen.clone().wait_for(|seen| reached(seen)).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, responder: Arc<Responder>, record: Arc<watch::Sender<Seen>>) {
    // Dropped, and with it every connection's task, when the server is.
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let mut index = 0;
        record.send_modify(|seen| {
            index = seen.connections;
            seen.connections += 1;
        });
        while connections.try_join_next().is_some() {}
        connections.spawn(converse(stream, index, responder.clone(), record.clone()));
    }
}

async fn converse(
    mut stream: TcpStream,
    connection: usize,
    responder: Arc<Responder>,
    record: Arc<watch::Sender<Seen>>,
) {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::new();
    while let Some(request) = Request::read(&mut stream, &mut buffer, connection).await {
        let script = responder(&request);
        record.send_modify(|seen| seen.requests.push(request));
        match play(&script, &mut stream, &mut buffer).await {
            Played::Open => {}
            Played::Over => return close(&mut stream).await,
            Played::Reset => return,
            Played::ClientLeft => return record.send_modify(|seen| seen.clients_left += 1),
        }
    }
    if !buffer.is_empty() {
        record.send_modify(|seen| seen.clients_left += 1); // in the middle of a request, or of a handshake
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
