//! Everything that may lie where the settings should be.

use super::*;

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with(text: impl AsRef<[u8]>) -> Self {
        let place = Self::new();
        fs::write(place.file(), text).unwrap();
        place
    }

    fn file(&self) -> PathBuf {
        self.0.path().join(FILE)
    }

    fn open(&self) -> SettingsFile {
        SettingsFile::open(self.0.path())
    }

    fn fields(&self) -> Map<String, Value> {
        serde_json::from_slice(&fs::read(self.file()).unwrap()).unwrap()
    }

    fn aside(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0.path()).unwrap().flatten().map(|entry| entry.path());
        entries.filter(|path| path.to_string_lossy().contains("set-aside")).collect()
    }
}

fn model(name: &str) -> SettingsChange {
    SettingsChange { model: Some(name.into()), ..SettingsChange::default() }
}

#[test]
fn a_first_start_has_the_defaults_and_writes_nothing() {
    let place = Place::new();
    let file = place.open();
    assert_eq!((file.current(), file.told()), (Settings::default(), None));
    assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 0);
    assert_eq!(SettingsFile::open(&place.0.path().join("not/there")).told(), None);
}

#[test]
fn what_is_no_settings_file_is_kept_beside_it_and_defaults_are_used() {
    let huge = format!(r#"{{"model":"{}"}}"#, "m".repeat(1 << 20));
    let contents: [&[u8]; 7] = [
        b"",
        b"{\"practice\": tr",
        b"[]",
        b"null",
        b"\x00\xff\xfe\x80",
        b"{\"model\":\"\xff\"}",
        huge.as_bytes(),
    ];
    for content in contents {
        let place = Place::with(content);
        let file = place.open();
        assert_eq!(
            (file.current(), file.told()),
            (Settings::default(), Some(SettingsFault::SettingsSetAside))
        );
        assert_eq!(place.aside().len(), 1);
        assert_eq!(fs::read(&place.aside()[0]).unwrap(), content);
        assert_eq!(file.change(model("m")).1, None);
        assert_eq!((place.open().current().model, place.open().told()), ("m".into(), None));
    }
}

#[test]
fn the_last_good_settings_stand_in_for_a_file_that_broke() {
    let place = Place::new();
    place.open().change(model("mine"));
    place.open().consent("https://api.302.ai").unwrap();
    fs::write(place.file(), "{\"model\": \"mi").unwrap();
    let file = place.open();
    assert_eq!(file.told(), Some(SettingsFault::SettingsRestored));
    assert_eq!(file.current().model, "mine");
    assert_eq!(file.current_with_consent().1, Ok(()));
    assert_eq!(place.aside().len(), 1);
    assert_eq!((place.open().current().model, place.open().told()), ("mine".into(), None));
}

#[test]
fn files_set_aside_in_the_same_second_do_not_replace_each_other() {
    let place = Place::new();
    for text in ["one", "two", "three"] {
        fs::write(place.file(), text).unwrap();
        place.open();
    }
    let mut texts: Vec<_> = place.aside().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    texts.sort();
    assert_eq!(texts, ["one", "three", "two"]);
}

#[test]
fn a_newer_file_is_set_aside_unread() {
    let text = r#"{"version":2,"model":"means something else"}"#;
    let place = Place::with(text);
    let file = place.open();
    assert_eq!((file.current(), file.told()), (Settings::default(), Some(SettingsFault::SettingsNewer)));
    assert_eq!(fs::read_to_string(&place.aside()[0]).unwrap(), text);
}

#[test]
fn fields_of_the_same_version_that_are_not_known_here_are_kept() {
    let place =
        Place::with("\u{feff}{\"version\":1,\"later\":{\"a\":[1]},\"model\":\"m\",\"practice\":\"broken\"}");
    let file = place.open();
    assert_eq!((file.current().model.as_str(), file.told()), ("m", None));
    file.change(model("other"));
    let fields = place.fields();
    assert_eq!(fields["later"], serde_json::json!({"a": [1]}));
    assert_eq!((&fields["model"], &fields["version"]), (&"other".into(), &1.into()));
}

#[test]
fn a_folder_in_the_place_of_the_file_is_set_aside() {
    let place = Place::new();
    fs::create_dir(place.file()).unwrap();
    assert_eq!(place.open().told(), Some(SettingsFault::SettingsSetAside));
    assert_eq!(place.open().change(model("m")).1, None);
}

#[test]
fn read_only_settings_are_used_and_a_change_counts_for_this_run() {
    let place = Place::with(r#"{"model":"theirs"}"#);
    let mut permissions = fs::metadata(place.file()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(place.file(), permissions.clone()).unwrap();
    let file = place.open();
    assert_eq!((file.current().model.as_str(), file.told()), ("theirs", Some(SettingsFault::ReadOnly)));
    assert_eq!(file.change(model("mine")).1, Some(SettingsFault::ReadOnly));
    assert_eq!(file.current().model, "mine");
    assert_eq!(file.consent("https://api.302.ai"), Ok(Some(SettingsFault::ReadOnly)));
    assert_eq!(file.current_with_consent().1, Ok(()));
    assert_eq!(place.open().current().model, "theirs");
    #[expect(clippy::permissions_set_readonly_false, reason = "Windows removes no read-only file")]
    permissions.set_readonly(false);
    fs::set_permissions(place.file(), permissions).unwrap();
}

#[test]
fn a_place_where_nothing_can_be_written_costs_only_the_saving() {
    let place = Place::with("a file");
    let file = SettingsFile::open(&place.file().join("below"));
    assert_eq!(file.change(model("mine")).1, Some(SettingsFault::ReadOnly));
    assert_eq!(file.current().model, "mine");
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_link_that_leads_to_itself_does_not_hold_the_start_up() {
    let place = Place::new();
    assert!(std::process::Command::new("mkfifo").arg(place.file()).status().unwrap().success());
    assert_eq!(place.open().told(), Some(SettingsFault::SettingsSetAside));
    std::os::unix::fs::symlink(place.file(), place.file()).unwrap();
    assert_eq!(place.open().told(), Some(SettingsFault::SettingsSetAside));
    assert_eq!(place.open().change(model("m")).1, None);
    assert_eq!(place.aside().len(), 2);
}

#[cfg(unix)]
#[test]
fn only_the_user_may_read_the_settings() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.open().change(model("m"));
    for name in [FILE, LAST_GOOD] {
        let mode = fs::metadata(place.0.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn consent_is_remembered_for_its_service_and_a_change_keeps_it() {
    let place = Place::new();
    assert!(place.open().current_with_consent().1.is_err());
    assert_eq!(place.open().consent("https://api.302.ai"), Ok(None));
    place.open().change(model("m"));
    assert_eq!(place.open().current_with_consent().1, Ok(()));
    assert!(place.open().consent("https://elsewhere.example").is_err());
}
