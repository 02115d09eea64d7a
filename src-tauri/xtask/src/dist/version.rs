//! One version everywhere: the program, the page, what is said about the packages, and the tag of a release.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use xshell::{Shell, cmd};

/// The version. Fails when it is not the same everywhere, or the tag names another one.
pub(crate) fn check(sh: &Shell, tag: Option<&str>) -> Result<String> {
    let metadata = cmd!(sh, "cargo metadata --no-deps --locked --format-version 1").quiet().read()?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let version = of_program(&metadata).context("cargo knows no package named whatsit")?;
    let page: Value = serde_json::from_str(&sh.read_file("ui/package.json")?)?;
    let page = page["version"].as_str().unwrap_or_default();
    let configuration: Value = serde_json::from_str(&sh.read_file("tauri.conf.json")?)?;
    let metainfo = sh.read_file("src-tauri/packaging/dev.whatsit.desktop.metainfo.xml")?;
    let changelog = sh.read_file("src-tauri/packaging/changelog")?;
    let manual = sh.read_file("src-tauri/packaging/whatsit.1")?;
    let stated = [
        ("ui/package.json", Some(page)),
        // Without one, which is how it is meant, the bundler takes the program's.
        ("tauri.conf.json", configuration["version"].as_str().or(Some(&version))),
        ("the newest release in the metainfo file", between(&metainfo, "<release version=\"", "\"")),
        ("the first entry of the changelog", between(&changelog, "whatsit (", ")")),
        ("the manual page", between(&manual, "\"Whatsit ", "\"")),
        ("the tag", tag.map_or(Some(version.as_str()), |tag| tag.strip_prefix('v'))),
    ];
    let others: Vec<_> = stated
        .iter()
        .filter(|(_, stated)| *stated != Some(&version))
        .map(|(place, stated)| format!("  {place}: {}", stated.unwrap_or("none")))
        .collect();
    if !others.is_empty() {
        bail!("Cargo.toml says {version}, but\n{}", others.join("\n"));
    }
    Ok(version)
}

fn of_program(metadata: &Value) -> Option<String> {
    let packages = metadata["packages"].as_array()?;
    let program = packages.iter().find(|package| package["name"] == "whatsit")?;
    program["version"].as_str().map(str::to_owned)
}

/// What stands between the first `before` and the next `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell() -> Shell {
        let sh = Shell::new().unwrap();
        sh.change_dir(crate::root().unwrap());
        sh
    }

    #[test]
    fn the_version_is_the_same_everywhere() {
        assert_eq!(check(&shell(), None).unwrap(), env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn a_tag_is_v_and_the_version() {
        let version = env!("CARGO_PKG_VERSION");
        assert!(check(&shell(), Some(&format!("v{version}"))).is_ok());
        for tag in [version, "v99.0.0", "", &format!("v{version}-1")] {
            let error = check(&shell(), Some(tag)).unwrap_err().to_string();
            assert!(error.contains("the tag"), "{error}");
        }
    }

    #[test]
    fn the_first_of_several_is_the_newest() {
        assert_eq!(between("a (2) b (1)", "(", ")"), Some("2"));
        assert_eq!(between("none", "(", ")"), None);
    }
}
