//! From sending a question to the first text of its answer, picture ready and connection open, against a client that
//! writes the finished request into an open socket and waits for the letters. Both ask the same server, on loopback.
#![allow(clippy::print_stdout, clippy::unwrap_used)] // the figures are what it is for

mod ratio;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratio::{Ratio, verdict};
use scripted_server::{Script, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use whatsit_core::ask::{Ask, Picture, Turn, ask};
use whatsit_core::credential::Key;
use whatsit_core::event::AnswerEvent;
use whatsit_core::service::address::Base;
use whatsit_core::service::http::{Client, Timers};
use whatsit_core::service::parameters::Parameters;
use whatsit_core::settings::Language;
use whatsit_picture::format::Format;
use whatsit_picture::prepare::{MediaType, Prepared, Source};

/// Questions of one measurement: one alone is too short to be measured by itself.
const QUESTIONS: u32 = 10;
/// A usual size of a photograph as it is sent.
const PICTURE_BYTES: usize = 150_000;
/// Between an answer and the next question, until the connection is free again.
const PAUSE: Duration = Duration::from_millis(2);
const TEXT: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
const END: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

fn question(base: &Base, picture: &Arc<Prepared>) -> Ask {
    let picture = Picture { original: Arc::from([]), prepared: Some(picture.clone()) };
    Ask {
        base: base.clone(),
        key: Key::from_typed("sk-0123456789abcdef").ok(),
        model: "llama3.2-90b".into(),
        parameters: Parameters::default(),
        system: None,
        turns: vec![Turn { question: "What is this?".into(), pictures: vec![picture], answer: None }],
        language: Language::English,
    }
}

/// Asks, and reads the answer to its end; how long its first text took.
async fn with_client(client: &Client, question: Ask) -> Duration {
    sleep(PAUSE).await;
    let (begun, mut first) = (Instant::now(), None);
    ask(client, question, CancellationToken::new(), |event| {
        if matches!(event, AnswerEvent::Text { .. }) {
            first.get_or_insert_with(|| begun.elapsed());
        }
    })
    .await;
    first.unwrap()
}

async fn with_socket(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> Duration {
    sleep(PAUSE).await;
    let (begun, mut first) = (Instant::now(), None);
    stream.write_all(request).await.unwrap();
    buffer.clear();
    while !buffer.ends_with(b"0\r\n\r\n") {
        assert!(stream.read_buf(buffer).await.unwrap() > 0, "the server left");
        if first.is_none() && buffer.windows(5).any(|letters| letters == b"Hello") {
            first = Some(begun.elapsed());
        }
    }
    first.unwrap()
}

fn main() -> ExitCode {
    let (runtime, servers) = (Runtime::new().unwrap(), Runtime::new().unwrap());
    let answer = || Script::streamed(&[TEXT, END]);
    let server = servers.block_on(Server::respond(0, move |_| answer())).unwrap();
    let base = Base::from_typed(&server.origin()).unwrap();
    let client = Client::new(Timers::default()).unwrap();
    let source = Source { format: Format::Jpeg, width: 4000, height: 3000, frames: 1 };
    let bytes = (0..=250).cycle().take(PICTURE_BYTES).collect();
    let picture = Prepared { media_type: MediaType::Jpeg, width: 1120, height: 840, bytes, source };
    let picture = Arc::new(picture);

    // The very bytes that the client sends.
    runtime.block_on(with_client(&client, question(&base, &picture)));
    let sent = &server.requests()[0];
    let headers: Vec<_> = sent.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!("{} {} HTTP/1.1\r\n{}\r\n", sent.method, sent.target, headers.concat());
    let request = [head.as_bytes(), &sent.body].concat();

    let mut stream = runtime.block_on(TcpStream::connect(server.address())).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut buffer = Vec::new();
    println!("The first text of an answer, as a ratio: median [least – most] of the rounds");
    let met = Ratio::of(
        || (0..QUESTIONS).map(|_| runtime.block_on(with_socket(&mut stream, &request, &mut buffer))).sum(),
        || (0..QUESTIONS).map(|_| runtime.block_on(with_client(&client, question(&base, &picture)))).sum(),
    )
    .meets("from sending to the first text, against a raw socket", Some(1.2));
    assert_eq!(server.connections(), 2, "each client has kept its connection");
    verdict(&[met])
}
