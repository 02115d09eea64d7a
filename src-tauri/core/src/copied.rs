//! Files that somebody copied in a file manager: the lists that name them, however that one writes them.

use std::path::PathBuf;

use url::Url;

/// What file managers write above their list: what is to happen to the files, and what the list is.
const HEADERS: &[&str] = &["copy", "cut", "x-special/nautilus-clipboard"];

/// The files of a list (`text/uri-list`, `x-special/gnome-copied-files`), in their order. What it names besides
/// files, such as addresses of the web, is left out.
#[must_use]
pub fn files_listed(list: &str) -> Vec<PathBuf> {
    entries(list).filter_map(file).collect()
}

/// The files of a plain text that is nothing but a list of them; none when there is anything else in it.
#[must_use]
pub fn files_of_text(text: &str) -> Vec<PathBuf> {
    entries(text).map(file).collect::<Option<_>>().unwrap_or_default()
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    let lines = list.split(['\n', '\r', '\0']).map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#') && !HEADERS.contains(line))
}

/// A name need not be UTF-8: the address holds its bytes.
fn file(address: &str) -> Option<PathBuf> {
    Url::parse(address).ok().filter(|url| url.scheme() == "file")?.to_file_path().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_files() -> (Vec<PathBuf>, Vec<String>) {
        let files = ["猫 1.png", "100% #2?.jpg"].map(|name| std::env::temp_dir().join(name));
        let addresses = files.iter().map(|file| Url::from_file_path(file).unwrap().to_string());
        (files.to_vec(), addresses.collect())
    }

    #[test]
    fn every_file_manager_is_understood() {
        let (files, addresses) = two_files();
        let [one, two] = [&addresses[0], &addresses[1]];
        for list in [
            format!("{one}\r\n{two}\r\n"),
            format!("# made by hand\r\n{one}\r\n{two}"),
            format!("copy\n{one}\n{two}"),
            format!("cut\n{one}\n{two}\0"),
            format!("x-special/nautilus-clipboard\ncopy\n{one}\n{two}\n"),
        ] {
            assert_eq!(files_listed(&list), files, "{list:?}");
            assert_eq!(files_of_text(&list), files, "{list:?}");
        }
    }

    #[test]
    fn a_text_that_says_more_than_files_stays_a_text() {
        let (_, addresses) = two_files();
        for text in [
            format!("See {}", addresses[0]),
            format!("{}\nhttps://elsewhere.example/x.png", addresses[0]),
            "copy".to_owned(),
            String::new(),
        ] {
            assert!(files_of_text(&text).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn an_address_of_the_web_is_no_file() {
        let (files, addresses) = two_files();
        let list = format!("https://elsewhere.example/x.png\r\n{}\r\n", addresses[0]);
        assert_eq!(files_listed(&list), files[..1]);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf_8_keeps_its_bytes() {
        use std::os::unix::ffi::OsStrExt;
        let files = files_listed("file:///tmp/caf%E9%0A.png");
        assert_eq!(files[0].as_os_str().as_bytes(), b"/tmp/caf\xe9\n.png");
    }
}
