use std::path::Path;

use super::*;
use whatsit_picture::budget::Budget;

fn with_picture(history: &History) -> String {
    let id = history.reserve(None).unwrap();
    let picture = Picture::open(id.clone(), Some("a.jpg".into()), sample(), &Budget::for_model("m")).unwrap();
    assert!(history.place(Arc::new(picture)));
    id
}

fn sample() -> Vec<u8> {
    include_bytes!("../../assets/sample.jpg").to_vec()
}

fn ask(history: &History, answer: &str, pictures: &[String]) -> Result<(), NotAsked> {
    let conversation = history.to_wire().id;
    history.ask(&conversation, answer, "What is this?", pictures, Ok(()))
}

#[test]
fn a_question_takes_its_pictures_out_of_the_draft() {
    let history = History::default();
    let (first, second) = (with_picture(&history), with_picture(&history));
    ask(&history, "a1", std::slice::from_ref(&second)).unwrap();
    assert_eq!(history.draft().iter().map(|picture| picture.id().to_owned()).collect::<Vec<_>>(), [first]);
    assert_eq!(history.turns_up_to("a1")[0].pictures[0].id(), second);
    assert!(history.picture(&second).is_some());
}

#[test]
fn a_question_with_an_unknown_picture_changes_nothing() {
    let history = History::default();
    let id = with_picture(&history);
    assert_eq!(ask(&history, "a1", &[id, "picture-99".into()]), Err(NotAsked::NotFound));
    assert_eq!(history.draft().len(), 1);
    assert!(history.to_wire().turns.is_empty());
}

#[test]
fn a_picture_removed_while_it_opens_does_not_wait_when_it_is_open() {
    let history = History::default();
    let id = history.reserve(None).unwrap();
    history.remove(&id).unwrap();
    let picture = Picture::open(id, None, sample(), &Budget::for_model("m")).unwrap();
    assert!(!history.place(Arc::new(picture)));
}

#[test]
fn a_new_answer_takes_the_place_of_the_last_and_the_old_is_no_context() {
    let history = History::default();
    ask(&history, "a1", &[]).unwrap();
    let conversation = history.to_wire().id;
    assert_eq!(history.ask_again(&conversation, "a2", Ok(())), Ok("a1".into()));
    history.keep("a1", "late".into());
    assert_eq!(history.turns_up_to("a2")[0].text, None);
    history.keep("a2", "text".into());
    assert_eq!(history.turns_up_to("a2")[0].text.as_deref(), Some("text"));
}

#[test]
fn a_new_conversation_keeps_the_pictures_that_wait_and_refuses_the_old_name() {
    let history = History::default();
    with_picture(&history);
    ask(&history, "a1", &[]).unwrap();
    let old = history.to_wire().id;
    let (new, answers) = history.open_new();
    assert_eq!(answers, ["a1"]);
    assert_ne!(old, new);
    assert_eq!(history.draft().len(), 1);
    assert_eq!(history.ask(&old, "a2", "late", &[], Ok(())), Err(NotAsked::NotFound));
}

const PATIENCE: Duration = Duration::from_secs(30);

/// What a run finds in `folder`, its pictures opened again.
fn run(folder: &Path) -> (History, Restored) {
    let (history, restored) = History::open_in(folder, |_| {});
    for Left { id, name, file } in &restored.pictures {
        let bytes = std::fs::read(file).unwrap();
        let picture = Picture::open(id.clone(), name.clone(), bytes, &Budget::for_model("m")).unwrap();
        assert!(history.place(Arc::new(picture)));
    }
    (history, restored)
}

fn named(history: &History, name: &str) -> String {
    let id = history.reserve(Some(name.into())).unwrap();
    let picture = Picture::open(id.clone(), Some(name.into()), sample(), &Budget::for_model("m")).unwrap();
    assert!(history.place(Arc::new(picture)));
    id
}

fn names(history: &History) -> Vec<String> {
    history.draft().iter().map(|picture| picture.name().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_waits_is_there_again_in_the_next_run() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("draft");
    let (history, _) = run(&folder);
    history.write_question("What is this?".into());
    let (_, second, third) = (named(&history, "a"), named(&history, "b"), named(&history, "c"));
    history.move_picture(&third, 0).unwrap();
    history.remove(&second).unwrap();
    history.close(PATIENCE);
    drop(history);

    let (history, restored) = run(&folder);
    assert!(!restored.incomplete);
    assert_eq!(history.question(), "What is this?");
    assert_eq!(names(&history), ["c", "a"]);
    let kept = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(kept, 3, "the index and two pictures: what was taken away is gone with the run");
}

#[test]
fn a_question_waits_until_something_was_answered() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("draft");
    let (history, _) = run(&folder);
    let first = named(&history, "a");
    named(&history, "b");
    ask(&history, "a1", &[first]).unwrap();
    history.write_question("And next?".into());
    history.close(PATIENCE);
    drop(history);

    let (history, _) = run(&folder);
    assert_eq!(history.question(), "What is this?\n\nAnd next?");
    assert_eq!(names(&history), ["a", "b"]);
    let ids: Vec<_> = history.draft().iter().map(|picture| picture.id().to_owned()).collect();
    history.write_question(String::new());
    ask(&history, "a1", &ids).unwrap();
    history.answered("a1");
    history.close(PATIENCE);
    drop(history);

    let (history, _) = run(&folder);
    assert_eq!(history.question(), "");
    assert!(names(&history).is_empty());
}

#[test]
fn no_more_wait_than_may() {
    let history = History::default();
    for _ in 0..MAX_WAITING {
        history.reserve(None).unwrap();
    }
    assert_eq!(history.reserve(None), Err(Full));
    assert_eq!(history.draft_to_wire().len(), MAX_WAITING);
}

#[test]
fn a_picture_taken_away_while_it_opens_can_be_taken_back() {
    let history = History::default();
    let id = history.reserve(None).unwrap();
    history.remove(&id).unwrap();
    let picture = Picture::open(id.clone(), None, sample(), &Budget::for_model("m")).unwrap();
    assert!(!history.place(Arc::new(picture)));
    assert_eq!(history.restore(&id), Ok(Ok(())));
    assert_eq!(history.draft().len(), 1);
}

#[test]
fn without_consent_no_picture_is_asked_about_and_nothing_changes() {
    let history = History::default();
    let conversation = history.to_wire().id;
    let needed = || ConsentNeeded { service: "https://api.302.ai".into() };
    let refused = NotAsked::ConsentNeeded(needed());
    assert_eq!(history.ask(&conversation, "a1", "Only text", &[], Err(needed())), Ok(()));
    let id = with_picture(&history);
    let with_picture = std::slice::from_ref(&id);
    assert_eq!(history.ask(&conversation, "a2", "", with_picture, Err(needed())).as_ref(), Err(&refused));
    assert_eq!((history.draft().len(), history.to_wire().turns.len()), (1, 1));

    // Another service was chosen since: the pictures of the conversation would go along with a question.
    history.ask(&conversation, "a2", "", with_picture, Ok(())).unwrap();
    assert_eq!(history.ask(&conversation, "a3", "Only text", &[], Err(needed())).as_ref(), Err(&refused));
    assert_eq!(history.ask_again(&conversation, "a3", Err(needed())).as_ref(), Err(&refused));
    let answers: Vec<_> = history.to_wire().turns.into_iter().map(|turn| turn.answer).collect();
    assert_eq!(answers, ["a1", "a2"]);
}
