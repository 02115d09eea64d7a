//! The licences of everything that others made and that is in a package, with their full texts: read from the
//! locked sources, so that the same sources give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use xshell::{Shell, cmd};

use super::{Target, page_sources};
use crate::licences;

/// Linked into every Rust program, and in no list of dependencies.
const STANDARD_LIBRARY: (&str, &str, &str) = (
    "The Rust standard library",
    "MIT OR Apache-2.0",
    "https://www.rust-lang.org, copyright The Rust Project Developers",
);
const RULE: &str = "================================================================================";

/// Something of others that is in the package.
struct Part {
    name: String,
    licence: String,
    /// Where it is from, and who made it.
    origin: String,
    texts: Vec<String>,
}

/// Writes the file.
pub(super) fn write(sh: &Shell, target: &Target, file: &Path) -> Result<()> {
    let mut parts = crates(sh, target)?;
    parts.extend(npm_packages(sh)?);
    let (name, licence, origin) = STANDARD_LIBRARY;
    parts.push(part(name.into(), licence.into(), origin.into(), Vec::new())?);
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    sh.write_file(file, compose(&sh.read_file("LICENSE")?, &parts))?;
    println!("{}: the licences of {} parts", file.display(), parts.len());
    Ok(())
}

/// Every crate that is linked in, or writes code that is.
fn crates(sh: &Shell, target: &Target) -> Result<Vec<Part>> {
    let mut shipped = BTreeSet::new();
    for triple in target.triples() {
        let line = "{p}";
        let tree = cmd!(
            sh,
            "cargo tree --package whatsit --target {triple} --edges normal,build --locked --prefix none --format {line}"
        );
        shipped.extend(tree.quiet().read()?.lines().filter_map(crate_of));
    }
    let metadata = cmd!(sh, "cargo metadata --locked --format-version 1").quiet().read()?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo names no packages")?;
    let mut parts = Vec::new();
    for package in packages {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        let name = format!("{} {}", text("name"), text("version"));
        if !shipped.contains(&name) || package["source"].is_null() {
            continue;
        }
        let folder = Path::new(text("manifest_path")).parent().context("a manifest without a folder")?;
        let authors = package["authors"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let authors: Vec<_> = authors.map(without_address).collect();
        let origin = [text("repository").to_owned(), authors.join(", ")];
        let origin = origin.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", by ");
        parts.push(part(name, text("license").into(), origin, texts_in(folder, text("license_file"))?)?);
    }
    Ok(parts)
}

/// `serde v1.0.0 (proc-macro)` is `serde 1.0.0`.
fn crate_of(line: &str) -> Option<String> {
    let mut words = line.split(' ');
    Some(format!("{} {}", words.next()?, words.next()?.strip_prefix('v')?))
}

fn without_address(author: &str) -> &str {
    author.split('<').next().unwrap_or_default().trim()
}

/// Every npm package of which something is in the page.
fn npm_packages(sh: &Shell) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for name in page_sources::packages(sh)? {
        let folder = sh.current_dir().join("ui/node_modules").join(&name);
        let package: Value = serde_json::from_str(&sh.read_file(folder.join("package.json"))?)?;
        let repository = &package["repository"];
        let origin = repository["url"].as_str().or(repository.as_str()).unwrap_or_default().to_owned();
        let version = package["version"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or_default().to_owned();
        parts.push(part(format!("{name} {version} (npm)"), licence, origin, texts_in(&folder, "")?)?);
    }
    Ok(parts)
}

/// With the standard texts when it brings none of its own.
fn part(name: String, licence: String, origin: String, mut texts: Vec<String>) -> Result<Part> {
    if texts.is_empty() {
        texts = licences::standard_texts(&licence).iter().map(|text| tidy(text)).collect();
    }
    if texts.is_empty() {
        bail!("{name} has no licence text, and {licence:?} stands for none");
    }
    Ok(Part { name, licence, origin, texts })
}

/// The texts that lie beside a manifest, and the one that it names.
fn texts_in(folder: &Path, named: &str) -> Result<Vec<String>> {
    let mut files = BTreeSet::new();
    for folder in [folder.to_owned(), folder.join("LICENSES")] {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_file() && (folder.ends_with("LICENSES") || is_licence(&name)) {
                files.insert(path);
            }
        }
    }
    if !named.is_empty() {
        files.insert(folder.join(named));
    }
    let read =
        |file: &PathBuf| -> Result<String> { Ok(tidy(&String::from_utf8_lossy(&std::fs::read(file)?))) };
    files.iter().map(read).filter(|text| text.as_ref().map_or(true, |text| !text.is_empty())).collect()
}

fn is_licence(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let begins = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"]
        .iter()
        .any(|word| name.starts_with(word));
    let is_code = [".RS", ".TOML", ".JSON", ".HTML", ".SH", ".PY", ".JS", ".TS", ".TMPL"]
        .iter()
        .any(|ending| name.ends_with(ending));
    begins && !is_code
}

/// The same text, whatever system it was written on.
fn tidy(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// First who made what, then each text once, with those whose text it is.
fn compose(own: &str, parts: &[Part]) -> String {
    let mut file = format!("{}\n\n{RULE}\n\nWhatsit contains the work of others:\n\n", tidy(own));
    for part in parts {
        let _ = writeln!(file, "  {}\n    {}", part.name, part.licence);
        if !part.origin.is_empty() {
            let _ = writeln!(file, "    {}", part.origin);
        }
    }
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for part in parts {
        for text in &part.texts {
            let users = users.entry(text).or_default();
            if users.last() != Some(&part.name.as_str()) {
                users.push(&part.name);
            }
        }
    }
    let mut texts: Vec<_> = users.into_iter().collect();
    texts.sort_by(|(text, users), (other, others)| users.cmp(others).then(text.cmp(other)));
    for (text, users) in texts {
        let _ = write!(file, "\n{RULE}\n\nOf {}:\n\n{text}\n", users.join(", "));
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: &str, texts: &[&str]) -> Part {
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        part(name.into(), "MIT".into(), String::new(), texts).unwrap()
    }

    #[test]
    fn a_text_stands_once_with_all_whose_text_it_is() {
        let file = compose("Own", &[made("a 1", &["Shared", "Of a"]), made("b 1", &["Shared"])]);
        assert_eq!(file.matches("Shared").count(), 1);
        assert!(file.contains("Of a 1, b 1:\n\nShared\n"), "{file}");
        assert!(file.contains("Of a 1:\n\nOf a\n"), "{file}");
    }

    #[test]
    fn what_brings_no_text_gets_the_standard_one() {
        assert!(made("a 1", &[]).texts[0].contains("Permission is hereby granted"));
        let two = part("b 1".into(), "MIT OR Apache-2.0".into(), String::new(), Vec::new()).unwrap();
        assert_eq!(two.texts.len(), 2);
        assert!(part("c 1".into(), "mine".into(), String::new(), Vec::new()).is_err());
    }

    #[test]
    fn line_ends_and_marks_make_no_other_text() {
        assert_eq!(tidy("\u{feff}a  \r\n\r\nb\r\n\r\n"), "a\n\nb");
    }

    #[test]
    fn licence_files_are_known_by_their_names() {
        for name in
            ["LICENSE", "LICENSE-MIT", "License.md", "COPYING.txt", "UNLICENSE", "NOTICE", "licence.apache"]
        {
            assert!(is_licence(name), "{name}");
        }
        for name in ["license.rs", "README.md", "Cargo.toml", "license_template.sh"] {
            assert!(!is_licence(name), "{name}");
        }
    }

    #[test]
    fn a_line_of_the_tree_names_a_crate() {
        assert_eq!(crate_of("serde_derive v1.0.2 (proc-macro)").as_deref(), Some("serde_derive 1.0.2"));
        assert_eq!(crate_of(""), None);
    }

    #[test]
    fn the_texts_beside_a_manifest_are_found() {
        let folder = std::env::temp_dir().join(format!("whatsit-notices-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("LICENSES")).unwrap();
        for (name, text) in
            [("LICENSE-MIT", "one\r\n"), ("LICENSES/ISC.txt", "two"), ("other.txt", "three"), ("COPYING", "")]
        {
            std::fs::write(folder.join(name), text).unwrap();
        }
        let texts = texts_in(&folder, "other.txt");
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(texts.unwrap(), ["one", "two", "three"]);
    }
}
