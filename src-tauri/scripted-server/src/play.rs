//! One script on one socket, up to its end or until the client leaves.

use std::future::Future;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::script::{Script, Step};

/// How a script came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Played {
    /// Everything was played, and the connection may carry another request.
    Open,
    /// Everything was played, and the connection is to be closed.
    Over,
    /// The connection is to be broken off.
    Reset,
    /// The client closed, or broke off, before everything was played.
    ClientLeft,
}

/// Plays a script. Bytes the client sends meanwhile are kept in `buffer` for the next request.
pub(crate) async fn play(script: &Script, stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Played {
    for step in &script.steps {
        let stayed = match step {
            Step::Bytes(bytes) => write(stream, bytes).await,
            Step::Gate(gate) => stays_until(stream, buffer, gate.passed()).await,
            Step::Pause(length) => stays_until(stream, buffer, tokio::time::sleep(*length)).await,
            Step::Stall => stays_until(stream, buffer, std::future::pending()).await,
            Step::Flood(bytes) => {
                while write(stream, bytes).await {}
                false
            }
            Step::Reset => {
                // Without lingering, closing discards what is unsent and sends a reset.
                let _ = stream.set_zero_linger();
                return Played::Reset;
            }
        };
        if !stayed {
            return Played::ClientLeft;
        }
    }
    if script.keep_alive { Played::Open } else { Played::Over }
}

/// Closes so that the client surely reads everything: a socket that is dropped with unread input sends a reset.
pub(crate) async fn close(stream: &mut TcpStream) {
    let _ = stream.shutdown().await;
    let drained = async { while stream.read(&mut [0; 4096]).await.is_ok_and(|bytes| bytes > 0) {} };
    let _ = tokio::time::timeout(Duration::from_secs(1), drained).await;
}

async fn write(stream: &mut TcpStream, bytes: &[u8]) -> bool {
    stream.write_all(bytes).await.is_ok() && stream.flush().await.is_ok()
}

/// Whether the client was still there when `event` happened.
async fn stays_until(stream: &mut TcpStream, buffer: &mut Vec<u8>, event: impl Future<Output = ()>) -> bool {
    tokio::pin!(event);
    loop {
        tokio::select! {
            () = &mut event => return true,
            read = stream.read_buf(buffer) => if !read.is_ok_and(|bytes| bytes > 0) { return false },
        }
    }
}
