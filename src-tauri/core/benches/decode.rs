//! From bytes to answer events, against only the typed parsing of the same payloads; and that it is linear, in the
//! number of chunks and however small the reads are.
#![allow(clippy::print_stdout, clippy::unwrap_used)] // the figures are what it is for

mod ratio;

use std::borrow::Cow;
use std::hint::black_box;
use std::process::ExitCode;

use ratio::{Ratio, time, verdict};
use serde::Deserialize;
use whatsit_core::service::answer::{Decoder, Ending};
use whatsit_core::service::asked::Asked;
use whatsit_core::service::redaction::Redaction;
use whatsit_core::settings::Language;

const CHUNKS: usize = 100_000;
const READ_BYTES: usize = 4096;

/// A chunk as the page of the API describes it, borrowed from its text: the least that typed parsing can do.
#[derive(Deserialize)]
#[allow(dead_code)] // it is read, and that is all
struct Chunk<'a> {
    id: &'a str,
    object: &'a str,
    created: u64,
    model: &'a str,
    #[serde(borrow)]
    choices: Vec<Choice<'a>>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Choice<'a> {
    index: u32,
    #[serde(borrow)]
    delta: Delta<'a>,
    #[serde(borrow)]
    finish_reason: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Delta<'a> {
    #[serde(borrow)]
    role: Option<Cow<'a, str>>,
    #[serde(borrow)]
    content: Option<Cow<'a, str>>,
}

/// The payloads of one stream. `alike`: only the letters differ, as in most streams; otherwise each chunk has an id
/// of its own as well.
fn payloads(chunks: usize, alike: bool) -> Vec<String> {
    const PIECES: [&str; 12] = [
        "The ",
        "picture ",
        "shows ",
        "a red ",
        "bicycle",
        ", leaning\\n",
        " against",
        " the wall",
        " of a ",
        "café",
        "这是",
        " \\\"x\\\"",
    ];
    let chunk = |place: usize| {
        let (id, piece) = (if alike { 0 } else { place }, PIECES[(place * 7 + place / 5) % PIECES.len()]);
        format!(
            r#"{{"id":"chatcmpl-{id:016x}","object":"chat.completion.chunk","created":1732500000,"model":"llama3.2-90b","choices":[{{"index":0,"delta":{{"content":"{piece}"}},"finish_reason":null}}]}}"#
        )
    };
    (0..chunks).map(chunk).collect()
}

fn body(payloads: &[String]) -> Vec<u8> {
    payloads.iter().flat_map(|payload| format!("data: {payload}\n\n").into_bytes()).collect()
}

fn parse(payloads: &[String]) {
    for payload in payloads {
        black_box(serde_json::from_str::<Chunk<'_>>(payload).unwrap());
    }
}

fn decode(body: &[u8], read_bytes: usize) {
    let redaction = Redaction::of_key("sk-0123456789abcdefghijklmnopqrstuv");
    let model = "llama3.2-90b".to_owned();
    let mut decoder =
        Decoder::new(Asked { model, n: 1, pictures_sent: 1, language: Language::English, redaction });
    let mut events = Vec::new();
    for read in body.chunks(read_bytes) {
        decoder.push(read, &mut events);
        black_box(&events);
        events.clear();
    }
    decoder.end(Ending::EndOfBody, &mut events);
    black_box(&events);
}

fn ten(body: &[u8], read_bytes: usize) {
    for _ in 0..10 {
        decode(body, read_bytes);
    }
}

fn main() -> ExitCode {
    let (alike, unlike) = (payloads(CHUNKS, true), payloads(CHUNKS, false));
    let (alike_body, unlike_body) = (body(&alike), body(&unlike));
    let tenth = body(&payloads(CHUNKS / 10, true));
    let unlike_tenth = body(&payloads(CHUNKS / 10, false));

    println!("Decoding {CHUNKS} chunks, as ratios: median [least – most] of the rounds");
    let goals = [
        Ratio::of(|| time(|| parse(&alike)), || time(|| decode(&alike_body, READ_BYTES)))
            .meets("to events, against typed parsing alone", Some(1.3)),
        Ratio::of(|| time(|| parse(&unlike)), || time(|| decode(&unlike_body, READ_BYTES)))
            .meets("the same where every chunk has an id of its own", None),
        Ratio::of(|| time(|| ten(&tenth, READ_BYTES)), || time(|| decode(&alike_body, READ_BYTES)))
            .meets("one stream, against ten streams of a tenth", Some(1.1)),
        Ratio::of(|| time(|| ten(&unlike_tenth, READ_BYTES)), || time(|| decode(&unlike_body, READ_BYTES)))
            .meets("the same where every chunk has an id of its own", Some(1.1)),
        Ratio::of(|| time(|| ten(&tenth, 1)), || time(|| decode(&alike_body, 1)))
            .meets("one stream, against ten of a tenth, in reads of one byte", Some(1.1)),
        Ratio::of(|| time(|| decode(&alike_body, READ_BYTES)), || time(|| decode(&alike_body, 1)))
            .meets("reads of one byte, against reads of 4 KiB", None),
    ];
    verdict(&goals)
}
