//! A conversation as the messages of a request.

use super::Turn;
use crate::service::request::{DataUrl, Message};

/// Stands for the text of a question that consisted of a picture which is no longer sent.
const LEFT_OUT: &str = "[image]";

/// The messages, oldest first: users' and answers in turn, because several services insist on that. A question that
/// was never answered goes together with the next. `pictures` are those sent of each turn. `folds` puts the system
/// text before the first question.
pub(super) fn messages(
    turns: Vec<Turn>,
    pictures: Vec<Vec<DataUrl>>,
    system: Option<String>,
    folds: bool,
) -> Vec<Message> {
    let mut messages = Vec::with_capacity(2 * turns.len() + 1);
    let mut texts = Vec::new();
    let mut shown = Vec::new();
    match system {
        Some(system) if folds => texts.push(system),
        Some(system) => messages.push(Message::System(system)),
        None => {}
    }
    for (turn, sent) in turns.into_iter().zip(pictures) {
        if !turn.question.trim().is_empty() {
            texts.push(turn.question);
        } else if sent.is_empty() {
            texts.push(LEFT_OUT.to_owned());
        }
        shown.extend(sent);
        if let Some(answer) = turn.answer.filter(|answer| !answer.trim().is_empty()) {
            messages.push(user(&mut texts, &mut shown));
            messages.push(Message::Assistant(answer));
        }
    }
    if !texts.is_empty() || !shown.is_empty() {
        messages.push(user(&mut texts, &mut shown));
    }
    messages
}

fn user(texts: &mut Vec<String>, pictures: &mut Vec<DataUrl>) -> Message {
    Message::User { text: std::mem::take(texts).join("\n\n"), pictures: std::mem::take(pictures) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(question: &str, answer: Option<&str>) -> Turn {
        Turn { question: question.into(), pictures: Vec::new(), answer: answer.map(Into::into) }
    }

    fn user(text: &str, pictures: &[&DataUrl]) -> Message {
        Message::User { text: text.into(), pictures: pictures.iter().map(|url| (*url).clone()).collect() }
    }

    #[test]
    fn questions_and_answers_take_turns() {
        let picture = DataUrl::new("image/png", b"x");
        let turns = vec![turn("What?", None), turn("Well?", Some("A cat.")), turn("Which?", None)];
        let sent = vec![vec![picture.clone()], vec![], vec![]];
        assert_eq!(
            messages(turns, sent, Some("Be brief.".into()), false),
            [
                Message::System("Be brief.".into()),
                user("What?\n\nWell?", &[&picture]),
                Message::Assistant("A cat.".into()),
                user("Which?", &[]),
            ]
        );
    }

    #[test]
    fn a_folded_system_text_stands_before_the_first_question() {
        let picture = DataUrl::new("image/png", b"x");
        let folded =
            messages(vec![turn("", None)], vec![vec![picture.clone()]], Some("Be brief.".into()), true);
        assert_eq!(folded, [user("Be brief.", &[&picture])]);
    }

    #[test]
    fn a_question_that_lost_its_picture_is_not_empty() {
        let picture = DataUrl::new("image/png", b"x");
        let turns = vec![turn(" ", Some("A dog.")), turn("", None)];
        assert_eq!(
            messages(turns, vec![vec![], vec![picture.clone()]], None, false),
            [user("[image]", &[]), Message::Assistant("A dog.".into()), user("", &[&picture])]
        );
    }
}
