//! The log of this installation: five small files, for the user to look at and, if they like, to report.
//!
//! A line is made of an [`Entry`] and of nothing else, so none can hold a key, a question, a picture, an answer, or a
//! file's name: no entry has a place for them. Other crates cannot write here.

mod entry;
mod file;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub use entry::{Entry, KeyDeed, Place, System};

/// The log. It never fails: what cannot be written is lost, and nothing else is.
pub struct Log {
    folder: PathBuf,
    writing: Mutex<()>,
}

impl Log {
    /// The log in `folder`, which need not exist. Nothing is written yet.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), writing: Mutex::default() }
    }

    /// Writes one line.
    pub fn write(&self, entry: &Entry<'_>) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        file::append(&self.folder, &line(entry));
    }

    /// Writes one line, whoever may be writing: for a thread that has panicked, perhaps while it wrote.
    pub fn write_at_once(&self, entry: &Entry<'_>) {
        let _writing = self.writing.try_lock();
        file::append(&self.folder, &line(entry));
    }

    /// The last `count` lines, oldest first.
    #[must_use]
    pub fn last_lines(&self, count: usize) -> Vec<String> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        file::last_lines(&self.folder, count)
    }
}

fn line(entry: &Entry<'_>) -> String {
    let now = OffsetDateTime::now_utc();
    let now = now.replace_millisecond(now.millisecond()).unwrap_or(now);
    format!("{} {entry}\n", now.format(&Rfc3339).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_time_and_an_entry() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::in_folder(&folder.path().join("not there yet"));
        log.write(&Entry::Ended);
        let lines = log.last_lines(9);
        let [line] = &lines[..] else { panic!("{lines:?}") };
        let (time, entry) = line.split_once(' ').unwrap();
        assert!(time.starts_with("20") && time.ends_with('Z') && time.contains('T'), "{time}");
        assert_eq!(entry, "ended");
    }

    #[test]
    fn a_thread_that_panics_while_it_writes_can_still_say_so() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::in_folder(folder.path());
        let writing = log.writing.lock().unwrap();
        log.write_at_once(&Entry::Ended);
        drop(writing);
        assert_eq!(log.last_lines(9).len(), 1);
    }

    #[test]
    fn a_log_that_cannot_be_written_is_silent() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("a file");
        std::fs::write(&taken, "").unwrap();
        let log = Log::in_folder(&taken);
        log.write(&Entry::Ended);
        assert!(log.last_lines(9).is_empty());
    }
}
