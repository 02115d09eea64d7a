//! Keeps the newest draft on the disk, on a thread of its own: a moment after it changed, at once when the window
//! closes, and again and again while the disk does not take it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::folder::Folder;
use super::{Draft, Trouble};

/// How long changes are gathered before they are written.
const SETTLE: Duration = Duration::from_millis(300);
/// How long to wait after a failure.
const RETRY: Duration = Duration::from_secs(3);

/// Writes drafts.
#[derive(Debug)]
pub struct Writer {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Desk {
    papers: Mutex<Papers>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Papers {
    /// The newest draft, until it is on the disk.
    draft: Option<Draft>,
    /// Whoever closes the window waits for it.
    hurry: bool,
    /// It is being written.
    busy: bool,
    trouble: Option<Trouble>,
    over: bool,
}

impl Writer {
    /// Begins; `told` hears of each trouble once, and of its end.
    #[must_use]
    pub fn start(folder: Folder, told: impl Fn(Option<Trouble>) + Send + 'static) -> Self {
        let desk = Arc::<Desk>::default();
        let writers = Arc::clone(&desk);
        let thread = thread::spawn(move || writers.work(folder, told));
        Self { desk, thread: Some(thread) }
    }

    /// From now on this is what is to be kept. Returns at once.
    pub fn write(&self, draft: Draft) {
        self.desk.papers().draft = Some(draft);
        self.desk.changed.notify_all();
    }

    /// Waits until the newest draft is on the disk or could not be written, at most for `patience`: whether it is.
    #[must_use]
    pub fn flush(&self, patience: Duration) -> bool {
        let mut papers = self.desk.papers();
        papers.hurry = papers.draft.is_some();
        self.desk.changed.notify_all();
        let (papers, _) = self
            .desk
            .changed
            .wait_timeout_while(papers, patience, |papers| papers.busy || papers.hurry)
            .unwrap_or_else(PoisonError::into_inner);
        papers.draft.is_none() && !papers.busy
    }

    /// Why the newest draft is not on the disk, if it could not be written.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.desk.papers().trouble
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.desk.papers().over = true;
        self.desk.changed.notify_all();
        // The folder is free for another run when this returns.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Desk {
    fn work(&self, mut folder: Folder, told: impl Fn(Option<Trouble>)) {
        while let Some(draft) = self.next() {
            let trouble = folder.keep(&draft).err().map(|error| Trouble::from(&error));
            let mut papers = self.papers();
            let news = papers.trouble != trouble;
            papers.trouble = trouble;
            if trouble.is_some() {
                papers.draft.get_or_insert(draft);
            }
            papers.busy = false;
            // Another draft may have come meanwhile.
            papers.hurry &= trouble.is_none() && papers.draft.is_some();
            drop(papers);
            self.changed.notify_all();
            if news {
                told(trouble);
            }
        }
    }

    /// The next draft to write, when it is time to. None when there will be no more.
    fn next(&self) -> Option<Draft> {
        let waits = |papers: &mut Papers| papers.draft.is_none() && !papers.over;
        let papers = self.changed.wait_while(self.papers(), waits).unwrap_or_else(PoisonError::into_inner);
        let pause = if papers.trouble.is_some() { RETRY } else { SETTLE };
        let waits = |papers: &mut Papers| !papers.hurry && !papers.over;
        let (mut papers, _) =
            self.changed.wait_timeout_while(papers, pause, waits).unwrap_or_else(PoisonError::into_inner);
        if papers.over {
            return None;
        }
        papers.busy = true;
        papers.draft.take()
    }

    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    fn question(text: &str) -> Draft {
        Draft { question: text.into(), ..Draft::default() }
    }

    #[test]
    fn the_newest_draft_is_on_the_disk_after_a_flush() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("draft");
        let writer = Writer::start(Folder::open(&path).0.unwrap(), |_| {});
        for text in ["W", "Wh", "What"] {
            writer.write(question(text));
        }
        assert!(writer.flush(PATIENCE));
        let index = fs::read_to_string(path.join("draft.json")).unwrap();
        assert!(index.contains("\"What\""), "{index}");
        assert!(writer.flush(PATIENCE), "nothing is left to write");
    }

    #[test]
    fn what_could_not_be_written_is_told_once_and_tried_again() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("draft");
        let folder = Folder::open(&path).0.unwrap();
        fs::write(&path, b"a file where the folder would be").unwrap();
        let (tell, told) = mpsc::channel();
        let writer = Writer::start(folder, move |trouble| tell.send(trouble).unwrap());
        writer.write(question("What"));
        assert!(told.recv_timeout(PATIENCE).unwrap().is_some());
        assert!(writer.trouble().is_some());
        assert!(!writer.flush(PATIENCE));

        fs::remove_file(&path).unwrap();
        assert_eq!(told.recv_timeout(PATIENCE).unwrap(), None, "written by itself");
        let index = fs::read_to_string(path.join("draft.json")).unwrap();
        assert!(index.contains("\"What\""), "{index}");
    }
}
