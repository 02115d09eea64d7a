//! The practice service, asked over its socket by the same client that asks the real one.

#![allow(clippy::unwrap_used)] // the exemption for tests does not reach what they share
#![allow(clippy::wildcard_enum_match_arm)] // most events are not what a test is about

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use whatsit_core::ask::{Ask, Picture, Turn, ask};
use whatsit_core::credential::Key;
use whatsit_core::error::Code;
use whatsit_core::event::AnswerEvent;
use whatsit_core::practice::Practice;
use whatsit_core::service::account::{KeyTest, test_key};
use whatsit_core::service::address::Base;
use whatsit_core::service::http::{Client, Timers};
use whatsit_core::service::parameters::Parameters;
use whatsit_core::settings::Language;

const SAMPLE: &[u8] = include_bytes!("../assets/sample.jpg");

async fn practice(language: Language) -> Practice {
    Practice::start(Duration::ZERO, move || language).await.unwrap()
}

fn question(practice: &Practice, pictures: Vec<Picture>) -> Ask {
    Ask {
        base: Base::from_typed(&practice.base()).unwrap(),
        key: Key::from_typed(practice.key()).ok(),
        model: "llama3.2-90b".into(),
        parameters: Parameters::default(),
        system: None,
        turns: vec![Turn { question: "What is this?".into(), pictures, answer: None }],
        language: Language::English,
    }
}

fn sample() -> Picture {
    Picture { original: Arc::from(SAMPLE), prepared: None }
}

async fn events(question: Ask) -> Vec<AnswerEvent> {
    let client = Client::new(Timers::default()).unwrap();
    let mut events = Vec::new();
    ask(&client, question, CancellationToken::new(), |event| events.push(event)).await;
    events
}

fn text(events: &[AnswerEvent]) -> String {
    let pieces = events.iter().filter_map(|event| match event {
        AnswerEvent::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    pieces.collect()
}

#[tokio::test]
async fn an_answer_says_first_that_no_ai_looked_and_then_what_was_measured() {
    let practice = practice(Language::English).await;
    let events = events(question(&practice, vec![sample()])).await;
    let text = text(&events);
    assert!(text.lines().next().unwrap().contains("no AI looked at this picture"), "{text}");
    for measured in ["1120 × 840", "JPEG", "yellow", "Brightness", "What is this"] {
        assert!(text.contains(measured), "{measured} in {text}");
    }
    assert!(matches!(events.first(), Some(AnswerEvent::Started { .. })));
    assert!(
        matches!(events.last(), Some(AnswerEvent::Finished { finish_reasons }) if finish_reasons == &["stop"])
    );
    assert!(events.iter().any(|event| matches!(event, AnswerEvent::Usage(_))));
}

#[tokio::test]
async fn an_answer_is_in_the_windows_language() {
    let practice = practice(Language::SimplifiedChinese).await;
    let text = text(&events(question(&practice, vec![sample()])).await);
    assert!(text.contains("没有 AI 看过这张图片") && text.contains("黄色"), "{text}");
}

#[tokio::test]
async fn the_whole_answer_comes_at_once_when_no_stream_was_asked_for() {
    let practice = practice(Language::English).await;
    let mut question = question(&practice, vec![sample()]);
    question.parameters.set("stream", false.into()).unwrap();
    let events = events(question).await;
    assert_eq!(events.iter().filter(|event| matches!(event, AnswerEvent::Text { .. })).count(), 1);
    assert!(matches!(events.last(), Some(AnswerEvent::Finished { .. })));
}

#[tokio::test]
async fn another_key_is_refused_as_the_real_service_would() {
    let practice = practice(Language::English).await;
    let other = Key::from_typed("sk-0123456789abcdef0123456789abcdef").unwrap();
    let client = Client::new(Timers::default()).unwrap();
    let base = Base::from_typed(&practice.base()).unwrap();
    assert_eq!(test_key(&client, &base, &other).await, KeyTest::Wrong);
    let events = events(Ask { key: Some(other), ..question(&practice, vec![]) }).await;
    assert!(
        matches!(events.as_slice(), [AnswerEvent::Failed { error }] if error.code == Code::BadKey),
        "{events:?}"
    );
}

#[tokio::test]
async fn a_question_without_a_picture_is_told_that_nothing_read_it() {
    let practice = practice(Language::English).await;
    let text = text(&events(question(&practice, vec![])).await);
    assert!(text.lines().next().unwrap().contains("no AI read this question"), "{text}");
}
