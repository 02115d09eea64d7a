//! Files that are written whole or not at all, and read by nobody else. What is on the disk is always the content
//! before or the content after, also when the power goes in between.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;

/// How the name of a file begins that is still being written, or that a crash left behind.
pub(crate) const UNFINISHED: &str = ".unfinished-";
/// Another run of the app may be writing right now; what is older was left behind.
const LEFT_BEHIND: Duration = Duration::from_mins(1);

/// Puts `bytes` in the place of the file at `path`, and makes its folder if there is none. A link to a file stays
/// one: the file that it leads to is replaced. On Unix only the user may read the file, and a folder made here.
///
/// # Errors
/// Those of the file system; then the file is as it was.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().ok_or(io::ErrorKind::InvalidFilename)?;
    make_folder(folder)?;
    unfinished(folder, bytes)?.persist(path)?;
    sync_folder(folder);
    Ok(())
}

/// A file in `folder` with that content, on the disk, and removed again unless it is given a name.
pub(crate) fn unfinished(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes a name given in `folder` last through a power cut. Not every system lets a folder be opened for that.
pub(crate) fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// The bytes of the file at `path`, at most `max_bytes`. It never waits: what is no plain file (a folder, a pipe) is
/// an error of the kind `InvalidInput`, and so is a longer file.
///
/// # Errors
/// Those of the file system.
pub fn read(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(max_bytes + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes { Err(io::ErrorKind::InvalidInput.into()) } else { Ok(bytes) }
}

/// Whether [`write()`] would fail, as far as that can be known without writing: the file or its folder is read-only.
/// A folder that does not exist yet is taken to be writable.
#[must_use]
pub fn is_read_only(path: &Path) -> bool {
    let read_only = |path: &Path| fs::metadata(path).is_ok_and(|it| it.permissions().readonly());
    let Some(folder) = path.parent().filter(|folder| folder.exists()) else { return false };
    // On Windows the attribute of a folder says nothing about what may be made in it.
    read_only(path) || (cfg!(unix) && read_only(folder)) || tempfile::tempfile_in(folder).is_err()
}

/// Removes from `folder` what an earlier run did not finish.
pub fn clean(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(UNFINISHED));
        let modified = entry.metadata().and_then(|it| it.modified());
        let is_old =
            modified.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > LEFT_BEHIND));
        if is_ours && is_old {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn what_was_written_is_read_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/folder/a 猫.json");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(read(&path, 3).unwrap(), b"two");
        assert_eq!(read(&path, 2).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(names(path.parent().unwrap()), ["a 猫.json"]);
    }

    #[test]
    fn a_write_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        fs::write(taken.join("inside"), "kept").unwrap();
        assert!(write(&taken, b"new").is_err());
        assert_eq!(fs::read(taken.join("inside")).unwrap(), b"kept");
        assert_eq!(names(folder.path()), ["taken"]);
        assert!(write(&taken.join("inside/below a file"), b"new").is_err());
    }

    #[test]
    fn only_old_unfinished_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let old = SystemTime::now() - 2 * LEFT_BEHIND;
        for (name, modified) in
            [(".unfinished-1", old), (".unfinished-2", SystemTime::now()), ("a.json", old)]
        {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(modified).unwrap();
        }
        clean(folder.path());
        let mut left = names(folder.path());
        left.sort();
        assert_eq!(left, [".unfinished-2", "a.json"]);
    }

    #[test]
    fn a_file_marked_read_only_is_found_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        assert!(!is_read_only(&path));
        assert!(!is_read_only(&folder.path().join("not/there/yet.json")));
        fs::write(&path, "{}").unwrap();
        assert!(!is_read_only(&path));
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions.clone()).unwrap();
        assert!(is_read_only(&path));
        #[expect(clippy::permissions_set_readonly_false, reason = "Windows removes no read-only file")]
        permissions.set_readonly(false);
        fs::set_permissions(&path, permissions).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn on_unix_only_the_user_may_read_and_links_stay_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("made/real.json");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        write(&real, b"one").unwrap();
        assert_eq!((mode(&real), mode(real.parent().unwrap())), (0o600, 0o700));
        let link = folder.path().join("link.json");
        symlink(&real, &link).unwrap();
        write(&link, b"two").unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let loops = folder.path().join("loops");
        symlink(&loops, &loops).unwrap();
        assert!(read(&loops, 9).is_err());
        assert_eq!(read(Path::new("/dev/zero"), 9).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
        assert!(is_read_only(&folder.path().join("new.json")));
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    }
}
