//! The draft's folder. Pictures are files that are written once; the index names them. A file is there before the
//! index names it and until the index no longer does, so that a crash at any moment leaves a draft that can be read.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::index::{Entry, Index};
use super::{Draft, DraftPicture};
use crate::atomic_file;

const INDEX: &str = "draft.json";
const PICTURE: &str = "picture-";

/// The folder of the draft of this run. While it is there, no other run has it.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// By the picture's id: the name of its file.
    files: HashMap<String, String>,
    /// The index as it is on the disk, if that is known.
    written: Option<Index>,
    /// Held until the run ends, however it ends.
    _lock: Option<File>,
}

/// What an earlier run left.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The text in the question box.
    pub question: String,
    /// Its pictures, in order.
    pub pictures: Vec<FoundPicture>,
    /// Something could not be read. It was set aside; nothing of it was deleted.
    pub incomplete: bool,
}

/// A picture that an earlier run left.
#[derive(Debug, PartialEq, Eq)]
pub struct FoundPicture {
    /// The name of its file in the folder.
    pub file: String,
    /// The name it had when it was taken in.
    pub name: Option<String>,
}

impl Folder {
    /// Reads what an earlier run left in `path`, whatever it is, and tidies up behind it. No folder when another
    /// run is using it, or what could not be read could not be set aside: then nothing of this run is kept.
    #[must_use]
    pub fn open(path: &Path) -> (Option<Self>, Found) {
        let Ok(lock) = lock(path) else { return (None, Found::default()) };
        let mut folder = Self { path: path.to_owned(), files: HashMap::new(), written: None, _lock: lock };
        match folder.read() {
            Ok(Some((index, whole))) => {
                let orphans = folder.files_besides(&index);
                let cleared = orphans.iter().all(|file| {
                    whole && fs::remove_file(folder.path.join(file)).is_ok() || folder.set_aside(file).is_ok()
                });
                let pictures = index.pictures.iter().cloned();
                let pictures = pictures.map(|Entry { file, name }| FoundPicture { file, name }).collect();
                let found =
                    Found { question: index.question.clone(), pictures, incomplete: !whole || !cleared };
                folder.written = whole.then_some(index);
                (Some(folder), found)
            }
            Ok(None) => (Some(folder), Found::default()),
            Err(_unreadable) => {
                let moved = fs::rename(&folder.path, beside(&folder.path)).is_ok();
                (moved.then_some(folder), Found { incomplete: true, ..Found::default() })
            }
        }
    }

    /// From now on the picture with that id is the one in `file`: where that is.
    pub fn adopt(&mut self, id: &str, file: &str) -> PathBuf {
        self.files.insert(id.to_owned(), file.to_owned());
        self.path.join(file)
    }

    /// Makes the folder equal to `draft`. What fails does not keep the rest from being tried.
    ///
    /// # Errors
    ///
    /// The first failure; then the folder holds an earlier draft, or part of this one.
    pub fn keep(&mut self, draft: &Draft) -> io::Result<()> {
        self.make()?;
        let pictures = draft.pictures.iter().map(|picture| self.keep_picture(picture));
        let written = pictures.collect::<Vec<_>>().into_iter().collect::<io::Result<()>>();
        let indexed = self.keep_index(draft);
        if indexed.is_ok() {
            self.clear(draft);
        }
        written.and(indexed)
    }

    fn keep_picture(&mut self, picture: &DraftPicture) -> io::Result<()> {
        let Some(original) = picture.original.as_deref() else { return Ok(()) };
        if self.files.contains_key(&picture.id) {
            return Ok(());
        }
        let unfinished = atomic_file::unfinished(&self.path, original)?;
        let name = unfinished.path().file_name().and_then(OsStr::to_str).unwrap_or_default();
        let name = name.replace(atomic_file::UNFINISHED, PICTURE);
        unfinished.persist_noclobber(self.path.join(&name))?;
        atomic_file::sync_folder(&self.path);
        self.files.insert(picture.id.clone(), name);
        Ok(())
    }

    fn keep_index(&mut self, draft: &Draft) -> io::Result<()> {
        let entry = |picture: &DraftPicture| {
            Some(Entry { file: self.files.get(&picture.id)?.clone(), name: picture.name.clone() })
        };
        let index = Index {
            question: draft.question.clone(),
            pictures: draft.pictures.iter().filter_map(entry).collect(),
        };
        if self.written.as_ref() != Some(&index) {
            self.written = None;
            atomic_file::write(&self.path.join(INDEX), &index.to_json()?)?;
            self.written = Some(index);
        }
        Ok(())
    }

    /// Removes the files of pictures that are no longer waited for.
    fn clear(&mut self, draft: &Draft) {
        let is_kept = |id: &String| {
            draft.removed.contains(id) || draft.pictures.iter().any(|picture| picture.id == *id)
        };
        let ids: Vec<_> = self.files.keys().filter(|id| !is_kept(id)).cloned().collect();
        for id in ids {
            let Some(file) = self.files.get(&id) else { continue };
            let unreadable = draft.unreadable.contains(&id);
            let done = if unreadable { self.set_aside(file) } else { fs::remove_file(self.path.join(file)) };
            // What could not be removed is tried again with the next change, and at the next start.
            if done.is_ok() || done.is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
                self.files.remove(&id);
            }
        }
    }

    /// The folder with an index, however empty: from then on a file that it does not name is known to be left over.
    fn make(&mut self) -> io::Result<()> {
        if self.written.is_none() {
            make_private(&self.path)?;
            if !self.path.join(INDEX).exists() {
                atomic_file::write(&self.path.join(INDEX), &Index::default().to_json()?)?;
            }
        }
        Ok(())
    }

    /// The index and whether all of it could be read; none when there is no draft.
    fn read(&self) -> io::Result<Option<(Index, bool)>> {
        match fs::read(self.path.join(INDEX)) {
            Ok(bytes) => Index::from_json(&bytes).map(Some).ok_or_else(|| io::ErrorKind::InvalidData.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.has_pictures()? => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn has_pictures(&self) -> io::Result<bool> {
        match fs::read_dir(&self.path) {
            Ok(mut files) => Ok(files.any(|file| file.is_ok_and(|file| is_ours(&file.file_name(), PICTURE)))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Files of ours that the index does not name: pictures that were taken away, or what a crash cut short.
    fn files_besides(&self, index: &Index) -> Vec<String> {
        let named = |name: &str| index.pictures.iter().any(|entry| entry.file == name);
        let files = fs::read_dir(&self.path).into_iter().flatten().flatten();
        files
            .map(|file| file.file_name())
            .filter(|name| is_ours(name, PICTURE) || is_ours(name, atomic_file::UNFINISHED))
            .filter_map(|name| name.into_string().ok())
            .filter(|name| !named(name))
            .collect()
    }

    fn set_aside(&self, file: &str) -> io::Result<()> {
        let aside = self.path.with_extension("set-aside");
        make_private(&aside)?;
        fs::rename(self.path.join(file), aside.join(file))
    }
}

fn is_ours(name: &OsStr, prefix: &str) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(prefix))
}

/// Keeps other runs out. Where no lock can be made there is none: a folder that can't be written to holds no draft
/// that another run could spoil.
fn lock(path: &Path) -> Result<Option<File>, TryLockError> {
    if let Some(parent) = path.parent() {
        let _ = make_private(parent);
    }
    let Ok(file) = File::create(path.with_extension("lock")) else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::Error(_)) => Ok(None),
        Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
    }
}

/// Where a whole folder is kept that could not be read.
fn beside(path: &Path) -> PathBuf {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let named = |number: u64| path.with_extension(format!("{number}.set-aside"));
    // Several may be set aside within one second.
    (seconds..seconds + 1000).map(named).find(|free| !free.exists()).unwrap_or_else(|| named(seconds))
}

/// Makes a folder that only its owner may look into, unless it is there.
fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests;
