//! Packages: what a user installs, made of a clean checkout by Tauri's own bundler, for the system this runs on.

mod notices;
mod page_sources;
mod version;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use xshell::{Shell, cmd};

use crate::packages::{self, Purpose};
use crate::page;

pub(crate) use version::check as check_version;

/// The finished packages, and what they are made with.
const FOLDER: &str = "target/dist";
const PACKAGING: &str = "src-tauri/packaging";
/// The other people's licences, by the name they have in every package.
const LICENCES: &str = "licences.txt";
const TAURI: &str = "ui/node_modules/@tauri-apps/cli/tauri.js";

/// On Linux: where a file is installed, and the file. Those that end in `.gz` are compressed on the way.
const INSTALLED: &[(&str, &str)] = &[
    ("/usr/share/doc/whatsit/copyright", "src-tauri/packaging/copyright"),
    ("/usr/share/doc/whatsit/changelog.gz", "src-tauri/packaging/changelog"),
    ("/usr/share/doc/whatsit/licences.txt.gz", "target/dist/licences.txt"),
    ("/usr/share/man/man1/whatsit.1.gz", "src-tauri/packaging/whatsit.1"),
    (
        "/usr/share/metainfo/dev.whatsit.desktop.metainfo.xml",
        "src-tauri/packaging/dev.whatsit.desktop.metainfo.xml",
    ),
    ("/usr/share/icons/hicolor/256x256/apps/whatsit.png", "icons/128x128@2x.png"),
    ("/usr/share/icons/hicolor/scalable/apps/whatsit.svg", "icons/icon.svg"),
];

/// Makes the named kinds of package, or the system's usual ones. What stands after `--` goes to `tauri build`.
pub(crate) fn run(sh: &Shell, arguments: &[String]) -> Result<()> {
    let (kinds, passed_on) = match arguments.iter().position(|argument| argument == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[][..]),
    };
    let kinds = if kinds.is_empty() { usual_kinds() } else { kinds.to_vec() };
    packages::ensure(sh, Purpose::Build)?;
    check_version(sh, None)?;
    page::install(sh)?;
    let target = target(sh)?;
    sh.create_dir(FOLDER)?;
    notices::write(sh, &target, &Path::new(FOLDER).join(LICENCES))?;
    let config = Path::new(FOLDER).join("bundle.json");
    sh.write_file(&config, config_text(sh)?)?;

    let mut build = cmd!(sh, "node {TAURI} build --ci --config {config}");
    if target == Target::UniversalMac {
        build = build.args(["--target", "universal-apple-darwin"]);
    }
    build.arg("--bundles").arg(kinds.join(",")).args(passed_on).run()?;
    collect(sh, &kinds, passed_on.iter().any(|argument| argument == "--debug"))
}

fn usual_kinds() -> Vec<String> {
    let kinds: &[&str] = if cfg!(windows) {
        &["nsis"]
    } else if cfg!(target_os = "macos") {
        &["dmg"]
    } else {
        &["deb", "rpm"]
    };
    kinds.iter().map(|&kind| kind.to_owned()).collect()
}

/// What a package is built for.
#[derive(PartialEq, Eq)]
enum Target {
    /// This machine.
    Host(String),
    /// Both kinds of Mac.
    UniversalMac,
}

impl Target {
    fn triples(&self) -> Vec<&str> {
        match self {
            Self::Host(triple) => vec![triple],
            Self::UniversalMac => vec!["aarch64-apple-darwin", "x86_64-apple-darwin"],
        }
    }
}

fn target(sh: &Shell) -> Result<Target> {
    if cfg!(target_os = "macos") {
        let triples = Target::UniversalMac;
        let names = triples.triples();
        cmd!(sh, "rustup target add {names...}")
            .run()
            .context("A package for both kinds of Mac needs rustup")?;
        return Ok(triples);
    }
    let version = cmd!(sh, "rustc --version --verbose").quiet().read()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(Target::Host(host.to_owned()))
}

/// What the configuration says only when packages are made: files that exist only then would keep it from building.
fn config_text(sh: &Shell) -> Result<String> {
    let licences = Path::new(FOLDER).join(LICENCES);
    let bundle = if cfg!(target_os = "linux") {
        let files = installed(sh)?;
        json!({ "linux": { "deb": { "files": files }, "rpm": { "files": files }, "appimage": { "files": files } } })
    } else if cfg!(windows) {
        // The bundler's associations would take the user's defaults away; packaging/hooks.nsh only offers.
        json!({ "resources": { licences.to_string_lossy(): LICENCES }, "fileAssociations": null })
    } else {
        json!({ "resources": { licences.to_string_lossy(): LICENCES } })
    };
    Ok(serde_json::to_string_pretty(&json!({ "bundle": bundle }))?)
}

fn installed(sh: &Shell) -> Result<Map<String, Value>> {
    let mut files = Map::new();
    for (place, file) in INSTALLED {
        let source = if Path::new(place).extension().is_some_and(|ending| ending == "gz") {
            let compressed = Path::new(FOLDER).join(Path::new(place).file_name().unwrap_or_default());
            // Without name and time, so that the same text gives the same bytes.
            let bytes = cmd!(sh, "gzip --no-name --best --stdout {file}").quiet().output()?.stdout;
            sh.write_file(&compressed, bytes)?;
            compressed
        } else {
            PathBuf::from(file)
        };
        files.insert((*place).to_owned(), json!(source));
    }
    Ok(files)
}

/// Puts the packages side by side into one folder, and says how large they are.
fn collect(sh: &Shell, kinds: &[String], is_debug: bool) -> Result<()> {
    let target =
        Path::new(if cfg!(target_os = "macos") { "target/universal-apple-darwin" } else { "target" });
    let bundles = target.join(if is_debug { "debug" } else { "release" }).join("bundle");
    let version = check_version(sh, None)?;
    println!();
    for kind in kinds {
        let ending = match kind.as_str() {
            "nsis" => "-setup.exe",
            "appimage" => ".AppImage",
            "app" => continue,
            _ => kind,
        };
        let mut found = 0;
        for file in sh.read_dir(bundles.join(kind))? {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.ends_with(ending) && name.contains(&version) {
                sh.copy_file(&file, FOLDER)?;
                let bytes = file.metadata()?.len();
                println!("{FOLDER}/{name}  {}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
                found += 1;
            }
        }
        if found == 0 {
            bail!("There is no {ending} of version {version} in {}", bundles.join(kind).display());
        }
    }
    Ok(())
}

/// What desktops read about the app must be right by their own tools.
pub(crate) fn check_descriptions(sh: &Shell) -> Result<()> {
    check_version(sh, None)?;
    if !cfg!(target_os = "linux") {
        println!("Skipped but for the version: only Linux packages have such files.");
        return Ok(());
    }
    let metainfo = format!("{PACKAGING}/dev.whatsit.desktop.metainfo.xml");
    // There is no public address to name. Older versions ask for none, and refuse to hear of it.
    let excuse = "--override=url-homepage-missing=info";
    let answer = cmd!(sh, "appstreamcli validate --no-net {excuse} {metainfo}").quiet().ignore_status();
    let answer = answer.ignore_stdout().read_stderr()?;
    let excuses = (!answer.contains("not recognized")).then_some(excuse);
    cmd!(sh, "appstreamcli validate --no-net {excuses...} {metainfo}").run()?;
    let template = sh.read_file(format!("{PACKAGING}/whatsit.desktop"))?;
    let file = Path::new(FOLDER).join("whatsit.desktop");
    sh.create_dir(FOLDER)?;
    sh.write_file(&file, desktop_file(&template, &configuration(sh)?)?)?;
    cmd!(sh, "desktop-file-validate {file}").run()?;
    Ok(())
}

fn configuration(sh: &Shell) -> Result<Value> {
    Ok(serde_json::from_str(&sh.read_file("tauri.conf.json")?)?)
}

/// The template as the bundler fills it in.
fn desktop_file(template: &str, configuration: &Value) -> Result<String> {
    let bundle = &configuration["bundle"];
    let types = bundle["fileAssociations"].as_array().context("no file types are associated")?;
    let types: Vec<_> = types.iter().filter_map(|association| association["mimeType"].as_str()).collect();
    let text = |value: &Value| value.as_str().map(str::to_owned).context("tauri.conf.json lacks a text");
    Ok(template
        .replace("{{name}}", &text(&configuration["productName"])?)
        .replace("{{comment}}", &text(&bundle["shortDescription"])?)
        .replace("{{exec}}", "whatsit")
        .replace("{{icon}}", "whatsit")
        .replace("{{mime_type}}", &types.join(";")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        std::fs::read_to_string(root.join(name)).unwrap()
    }

    #[test]
    fn nothing_in_the_desktop_file_is_left_to_be_filled_in() {
        let configuration = serde_json::from_str(&file("tauri.conf.json")).unwrap();
        let filled = desktop_file(&file("src-tauri/packaging/whatsit.desktop"), &configuration).unwrap();
        assert!(!filled.contains("{{"), "{filled}");
        assert!(
            filled.contains("\nMimeType=image/png;image/apng;image/jpeg;image/webp;image/gif;\n"),
            "{filled}"
        );
        assert!(filled.contains("\nExec=whatsit %F\n"), "{filled}");
    }

    #[test]
    fn desktop_file_and_metainfo_name_the_same_picture_types() {
        let configuration: Value = serde_json::from_str(&file("tauri.conf.json")).unwrap();
        let metainfo = file("src-tauri/packaging/dev.whatsit.desktop.metainfo.xml");
        let associations = configuration["bundle"]["fileAssociations"].as_array().unwrap();
        for association in associations {
            let of_type = association["mimeType"].as_str().unwrap();
            assert!(metainfo.contains(&format!("<mediatype>{of_type}</mediatype>")), "{of_type}");
        }
        assert_eq!(metainfo.matches("<mediatype>").count(), associations.len());
    }

    #[test]
    fn windows_offers_the_endings_that_the_configuration_names() {
        let configuration: Value = serde_json::from_str(&file("tauri.conf.json")).unwrap();
        let hooks = file("src-tauri/packaging/hooks.nsh");
        let associations = configuration["bundle"]["fileAssociations"].as_array().unwrap().iter();
        let endings: Vec<_> = associations.flat_map(|of| of["ext"].as_array().unwrap()).collect();
        for ending in &endings {
            assert!(hooks.contains(&format!("\".{}\"", ending.as_str().unwrap())), "{ending}");
        }
        assert_eq!(hooks.matches("!insertmacro ${DO}").count(), endings.len());
    }
}
