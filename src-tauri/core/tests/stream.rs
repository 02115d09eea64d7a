//! Streams in wire bytes: each is read whole, in pieces of 7 bytes and in single bytes, with the same events.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use whatsit_core::error::{Code, Failure};
use whatsit_core::event::AnswerEvent;
use whatsit_core::service::answer::{Decoder, Ending};
use whatsit_core::service::asked::Asked;
use whatsit_core::service::redaction::Redaction;
use whatsit_core::settings::Language;

const KEY: &str = "sk-0123456789abcdefghijkl";

fn asked(n: u32) -> Asked {
    Asked {
        model: "asked".into(),
        n,
        pictures_sent: 1,
        language: Language::English,
        redaction: Redaction::of_key(KEY),
    }
}

fn decode(n: u32, pieces: impl IntoIterator<Item: AsRef<[u8]>>, ending: Ending) -> Vec<AnswerEvent> {
    let mut decoder = Decoder::new(asked(n));
    let mut events = Vec::new();
    for piece in pieces {
        decoder.push(piece.as_ref(), &mut events);
        assert_eq!(decoder.is_over(), events.last().is_some_and(AnswerEvent::is_end));
    }
    decoder.end(ending, &mut events);
    decoder.end(Ending::Stopped, &mut events);
    decoder.push(b"data: {}\n\n", &mut events);
    assert_eq!(events.iter().filter(|event| event.is_end()).count(), 1, "{events:?}");
    assert!(events.last().is_some_and(AnswerEvent::is_end), "{events:?}");
    events
}

/// What comes of a body, however it is cut, in a short notation: `text 0 Hello`, pieces of one kind joined.
#[track_caller]
fn read_n(n: u32, body: impl AsRef<[u8]>, ending: &Ending) -> Vec<String> {
    let body = body.as_ref();
    let whole = decode(n, [body], ending.clone());
    assert_eq!(decode(n, body.chunks(7), ending.clone()), whole, "in pieces of 7 bytes");
    assert_eq!(decode(n, body.chunks(1), ending.clone()), whole, "in single bytes");
    notation(&whole)
}

#[track_caller]
fn read(body: impl AsRef<[u8]>) -> Vec<String> {
    read_n(1, body, &Ending::EndOfBody)
}

fn notation(events: &[AnswerEvent]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for event in events {
        let event = json!(event);
        let word = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let kind = word("type");
        let head = format!("{kind} {} ", event["answer"]);
        match (&event["answer"], notes.last_mut().filter(|last| last.starts_with(&head))) {
            (Value::Number(_), Some(last)) => last.push_str(&word("text")),
            (Value::Number(_), None) => notes.push(head + &word("text")),
            _ => notes.push(match kind.as_str() {
                "started" => format!("started {}", word("model")),
                "usage" => format!(
                    "usage {} {} {}",
                    event["prompt_tokens"], event["completion_tokens"], event["total_tokens"]
                ),
                "notice" => format!("notice {} {}", word("code"), event["count"]),
                "finished" => format!("finished {}", event["finish_reasons"]),
                "interrupted" | "failed" => {
                    format!("{kind} {}", event["error"]["code"].as_str().unwrap_or("?"))
                }
                other => other.to_owned(),
            }),
        }
    }
    notes
}

fn chunk(choice: &Value) -> String {
    format!("data: {}\n\n", json!({ "object": "chat.completion.chunk", "model": "m", "choices": [choice] }))
}

fn text(answer: u32, text: &str) -> String {
    chunk(&json!({ "index": answer, "delta": { "content": text } }))
}

fn finish(answer: u32, reason: &str) -> String {
    chunk(&json!({ "index": answer, "delta": {}, "finish_reason": reason }))
}

const DONE: &str = "data: [DONE]\n\n";

#[track_caller]
fn reads_as(body: impl AsRef<[u8]>, expected: &[&str]) {
    assert_eq!(read(body), expected);
}

const HELLO: [&str; 3] = ["started m", "text 0 Hello", r#"finished ["stop"]"#];

// Framing

#[test]
fn the_usual_stream_is_read() {
    let body = concat!(
        r#"data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#,
        "\n\n",
        r#"data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}"#,
        "\n\n",
        r#"data: {"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":""}]}"#,
        "\n\n",
        r#"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
        "\n\n",
        r#"data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"#,
        "\n\ndata: [DONE]\n\n"
    );
    reads_as(body, &["started m", "text 0 Hello", "usage 9 2 11", r#"finished ["stop"]"#]);
}

#[test]
fn lines_end_as_they_like() {
    let body = [text(0, "Hel"), text(0, "lo"), finish(0, "stop"), DONE.into()].concat();
    for end in ["\n", "\r\n", "\r"] {
        reads_as(body.replace('\n', end), &HELLO);
    }
    let mixed = [
        text(0, "Hel").replace('\n', "\r"),
        text(0, "lo").replace('\n', "\r\n"),
        finish(0, "stop").replace("\n\n", "\n\r\n"),
        DONE.into(),
    ];
    reads_as(mixed.concat(), &HELLO);
}

#[test]
fn fields_are_read_with_and_without_a_blank_and_others_ignored() {
    let body = [text(0, "Hello"), finish(0, "stop")].concat();
    reads_as(body.replace("data: ", "data:"), &HELLO);
    reads_as(
        body.replace("data: ", "id: 7\nretry: 10\nevent: message\nfoo: bar\nfoo\n: hi\n:\ndata: "),
        &HELLO,
    );
    reads_as(format!("\u{feff}{body}"), &HELLO);
    reads_as(format!(": keep-alive\n\n: PING\n\ndata:\n\ndata\n\n{body}"), &HELLO);
}

#[test]
fn data_over_several_lines_is_one_event() {
    let body = "data: {\"model\":\"m\",\"choices\":[{\"delta\":\ndata: {\"content\":\"Hello\"},\n\
                data: \"finish_reason\":\"stop\"}]}\n\n";
    reads_as(body, &HELLO);
}

#[test]
fn events_without_blank_lines_between_them_are_events() {
    let body = [text(0, "Hel"), text(0, "lo"), finish(0, "stop"), DONE.into()].concat();
    reads_as(body.replace("\n\n", "\n"), &HELLO);
}

#[test]
fn an_event_that_is_pending_at_the_end_is_taken() {
    let body = [text(0, "Hello"), finish(0, "stop")].concat();
    reads_as(body.trim_end(), &HELLO);
    reads_as([&body, "data: [DONE]"].concat(), &HELLO);
    reads_as([&body, "data: {\"choices\":[{\"del"].concat(), &HELLO);
}

#[test]
fn characters_of_every_size_survive_being_cut() {
    let body = [text(0, "é猫🐈\u{200d}⬛"), finish(0, "stop")].concat();
    reads_as(body, &["started m", "text 0 é猫🐈\u{200d}⬛", r#"finished ["stop"]"#]);
    let mut broken = text(0, "a猫").into_bytes();
    let at = broken.iter().position(|byte| *byte > 0x7f).unwrap();
    broken.remove(at + 1);
    let notes = read([broken, finish(0, "stop").into_bytes()].concat());
    assert!(notes[1].starts_with("text 0 a\u{fffd}"), "{notes:?}");
}

#[test]
fn a_malformed_line_is_skipped_and_counted() {
    let body =
        [&text(0, "Hel"), "data: {broken\n\ndata: oops\n\n", &text(0, "lo"), &finish(0, "stop")].concat();
    reads_as(body, &["started m", "text 0 Hello", "notice skipped_lines 2", r#"finished ["stop"]"#]);
}

// Shapes

#[test]
fn chunks_with_nothing_to_show_are_passed_over() {
    for nothing in [
        r#"{"choices":null}"#,
        r#"{"choices":[],"prompt_filter_results":[{"prompt_index":0}],"model":""}"#,
        r#"{"choices":[{"index":0,"delta":null}],"model":"m"}"#,
        r#"{"choices":[{"index":0,"delta":{"content":null,"tool_calls":null}}],"model":"m","error":null,"usage":null}"#,
        r#"{"type":"ping"}"#,
    ] {
        let body = [format!("data: {nothing}\n\n"), text(0, "Hello"), finish(0, "stop")].concat();
        reads_as(body, &HELLO);
    }
}

#[test]
fn text_is_found_under_every_name() {
    for choice in [
        json!({ "delta": { "content": [{ "type": "text", "text": "Hello" }] } }),
        json!({ "index": "0", "message": { "content": "Hello" } }),
        json!({ "text": "Hello" }),
        json!({ "delta": "", "text": "Hello" }),
    ] {
        reads_as([chunk(&choice), finish(0, "stop")].concat(), &HELLO);
    }
}

#[test]
fn a_message_that_repeats_the_whole_answer_at_the_end_is_not_told_twice() {
    let last = json!({ "index": 0, "message": { "content": "Hello" }, "finish_reason": "stop" });
    reads_as([text(0, "Hel"), text(0, "lo"), chunk(&last)].concat(), &HELLO);
}

#[test]
fn reasoning_is_told_apart_under_every_name() {
    let expected = ["started m", "reasoning 0 Hm", "text 0 Hello", r#"finished ["stop"]"#];
    for delta in [
        json!({ "reasoning_content": "Hm" }),
        json!({ "reasoning": "Hm", "content": null }),
        json!({ "reasoning": "Hm", "reasoning_content": "Hm" }),
        json!({ "content": "<think>Hm</think>\n\n" }),
        json!({ "content": "<reason>Hm</reason>" }),
        json!({ "content": "Hm</think>" }),
    ] {
        let body = [chunk(&json!({ "delta": delta })), text(0, "Hello"), finish(0, "stop")].concat();
        reads_as(body, &expected);
    }
    let cut: Vec<String> =
        "<think>Hm</think>Hello".chars().map(|letter| text(0, &letter.to_string())).collect();
    reads_as([cut.concat(), finish(0, "stop")].concat(), &expected);
}

#[test]
fn text_that_turns_out_to_be_reasoning_moves_there() {
    let body = [text(0, "Hm"), text(0, "</thi"), text(0, "nk>Hello"), finish(0, "stop")].concat();
    reads_as(
        body,
        &["started m", "text 0 Hm", "text_was_reasoning 0 ", "text 0 Hello", r#"finished ["stop"]"#],
    );
}

#[test]
fn usage_is_told_once_and_as_it_was_last() {
    let riding = json!({ "choices": [{ "delta": { "content": "Hello" }, "finish_reason": "stop" }], "model": "m",
        "usage": { "prompt_tokens": 9, "completion_tokens": "1" } });
    let last = json!({ "usage": { "prompt_tokens": 9, "completion_tokens": 2 } });
    let body = format!("data: {riding}\n\ndata: {last}\n\ndata: {{\"choices\":[],\"usage\":null}}\n\n{DONE}");
    reads_as(body, &["started m", "text 0 Hello", "usage 9 2 11", r#"finished ["stop"]"#]);
}

#[test]
fn the_model_asked_for_stands_where_none_is_named() {
    let body = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n";
    reads_as(body, &["started asked", "text 0 Hi", r#"finished ["stop"]"#]);
}

#[test]
fn one_whole_answer_is_told_at_once() {
    let answer = json!({ "id": "c", "object": "chat.completion", "model": "m",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": "Hello" }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11 } });
    let expected = ["started m", "text 0 Hello", "usage 9 2 11", r#"finished ["stop"]"#];
    reads_as(answer.to_string(), &expected);
    reads_as(format!("\u{feff}\r\n {answer}\n"), &expected);
    reads_as(serde_json::to_string_pretty(&answer).unwrap().replace('\n', "\n\n"), &expected);
    reads_as(format!("data: {answer}\n\n"), &expected);
    let unfinished = json!({ "model": "m", "choices": [{ "message": { "content": "Hello" } }] });
    reads_as(unfinished.to_string(), &HELLO);
}

#[test]
fn bare_json_lines_are_a_stream() {
    let body = [text(0, "Hel"), text(0, "lo"), finish(0, "stop")].concat().replace("data: ", "");
    reads_as(&body, &HELLO);
    reads_as(body + "[DONE]", &HELLO);
}

#[test]
fn json_in_a_row_on_one_line_is_read_one_by_one() {
    let json = |chunk: String| chunk.replace("data: ", "").trim().to_owned();
    let row = [json(text(0, "Hel")), json(text(0, "lo")), json(finish(0, "stop"))];
    reads_as(row.concat(), &HELLO);
    reads_as(format!("data: {}\n\n", row.concat()), &HELLO);
    reads_as(format!("data: {}\n\n", row.join(" ")), &HELLO);
    let skipped = ["started m", "text 0 Hello", "notice skipped_lines 1", r#"finished ["stop"]"#];
    reads_as(format!("data: {}oops\n\n", row.concat()), &skipped);
    reads_as(
        format!("{}{{\"error\":{{\"err_code\":-1024}}}}", row[0]),
        &["started m", "text 0 Hel", "interrupted service_down"],
    );
    reads_as(format!("data: {}\n\n", "{}".repeat(50_000)), &["failed protocol"]);
}

// Ends

#[test]
fn every_answer_finishes_by_itself() {
    let body =
        [text(0, "A"), text(1, "B"), text(0, "a"), finish(1, "stop"), finish(0, "tool_calls")].concat();
    let expected = ["started m", "text 0 A", "text 1 B", "text 0 a", r#"finished ["tool_calls","stop"]"#]
        .map(str::to_owned);
    assert_eq!(read_n(2, body, &Ending::EndOfBody), expected);
}

#[test]
fn fewer_answers_than_asked_for_are_said() {
    let body = [text(0, "A"), finish(0, "stop"), DONE.into()].concat();
    let expected = ["started m", "text 0 A", "notice fewer_answers 1", r#"finished ["stop"]"#];
    assert_eq!(read_n(3, body, &Ending::EndOfBody), expected);
}

#[test]
fn one_unfinished_answer_of_several_is_cut_off() {
    let body = [text(0, "A"), text(1, "B"), finish(0, "stop"), DONE.into()].concat();
    let expected = ["started m", "text 0 A", "text 1 B", "interrupted cut_off"];
    assert_eq!(read_n(2, body, &Ending::EndOfBody), expected);
}

#[test]
fn a_finish_tells_why() {
    let hello = text(0, "Hello");
    let reads = |reason: &str, notice: &str| {
        let end = format!(r#"finished ["{reason}"]"#);
        reads_as([hello.as_str(), &finish(0, reason)].concat(), &["started m", "text 0 Hello", notice, &end]);
    };
    reads("length", "notice cut_by_length null");
    reads("content_filter", "notice filtered null");
    for (reason, code) in [
        ("length", "length_used_up"),
        ("content_filter", "blocked"),
        ("stop", "empty_answer"),
        ("x", "empty_answer"),
    ] {
        reads_as([finish(0, reason), DONE.into()].concat(), &["started m", &format!("failed {code}")]);
        let blank = [text(0, " \n"), finish(0, reason)].concat();
        reads_as(blank, &["started m", &format!("failed {code}")]);
    }
    reads_as(finish(0, "error"), &["started m", "failed service_down"]);
    reads_as(
        [hello.as_str(), &finish(0, "error")].concat(),
        &["started m", "text 0 Hello", "interrupted service_down"],
    );
}

#[test]
fn a_refusal_is_text() {
    let body = [chunk(&json!({ "delta": { "refusal": "I can't." } })), finish(0, "stop")].concat();
    reads_as(body, &["started m", "refusal 0 I can't.", r#"finished ["stop"]"#]);
    let cut = chunk(&json!({ "delta": { "refusal": "I can't." } }));
    reads_as(cut, &["started m", "refusal 0 I can't.", "interrupted cut_off"]);
}

#[test]
fn reasoning_alone_is_no_text() {
    let reasoning = chunk(&json!({ "delta": { "reasoning_content": "Hm" } }));
    reads_as(&reasoning, &["started m", "reasoning 0 Hm", "failed empty_answer"]);
    let error = format!("{reasoning}data: {{\"error\":{{\"code\":429}}}}\n\n");
    reads_as(error, &["started m", "reasoning 0 Hm", "failed rate_limited"]);
    reads_as(
        [text(0, "<think>H"), finish(0, "length")].concat(),
        &["started m", "reasoning 0 H", "failed length_used_up"],
    );
    reads_as(
        [text(0, "<think>H"), finish(0, "stop")].concat(),
        &["started m", "reasoning 0 H", "failed empty_answer"],
    );
}

#[test]
fn stream_cut_before_finish_is_marked_incomplete() {
    let cut_off = ["started m", "text 0 Hello", "interrupted cut_off"];
    reads_as(text(0, "Hello"), &cut_off);
    reads_as([&text(0, "Hello"), DONE].concat(), &cut_off);
    reads_as([&text(0, "Hello"), "data: {\"choices\":[{\"delta\":{\"content\":\"wo"].concat(), &cut_off);
}

#[test]
fn no_done_after_a_finish_is_complete_and_nothing_counts_after_done() {
    reads_as([text(0, "Hello"), finish(0, "stop")].concat(), &HELLO);
    reads_as([&text(0, "Hello"), &finish(0, "stop"), DONE, &text(0, "more"), "data: x\n\n"].concat(), &HELLO);
}

#[test]
fn nothing_is_an_empty_answer() {
    for body in ["", "\n\n", ": ping\n\n", DONE, "\u{feff}"] {
        reads_as(body, &["failed empty_answer"]);
    }
    reads_as("data: {\"choices\":null}\n\n", &["started asked", "failed empty_answer"]);
}

#[test]
fn every_form_of_an_error_ends_the_answer() {
    let forms = [
        r#"data: {"error":{"err_code":-10004,"message":"m"}}"#,
        r#"data: {"error":{"err_code":"-10004","message":"m"},"choices":[]}"#,
        "event: error\ndata: {\"err_code\":-10004,\"message\":\"m\"}",
        "data: {\"err_code\":-10004,\"message\":\"m\"}\nevent: error",
        r#"{"error":{"err_code":-10004,"message":"m"}}"#,
        "{\n  \"error\": {\n\n    \"err_code\": -10004\n  }\n}",
        r#"[{"error":{"err_code":-10004,"message":"m"}}]"#,
        r#"error: {"err_code":-10004,"message":"m"}"#,
        r#"error:{"error":{"err_code":-10004,"message":"m"}}"#,
        "event: error\ndata: Insufficient balance",
        r#"data: {"choices":[{"delta":{},"error":{"err_code":-10004}}],"model":"m"}"#,
    ];
    for form in forms {
        let notes = read(format!("{form}\n\n{}", text(0, "late")));
        assert_eq!(notes.last().unwrap(), "failed no_money", "{form}");
        for behind in ["", "\n", "\n\n"] {
            let notes = read(format!("{}{form}{behind}", text(0, "Hello")));
            assert_eq!(notes, ["started m", "text 0 Hello", "interrupted no_money"], "{form}");
        }
    }
}

#[test]
fn a_bare_error_right_behind_a_data_line_comes_after_it() {
    let body =
        format!("{}{{\"error\":{{\"err_code\":-1024}}}}\n", text(0, "Hello").trim_end().to_owned() + "\n");
    reads_as(body, &["started m", "text 0 Hello", "interrupted service_down"]);
}

#[test]
fn an_error_beside_choices_comes_after_their_text() {
    let chunk = json!({ "model": "m", "error": { "code": 502, "message": "x" },
        "choices": [{ "delta": { "content": "Hello" }, "finish_reason": "error" }] });
    reads_as(format!("data: {chunk}\n\n"), &["started m", "text 0 Hello", "interrupted service_down"]);
}

#[test]
fn what_is_no_answer_at_all_is_told_by_its_looks() {
    for (body, code) in [
        (
            "<!DOCTYPE html>\n<html><head><title>Welcome: home</title>\n<style>\n{ a: b\n</style>",
            "wrong_address",
        ),
        ("  <html>", "wrong_address"),
        ("OK", "protocol"),
        ("hello: world\nagain\n", "protocol"),
        (r#"{"hello":"world"}"#, "protocol"),
        ("[1,2]", "protocol"),
        ("{hello}", "protocol"),
        (r#"{"choices":[{"message":{"content":"He"#, "cut_off"),
        (r#"{"detail":"Not authenticated"}"#, "service_down"),
    ] {
        reads_as(body, &[&format!("failed {code}")]);
    }
    reads_as("data: {broken}\n\n", &["notice skipped_lines 1", "failed protocol"]);
}

#[test]
fn a_page_without_end_is_not_read_to_its_end() {
    let mut decoder = Decoder::new(asked(1));
    let mut events = Vec::new();
    decoder.push(b"<html><title>T</title>\n", &mut events);
    for _ in 0..2000 {
        decoder.push(b"<p>and so on, and so on, and so on</p>\n", &mut events);
    }
    assert!(decoder.is_over());
    assert_eq!(notation(&events), ["failed wrong_address"]);
}

#[test]
fn a_failure_of_the_connection_keeps_the_text() {
    let stalled = Ending::Failed(Failure::new(Code::Stalled));
    assert_eq!(read_n(1, text(0, "Hello"), &stalled), ["started m", "text 0 Hello", "interrupted stalled"]);
    assert_eq!(read_n(1, "", &stalled), ["failed stalled"]);
    let finished = [text(0, "Hello"), finish(0, "stop")].concat();
    assert_eq!(read_n(1, &finished, &stalled), HELLO);
    assert_eq!(read_n(2, &finished, &stalled), ["started m", "text 0 Hello", "interrupted stalled"]);
}

#[test]
fn stopping_is_an_end_of_its_own() {
    assert_eq!(read_n(1, "", &Ending::Stopped), ["stopped"]);
    assert_eq!(read_n(1, text(0, "Hello <"), &Ending::Stopped), ["started m", "text 0 Hello <", "stopped"]);
}

// Limits

#[test]
fn an_answer_has_a_limit_and_keeps_what_came_before_it() {
    const LIMIT: usize = 4 * 1024 * 1024;
    let piece = "猫".repeat(20_000);
    let body = text(0, &piece).repeat(LIMIT / piece.len() + 2);
    let events = decode(1, [body.as_bytes()], Ending::EndOfBody);
    assert_eq!(decode(1, body.as_bytes().chunks(1000), Ending::EndOfBody), events);
    let notes = notation(&events);
    assert_eq!(notes.last().unwrap(), "interrupted too_long");
    let length = notes[1].len() - "text 0 ".len();
    assert!(length <= LIMIT && length > LIMIT - 4, "{length}");
    let reasoning = chunk(&json!({ "delta": { "reasoning": piece } })).repeat(LIMIT / piece.len() + 2);
    let notes = notation(&decode(1, [reasoning], Ending::EndOfBody));
    assert_eq!(notes.last().unwrap(), "failed too_long");
}

#[test]
fn a_line_without_end_is_given_up() {
    let mut decoder = Decoder::new(asked(1));
    let mut events = Vec::new();
    decoder.push(text(0, "Hello").as_bytes(), &mut events);
    let flood = vec![b'x'; 64 * 1024];
    let mut pushes = 0;
    while !decoder.is_over() {
        decoder.push(&flood, &mut events);
        pushes += 1;
        assert!(pushes <= 129, "more than 8 MiB were kept");
    }
    assert_eq!(notation(&events), ["started m", "text 0 Hello", "interrupted too_long"]);
}

#[test]
fn a_stream_that_says_nothing_for_long_is_given_up() {
    let long = format!("junk {}\n", "x".repeat(100_000));
    let blanks = format!("data: {}\n\n", json!({ "choices": [{ "delta": { "role": "assistant" } }] }));
    for (nothing, at_most) in
        [("junk\n", 100_001), ("data: {broken\n\n", 100_001), (&blanks, 100_001), (&long, 336)]
    {
        let mut decoder = Decoder::new(asked(1));
        let mut events = Vec::new();
        decoder.push(text(0, "Hello").as_bytes(), &mut events);
        let pushes = (1..200_000).find(|_| {
            decoder.push(nothing.as_bytes(), &mut events);
            decoder.is_over()
        });
        assert_eq!(pushes, Some(at_most));
        assert_eq!(notation(&events).last().unwrap(), "interrupted protocol");
    }
    let empty = decode(1, [blanks.repeat(100_002)], Ending::EndOfBody);
    assert_eq!(notation(&empty).last().unwrap(), "failed protocol");
}

#[test]
fn a_long_silence_between_words_is_no_end() {
    let silence = "data: {\"choices\":[]}\n\n".repeat(60_000);
    let body = [&text(0, "Hel"), &silence, &text(0, "lo"), &silence, &finish(0, "stop")]
        .map(String::as_str)
        .concat();
    assert_eq!(notation(&decode(1, [body], Ending::EndOfBody)), HELLO);
}

#[test]
fn blanks_without_end_are_given_up() {
    let blank = text(0, &" ".repeat(1000));
    let notes = notation(&decode(1, [blank.repeat(4500)], Ending::EndOfBody));
    assert_eq!(notes.last().unwrap(), "failed too_long");
}

#[test]
fn answers_beyond_all_numbers_are_skipped() {
    let body = [text(0, "Hello"), text(4_000_000_000, "x"), finish(0, "stop")].concat();
    reads_as(body, &["started m", "text 0 Hello", "notice skipped_lines 1", r#"finished ["stop"]"#]);
}

#[test]
fn deep_nesting_is_a_malformed_line() {
    let deep = format!("data: {}{}\n\n", "{\"error\":[".repeat(5000), "]}".repeat(5000));
    let body = [deep, text(0, "Hello"), finish(0, "stop")].concat();
    reads_as(body, &["started m", "text 0 Hello", "notice skipped_lines 1", r#"finished ["stop"]"#]);
}

// What http needs for its timers

#[test]
fn comments_and_what_is_no_chunk_are_no_data() {
    let mut decoder = Decoder::new(asked(1));
    let mut events = Vec::new();
    decoder.push(b": keep-alive\n\n: PING\n\nid: 1\n\ndata: {broken\n\njunk\n", &mut events);
    assert_eq!(decoder.chunks(), 0);
    decoder.push(text(0, "Hello").as_bytes(), &mut events);
    assert_eq!((decoder.chunks(), decoder.is_complete()), (1, false));
    decoder.push(finish(0, "stop").as_bytes(), &mut events);
    assert_eq!((decoder.chunks(), decoder.is_complete(), decoder.is_over()), (2, true, false));
}

// The key

#[test]
fn a_key_in_two_fields_that_are_shown_as_one_is_taken_out() {
    let body = [
        chunk(&json!({ "delta": { "reasoning": "sk-0123456789" } })),
        text(0, "<think>abcdefghijkl</think>A"),
        finish(0, "stop"),
    ];
    reads_as(body.concat(), &["started m", "reasoning 0 •••", "text 0 A", r#"finished ["stop"]"#]);
}

#[test]
fn an_answer_that_echoes_the_key_shows_none_of_it() {
    let letters: Vec<String> =
        format!("so {KEY}!").chars().map(|letter| text(0, &letter.to_string())).collect();
    let body = [letters.concat(), finish(0, "stop")].concat();
    reads_as(body, &["started m", "text 0 so •••!", r#"finished ["stop"]"#]);
    let everywhere = json!({ "model": KEY, "choices": [{ "finish_reason": KEY,
        "delta": { "content": KEY, "reasoning": KEY, "refusal": KEY } }] });
    let error = json!({ "error": { "message": KEY, "param": KEY, "code": KEY } });
    let body = format!("data: {everywhere}\n\ndata: {error}\n\n");
    let events = decode(1, [body], Ending::EndOfBody);
    let shown = serde_json::to_string(&events).unwrap();
    assert!(shown.contains("•••") && !shown.contains("0123"), "{shown}");
}

// Any stream at all

/// A stream of odd and ordinary lines.
fn streams() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "Hel",
        "lo ",
        "猫",
        "🐈",
        "<think>",
        "</think>",
        "<thi",
        "nk>",
        "`",
        "\n",
        "sk-0123456789",
        "abcdefghijkl",
        "<",
    ]);
    let place = 0..3_u32;
    let line = prop_oneof![
        6 => (place.clone(), words.clone()).prop_map(|(answer, word)| text(answer, word)),
        1 => (place.clone(), words).prop_map(|(answer, word)| chunk(
            &json!({ "index": answer, "delta": { "reasoning": word, "refusal": "no" } })
        )),
        2 => (place, prop::sample::select(vec!["stop", "length", "content_filter", ""]))
            .prop_map(|(answer, reason)| finish(answer, reason)),
        2 => prop::sample::select(vec![
            "data: {broken\n\n", ": ping\n\n", "data:\n", "\u{feff}", "\r", "event: error\n", "[DONE]\n", "data: [DONE]\n\n",
            "{\n \"choices\": null\n}\n", "{\"error\":", "\"x\"}\n", "data: {\"usage\":{\"total_tokens\":3}}\n",
            "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"x\"}}]}\n\n", "junk\n", "<html>\n", "error: no\n",
        ]).prop_map(str::to_owned),
    ];
    (
        prop::collection::vec(line, 0..24),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
        any::<prop::sample::Index>(),
    )
        .prop_map(|(lines, end, cut)| {
            let mut bytes = lines.concat().replace('\n', end).into_bytes();
            // Half of the streams stop short.
            let length = cut.index(2 * bytes.len() + 1);
            bytes.truncate(length);
            bytes
        })
}

fn endings() -> impl Strategy<Value = Ending> {
    prop::sample::select(vec![
        Ending::EndOfBody,
        Ending::Stopped,
        Ending::Failed(Failure::new(Code::Stalled)),
    ])
}

proptest! {
    #[test]
    fn events_do_not_depend_on_how_a_stream_is_cut(
        body in streams(), n in 1..4_u32, ending in endings(), sizes in prop::collection::vec(1..40_usize, 1..8)
    ) {
        let whole = decode(n, [&body], ending.clone());
        let mut rest = body.as_slice();
        let mut pieces = Vec::new();
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, left) = rest.split_at(rest.len().min(*size));
            pieces.push(piece);
            rest = left;
        }
        prop_assert_eq!(decode(n, pieces, ending), whole);
    }

    #[test]
    fn no_event_shows_the_key(body in streams()) {
        let mut texts: BTreeMap<(&str, u32), String> = BTreeMap::new();
        for event in decode(3, [&body], Ending::EndOfBody) {
            let (kind, answer, text) = match event {
                AnswerEvent::Text { answer, text } => ("text", answer, text),
                AnswerEvent::Reasoning { answer, text } => ("reasoning", answer, text),
                AnswerEvent::Refusal { answer, text } => ("refusal", answer, text),
                AnswerEvent::TextWasReasoning { answer } => {
                    ("reasoning", answer, texts.remove(&("text", answer)).unwrap_or_default())
                }
                AnswerEvent::Started { .. }
                | AnswerEvent::Usage(_)
                | AnswerEvent::Notice(_)
                | AnswerEvent::Finished { .. }
                | AnswerEvent::Interrupted { .. }
                | AnswerEvent::Failed { .. }
                | AnswerEvent::Stopped => continue,
            };
            texts.entry((kind, answer)).or_default().push_str(&text);
        }
        prop_assert!(texts.values().all(|text| !text.contains(KEY)), "{:?}", texts);
    }

    #[test]
    fn any_bytes_at_all_come_to_exactly_one_end(
        bytes in prop::collection::vec(any::<u8>(), 0..400), prefix in prop::sample::select(vec!["", "data: ", "{", "[", "<"]),
        ending in endings()
    ) {
        let body = [prefix.as_bytes(), &bytes].concat();
        let whole = decode(1, [&body], ending.clone());
        prop_assert_eq!(decode(1, body.chunks(1), ending), whole);
    }
}
