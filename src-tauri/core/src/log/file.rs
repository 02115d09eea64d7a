//! The log's files: the newest, and up to four older ones. A file is opened for each line, so that the log may be
//! deleted, or written by a second program, at any time. None of this may panic: it also writes of panics.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The log's files at most.
const FILES: usize = 5;
/// The longest file, in bytes.
const MAX_FILE_BYTES: u64 = 1_000_000;

/// Adds `line`, with its line end, to the log in `folder`. What cannot be written is lost.
pub(super) fn append(folder: &Path, line: &str) {
    let newest = path(folder, 0);
    let length = fs::metadata(&newest).map_or(0, |file| file.len());
    if length + line.len() as u64 > MAX_FILE_BYTES && !begin_anew(folder) {
        return;
    }
    if let Some(mut file) = open(folder, &newest) {
        let _ = file.write_all(line.as_bytes());
    }
}

/// The last `count` lines in `folder`, oldest first.
pub(super) fn last_lines(folder: &Path, count: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for age in 0..FILES {
        let Ok(bytes) = fs::read(path(folder, age)) else { break };
        let text = String::from_utf8_lossy(&bytes);
        let missing = count.saturating_sub(lines.len());
        let older: Vec<_> = text.lines().collect();
        let older = older[older.len().saturating_sub(missing)..].iter().map(|line| (*line).to_owned());
        lines.splice(0..0, older);
    }
    lines
}

/// Makes each file one older; the oldest goes. `false` when the newest could not be moved away.
fn begin_anew(folder: &Path) -> bool {
    for age in (0..FILES - 1).rev() {
        let _ = fs::rename(path(folder, age), path(folder, age + 1));
    }
    // A file that cannot be renamed must not grow for ever.
    let newest = path(folder, 0);
    !newest.exists() || fs::remove_file(newest).is_ok()
}

fn path(folder: &Path, age: usize) -> PathBuf {
    folder.join(if age == 0 { "whatsit.log".to_owned() } else { format!("whatsit.{age}.log") })
}

fn open(folder: &Path, file: &Path) -> Option<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).or_else(|_| fs::create_dir_all(folder).and_then(|()| options.open(file))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_five_files_of_a_megabyte_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let line = "x".repeat(99_999) + "\n";
        append(folder.path(), &("first ".to_owned() + &line));
        for _ in 0..80 {
            append(folder.path(), &line);
        }
        append(folder.path(), "last\n");
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
        assert_eq!(files.len(), FILES);
        for file in files {
            assert!(file.metadata().unwrap().len() <= MAX_FILE_BYTES);
            assert!(!fs::read_to_string(file.path()).unwrap().contains("first"));
        }
        assert_eq!(last_lines(folder.path(), 1), ["last"]);
    }

    #[test]
    fn the_last_lines_reach_back_into_older_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(path(folder.path(), 1), "one\ntwo\n").unwrap();
        fs::write(path(folder.path(), 0), "three\n").unwrap();
        assert_eq!(last_lines(folder.path(), 2), ["two", "three"]);
        assert_eq!(last_lines(folder.path(), 9), ["one", "two", "three"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_user_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        append(folder.path(), "line\n");
        let mode = fs::metadata(path(folder.path(), 0)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_cannot_be_moved_does_not_grow_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        // Something that no file can be renamed to.
        for age in 1..FILES {
            fs::create_dir_all(path(folder.path(), age).join("in the way")).unwrap();
        }
        for _ in 0..30 {
            append(folder.path(), &("x".repeat(99_999) + "\n"));
        }
        assert!(fs::metadata(path(folder.path(), 0)).unwrap().len() <= MAX_FILE_BYTES);
    }
}
