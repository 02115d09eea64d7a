//! What a conversation with pictures becomes on the wire.

use scripted_server::Server;
use serde_json::json;
use whatsit_core::ask::Turn;
use whatsit_core::event::{AnswerEvent, Notice, NoticeCode};

use crate::rig::{client, codes, end, hello, picture, question, run};

/// A grey PNG of this size.
fn grey(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![120; (width * height) as usize]).unwrap();
    writer.finish().unwrap();
    bytes
}

#[tokio::test]
async fn a_picture_is_sent_with_the_type_of_its_bytes() {
    let server = Server::play([hello()]).await.unwrap();
    let mut asked = question(&server);
    asked.turns[0].pictures.push(picture(&grey(64, 48)));
    let events = run(&client(), asked).await;
    assert!(matches!(end(&events), AnswerEvent::Finished { .. }), "{events:?}");
    let content = server.requests()[0].json()["messages"][0]["content"].clone();
    assert_eq!(content[0], json!({"type": "text", "text": "What is this?"}));
    let url = content[1]["image_url"]["url"].as_str().unwrap();
    let starts = ["data:image/png;base64,iVBORw0KGgo", "data:image/jpeg;base64,/9j/"];
    assert!(starts.iter().any(|start| url.starts_with(start)), "{url}");
}

#[tokio::test]
async fn llama_gets_one_picture_and_its_system_text_within_the_question() {
    let server = Server::play([hello()]).await.unwrap();
    let mut asked = question(&server);
    asked.system = Some("Be brief.".into());
    asked.turns = vec![
        Turn {
            question: "Which?".into(),
            pictures: vec![picture(&grey(40, 40))],
            answer: Some("A cat.".into()),
        },
        Turn {
            question: "And?".into(),
            pictures: vec![picture(&grey(50, 50)), picture(&grey(60, 40))],
            answer: None,
        },
    ];
    let events = run(&client(), asked).await;
    assert_eq!(
        codes(&events),
        [NoticeCode::PicturesJoined, NoticeCode::PictureLeftOut, NoticeCode::SystemFolded]
    );
    let joined = Notice { count: Some(2), ..Notice::new(NoticeCode::PicturesJoined) };
    assert_eq!(events[0], AnswerEvent::Notice(joined));
    let messages = server.requests()[0].json()["messages"].clone();
    assert_eq!(messages[0], json!({"role": "user", "content": "Be brief.\n\nWhich?"}));
    assert_eq!(messages[1], json!({"role": "assistant", "content": "A cat."}));
    assert_eq!(messages[2]["content"].as_array().map(Vec::len), Some(2), "the text and one picture");
    assert_eq!(messages.as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn other_models_get_every_picture_and_a_system_message() {
    let server = Server::play([hello()]).await.unwrap();
    let mut asked = question(&server);
    asked.model = "gpt-4o".into();
    asked.system = Some("Be brief.".into());
    asked.turns[0].pictures = vec![picture(&grey(40, 40)), picture(&grey(50, 50))];
    assert_eq!(codes(&run(&client(), asked).await), []);
    let messages = server.requests()[0].json()["messages"].clone();
    assert_eq!(messages[0], json!({"role": "system", "content": "Be brief."}));
    assert_eq!(messages[1]["content"].as_array().map(Vec::len), Some(3));
}
