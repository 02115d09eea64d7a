use std::sync::Arc;

use tempfile::TempDir;

use super::*;

struct Home {
    home: TempDir,
}

impl Home {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.home.path().join("data/draft")
    }

    fn open(&self) -> (Folder, Found) {
        let (folder, found) = Folder::open(&self.path());
        (folder.unwrap(), found)
    }

    /// What a run keeps, and then ends.
    fn keep(&self, draft: &Draft) {
        self.open().0.keep(draft).unwrap();
    }

    fn names(&self, prefix: &str) -> Vec<String> {
        let names = fs::read_dir(self.path()).unwrap().map(|file| file.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).filter(|name| name.starts_with(prefix)).collect()
    }

    /// The content of every file that was set aside, wherever.
    fn set_aside(&self) -> Vec<Vec<u8>> {
        let folders = fs::read_dir(self.home.path().join("data")).unwrap().flatten();
        let folders = folders.filter(|folder| folder.file_name().to_string_lossy().ends_with("set-aside"));
        let files = folders.flat_map(|folder| fs::read_dir(folder.path()).unwrap().flatten());
        files.map(|file| fs::read(file.path()).unwrap()).collect()
    }
}

fn draft(question: &str, pictures: &[&str]) -> Draft {
    let picture = |name: &&str| DraftPicture {
        id: (*name).into(),
        name: Some(format!("{name}.png")),
        original: Some(Arc::from(name.as_bytes())),
    };
    Draft { question: question.into(), pictures: pictures.iter().map(picture).collect(), ..Draft::default() }
}

fn contents(home: &Home, found: &Found) -> Vec<String> {
    let read = |picture: &FoundPicture| fs::read_to_string(home.path().join(&picture.file)).unwrap();
    found.pictures.iter().map(read).collect()
}

#[test]
fn the_text_and_the_pictures_come_back_in_their_order() {
    let home = Home::new();
    home.keep(&draft("这是什么？\n…", &["b", "c", "a"]));
    let (_folder, found) = home.open();
    assert_eq!(found.question, "这是什么？\n…");
    assert_eq!(contents(&home, &found), ["b", "c", "a"]);
    assert_eq!(found.pictures[1].name.as_deref(), Some("c.png"));
    assert!(!found.incomplete);
}

#[test]
fn nothing_is_made_before_there_is_something_to_keep() {
    let home = Home::new();
    assert_eq!(home.open().1, Found::default());
    assert!(!home.path().exists());
}

#[test]
fn a_change_of_order_writes_no_picture_again() {
    let home = Home::new();
    let (mut folder, _) = home.open();
    folder.keep(&draft("", &["a", "b"])).unwrap();
    let before = home.names(PICTURE);
    folder.keep(&draft("", &["b", "a"])).unwrap();
    assert_eq!(home.names(PICTURE), before);
    drop(folder);
    assert_eq!(contents(&home, &home.open().1), ["b", "a"]);
}

#[test]
fn what_was_asked_leaves_the_disk() {
    let home = Home::new();
    let (mut folder, _) = home.open();
    folder.keep(&draft("Q", &["a", "b"])).unwrap();
    folder.keep(&draft("", &["b"])).unwrap();
    assert_eq!(home.names(PICTURE).len(), 1);
    folder.keep(&Draft::default()).unwrap();
    assert_eq!(home.names(PICTURE).len(), 0);
    drop(folder);
    assert_eq!(home.open().1, Found::default());
}

#[test]
fn a_picture_taken_away_stays_as_long_as_it_may_be_taken_back_but_not_through_a_crash() {
    let home = Home::new();
    let (mut folder, _) = home.open();
    folder.keep(&draft("", &["a", "b"])).unwrap();
    let removed = Draft { removed: vec!["a".into()], ..draft("", &["b"]) };
    folder.keep(&removed).unwrap();
    assert_eq!(home.names(PICTURE).len(), 2);
    drop(folder);
    let (_folder, found) = home.open();
    assert_eq!(contents(&home, &found), ["b"]);
    assert_eq!(home.names(PICTURE).len(), 1);
    assert!(!found.incomplete && home.set_aside().is_empty());
}

#[test]
fn an_adopted_picture_is_kept_before_it_is_open_again() {
    let home = Home::new();
    home.keep(&draft("", &["a", "b"]));
    let (mut folder, found) = home.open();
    for (id, picture) in ["x", "y"].into_iter().zip(&found.pictures) {
        folder.adopt(id, &picture.file);
    }
    let mut opening = draft("", &["x", "y"]);
    for picture in &mut opening.pictures {
        picture.original = None;
    }
    folder.keep(&opening).unwrap();
    drop(folder);
    assert_eq!(contents(&home, &home.open().1), ["a", "b"]);
}

#[test]
fn an_adopted_picture_that_cannot_be_opened_is_set_aside() {
    let home = Home::new();
    home.keep(&draft("", &["a", "b"]));
    let (mut folder, found) = home.open();
    folder.adopt("x", &found.pictures[0].file);
    folder.adopt("gone", "picture-that-is-not-there");
    let unreadable = Draft { unreadable: vec!["x".into(), "gone".into()], ..Draft::default() };
    folder.keep(&unreadable).unwrap();
    assert_eq!(home.set_aside(), [b"a"]);
    assert!(folder.files.is_empty());
}

#[test]
fn a_broken_or_newer_index_is_set_aside_with_everything_it_may_mean() {
    for index in ["", "{\"version\":1,\"quest", "[]", r#"{"version":2,"question":"newer"}"#, "\u{0}\u{0}"] {
        let home = Home::new();
        home.keep(&draft("Q", &["a"]));
        fs::write(home.path().join(INDEX), index).unwrap();
        let (mut folder, found) = home.open();
        assert_eq!(found, Found { incomplete: true, ..Found::default() }, "{index:?}");
        let mut aside = home.set_aside();
        aside.sort();
        let mut expected = vec![index.as_bytes().to_vec(), b"a".to_vec()];
        expected.sort();
        assert_eq!(aside, expected, "{index:?}");
        folder.keep(&draft("next", &["n"])).unwrap();
        drop(folder);
        assert_eq!(home.open().1.question, "next", "{index:?}");
    }
}

#[test]
fn an_index_that_is_gone_or_a_folder_leaves_the_pictures_set_aside() {
    for is_folder in [false, true] {
        let home = Home::new();
        home.keep(&draft("Q", &["a"]));
        fs::remove_file(home.path().join(INDEX)).unwrap();
        if is_folder {
            fs::create_dir(home.path().join(INDEX)).unwrap();
        }
        let (folder, found) = home.open();
        assert!(found.incomplete);
        drop(folder);
        assert!(!home.path().exists(), "moved, not deleted");
    }
}

#[test]
fn a_file_where_the_folder_would_be_is_set_aside() {
    let home = Home::new();
    fs::create_dir_all(home.path().parent().unwrap()).unwrap();
    fs::write(home.path(), b"not a folder").unwrap();
    let (mut folder, found) = home.open();
    assert!(found.incomplete);
    folder.keep(&draft("Q", &[])).unwrap();
}

#[test]
fn a_broken_entry_costs_only_that_picture_which_is_set_aside() {
    let home = Home::new();
    home.keep(&draft("Q", &["a", "b"]));
    let index = home.path().join(INDEX);
    let text = fs::read_to_string(&index).unwrap();
    let first = home.open().1.pictures[0].file.clone();
    fs::write(&index, text.replace(&format!("\"file\":\"{first}\""), "\"file\":7")).unwrap();
    let (mut folder, found) = home.open();
    assert_eq!((found.question.as_str(), found.pictures.len(), found.incomplete), ("Q", 1, true));
    assert_eq!(home.set_aside(), [b"a"]);
    folder.adopt("b", &found.pictures[0].file);
    folder.keep(&draft("Q", &["b"])).unwrap();
    drop(folder);
    assert!(!home.open().1.incomplete, "told once");
}

#[test]
fn a_crash_at_any_moment_leaves_a_draft_that_can_be_read() {
    let home = Home::new();
    home.keep(&draft("Q", &["a"]));
    // Killed after a picture was written and before the index named it, and while a file was being written.
    fs::write(home.path().join("picture-new"), b"b").unwrap();
    fs::write(home.path().join(format!("{}x", atomic_file::UNFINISHED)), b"half").unwrap();
    let (_folder, found) = home.open();
    assert_eq!((found.question.as_str(), found.incomplete), ("Q", false));
    assert_eq!(contents(&home, &found), ["a"]);
    assert_eq!(home.names("").len(), 2, "the index and one picture");
}

#[test]
fn one_run_at_a_time_has_the_folder() {
    let home = Home::new();
    let (mut folder, _) = home.open();
    folder.keep(&draft("mine", &["a"])).unwrap();
    let (second, found) = Folder::open(&home.path());
    assert!(second.is_none());
    assert_eq!(found, Found::default());
    drop(folder);
    assert_eq!(home.open().1.question, "mine");
}

#[test]
fn what_fails_does_not_keep_the_text_from_being_written() {
    let home = Home::new();
    let (mut folder, _) = home.open();
    folder.keep(&draft("Q", &["a"])).unwrap();
    folder.files.insert("lost".into(), "picture-lost".into());
    fs::create_dir(home.path().join("picture-lost")).unwrap();
    folder.keep(&draft("more", &["a"])).unwrap();
    assert!(folder.files.contains_key("lost"), "tried again with the next change");
    drop(folder);
    assert_eq!(home.open().1.question, "more");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_look_into_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.keep(&draft("Q", &["a"]));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.path()), 0o700);
    for file in home.names("") {
        assert_eq!(mode(&home.path().join(file)), 0o600);
    }
}
