//! A file's bytes, from whatever a path leads to. Never waits for anything but a disk.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::Refusal;

/// The largest file that is taken: 50 MiB.
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;

/// Reads a whole regular file of at most [`MAX_FILE_BYTES`]. Symbolic links are followed. A folder, pipe, socket
/// or device is answered at once and neither read from nor waited for.
///
/// # Errors
/// [`Refusal::NotAFile`], [`Refusal::TooManyBytes`], [`Refusal::Gone`] or [`Refusal::Unreadable`].
pub fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    if names_a_device(path) {
        return Err(Refusal::NotAFile);
    }
    // Looked at before it is opened: opening a device can already do something.
    size_of_file(&fs::metadata(path).map_err(|error| refusal(&error))?)?;
    let file = open_without_waiting(path).map_err(|error| refusal(&error))?;
    // And again: the path may lead elsewhere by now.
    let bytes = size_of_file(&file.metadata().map_err(|error| refusal(&error))?)?;
    let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut content).map_err(|error| refusal(&error))?;
    if content.len() as u64 > MAX_FILE_BYTES {
        return Err(Refusal::TooManyBytes);
    }
    Ok(content)
}

fn size_of_file(metadata: &Metadata) -> Result<u64, Refusal> {
    if !metadata.is_file() {
        return Err(Refusal::NotAFile);
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(Refusal::TooManyBytes);
    }
    Ok(metadata.len())
}

#[cfg(unix)]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
}

#[cfg(not(unix))]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// Windows gives these names to devices in every folder, with any extension, and opening one may wait for ever;
/// elsewhere they are names like any other.
fn names_a_device(path: &Path) -> bool {
    use std::path::{Component, Prefix};
    if let Some(Component::Prefix(prefix)) = path.components().next()
        && let Prefix::DeviceNS(_) = prefix.kind()
    {
        return true;
    }
    cfg!(windows) && path.file_name().is_some_and(|name| is_device_name(&name.to_string_lossy()))
}

fn is_device_name(name: &str) -> bool {
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        port => port.strip_prefix("COM").or(port.strip_prefix("LPT")).is_some_and(|number| {
            matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        }),
    }
}

fn refusal(error: &io::Error) -> Refusal {
    if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
        Refusal::Gone
    } else if error.kind() == ErrorKind::IsADirectory || leads_to_no_file(error) {
        Refusal::NotAFile
    } else {
        Refusal::Unreadable
    }
}

/// Links that lead in a circle; a socket, or a device without a driver.
#[cfg(unix)]
fn leads_to_no_file(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ELOOP | libc::ENXIO | libc::ENODEV))
}

#[cfg(not(unix))]
fn leads_to_no_file(_: &io::Error) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("图 片.png");
        fs::write(&path, b"content").unwrap();
        assert_eq!(read(&path), Ok(b"content".to_vec()));
    }

    #[test]
    fn a_folder_is_not_a_file() {
        assert_eq!(read(tempfile::tempdir().unwrap().path()), Err(Refusal::NotAFile));
    }

    #[test]
    fn what_is_not_there_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(&folder.path().join("absent.jpg")), Err(Refusal::Gone));
        fs::write(folder.path().join("file"), b"").unwrap();
        assert_eq!(read(&folder.path().join("file").join("within.jpg")), Err(Refusal::Gone));
    }

    #[test]
    fn a_file_without_content_but_of_4_gigabytes_is_answered_without_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sparse.jpg");
        File::create(&path).unwrap().set_len(4 << 30).unwrap();
        assert_eq!(read(&path), Err(Refusal::TooManyBytes));
    }

    #[test]
    fn the_limit_itself_is_taken_and_one_byte_more_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.jpg");
        let file = File::create(&path).unwrap();
        file.set_len(MAX_FILE_BYTES).unwrap();
        assert_eq!(read(&path).unwrap().len() as u64, MAX_FILE_BYTES);
        file.set_len(MAX_FILE_BYTES + 1).unwrap();
        assert_eq!(read(&path), Err(Refusal::TooManyBytes));
    }

    #[test]
    fn a_refused_permission_is_unreadable() {
        assert_eq!(refusal(&ErrorKind::PermissionDenied.into()), Refusal::Unreadable);
    }

    #[test]
    fn device_names_of_windows_are_known_with_any_extension() {
        for name in ["NUL", "con.jpg", "Aux.tar.gz", "COM1", "lpt9.png", "nul :stream"] {
            assert!(is_device_name(name), "{name}");
        }
        for name in ["console.jpg", "COM10", "COM", "nullable", "picture.nul", ""] {
            assert!(!is_device_name(name), "{name}");
        }
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;
        use std::process::Command;

        use super::*;

        #[test]
        fn devices_are_not_files() {
            for device in ["/dev/zero", "/dev/null"] {
                assert_eq!(read(Path::new(device)), Err(Refusal::NotAFile), "{device}");
            }
        }

        #[test]
        fn a_pipe_that_nobody_writes_to_is_answered_at_once() {
            let folder = tempfile::tempdir().unwrap();
            let pipe = folder.path().join("pipe.jpg");
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            assert_eq!(read(&pipe), Err(Refusal::NotAFile));
            // Opening does not wait either, should a pipe take a file's place in between.
            assert!(open_without_waiting(&pipe).is_ok());
        }

        #[test]
        fn a_socket_is_not_a_file() {
            let folder = tempfile::tempdir().unwrap();
            let socket = folder.path().join("socket");
            let _listener = UnixListener::bind(&socket).unwrap();
            assert_eq!(read(&socket), Err(Refusal::NotAFile));
        }

        #[test]
        fn links_are_followed_unless_they_lead_in_a_circle_or_nowhere() {
            let folder = tempfile::tempdir().unwrap();
            let [file, link, circle, nowhere] =
                ["file", "link", "circle", "nowhere"].map(|name| folder.path().join(name));
            fs::write(&file, b"content").unwrap();
            symlink(&file, &link).unwrap();
            symlink(&circle, &circle).unwrap();
            symlink(folder.path().join("absent"), &nowhere).unwrap();
            assert_eq!(read(&link), Ok(b"content".to_vec()));
            assert_eq!(read(&circle), Err(Refusal::NotAFile));
            assert_eq!(read(&nowhere), Err(Refusal::Gone));
        }
    }
}
