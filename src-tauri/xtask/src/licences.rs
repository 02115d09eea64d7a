//! Every dependency's licence must be one that a program under MIT or Apache-2.0 may be shipped with.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use spdx::{Expression, ParseMode};
use xshell::{Shell, cmd};

/// Permissive, or (MPL-2.0) binding only the unchanged files themselves.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0", // the list of certificate authorities
    "IJG",                 // the JPEG encoder's tables
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// For tools that are run and not shipped: these licences bind copies of the text, and there are none.
const ALLOWED_FOR_TOOLS: &[&str] = &["CC-BY-4.0", "Python-2.0"];

/// Packages whose manifest states no licence, and the one in their LICENSE file.
const STATED_ELSEWHERE: &[(&str, &str)] =
    &[("node_modules/@inlang/plugin-message-format", "MIT"), ("node_modules/sqlite-wasm-kysely", "MIT")];

/// Looks at what cargo and npm have locked.
pub(crate) fn check(sh: &Shell) -> Result<()> {
    let crates = crates(sh)?;
    let npm_packages = npm_packages(sh)?;
    let refused: Vec<_> = crates.iter().chain(&npm_packages).filter_map(Package::refusal).collect();
    if !refused.is_empty() {
        bail!("Not allowed (src-tauri/xtask/src/licences.rs says what is):\n{}", refused.join("\n"));
    }
    println!("{} crates and {} npm packages may be used.", crates.len(), npm_packages.len());
    Ok(())
}

/// The standard texts of the licences in an expression that may be used.
pub(crate) fn standard_texts(licence: &str) -> Vec<&'static str> {
    let Ok(expression) = Expression::parse_mode(licence, LAX) else { return Vec::new() };
    let ids = expression.requirements().filter_map(|requirement| requirement.req.license.id());
    ids.filter(|id| ALLOWED.contains(&id.name)).map(spdx::LicenseId::text).collect()
}

/// As manifests are really written.
const LAX: ParseMode = ParseMode { allow_deprecated: true, ..ParseMode::LAX };

struct Package {
    name: String,
    licence: String,
    is_tool: bool,
}

impl Package {
    fn refusal(&self) -> Option<String> {
        let Self { name, licence, is_tool } = self;
        let Ok(expression) = Expression::parse_mode(licence, LAX) else {
            return Some(format!("  {name}: its licence, {licence:?}, is no known one"));
        };
        let allowed = expression.evaluate(|requirement| {
            requirement.license.id().is_some_and(|id| {
                ALLOWED.contains(&id.name) || *is_tool && ALLOWED_FOR_TOOLS.contains(&id.name)
            })
        });
        (!allowed).then(|| format!("  {name}: {licence}"))
    }
}

fn crates(sh: &Shell) -> Result<Vec<Package>> {
    let line = "{p}|{l}";
    let locked = cmd!(
        sh,
        "cargo tree --workspace --target all --edges normal,build --locked --prefix none --format {line}"
    );
    let output = locked.quiet().read()?;
    let mut packages: Vec<_> = output
        .lines()
        .filter_map(|line| line.trim_end_matches(" (*)").split_once('|'))
        .map(|(name, licence)| Package { name: name.into(), licence: licence.into(), is_tool: false })
        .collect();
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    packages.dedup_by(|a, b| a.name == b.name);
    Ok(packages)
}

fn npm_packages(sh: &Shell) -> Result<Vec<Package>> {
    let lock: Value = serde_json::from_str(&sh.read_file("ui/package-lock.json")?)?;
    let packages = lock["packages"].as_object().context("ui/package-lock.json names no packages")?;
    let package = |(name, package): (&String, &Value)| {
        let elsewhere = STATED_ELSEWHERE.iter().find(|(known, _)| known == name).map(|(_, licence)| *licence);
        let licence = package["license"].as_str().or(elsewhere).unwrap_or_default();
        Package { name: name.clone(), licence: licence.into(), is_tool: package["dev"] == true }
    };
    Ok(packages.iter().filter(|(name, _)| !name.is_empty()).map(package).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(licence: &str, is_tool: bool) -> bool {
        Package { name: "a 1.0.0".into(), licence: licence.into(), is_tool }.refusal().is_some()
    }

    #[test]
    fn one_allowed_choice_is_enough() {
        assert!(!is_refused("MIT OR GPL-3.0-only", false));
        assert!(!is_refused("MIT/Apache-2.0", false));
    }

    #[test]
    fn everything_joined_by_and_must_be_allowed() {
        assert!(is_refused("MIT AND GPL-3.0-only", false));
        assert!(!is_refused("(MIT OR Apache-2.0) AND Unicode-3.0", false));
    }

    #[test]
    fn no_licence_and_an_unknown_licence_are_refused() {
        assert!(is_refused("", false));
        assert!(is_refused("see LICENSE", false));
        assert!(is_refused("AGPL-3.0-only", false));
    }

    #[test]
    fn an_exception_only_gives_more() {
        assert!(!is_refused("Apache-2.0 WITH LLVM-exception", false));
    }

    #[test]
    fn a_tools_licence_is_not_enough_for_what_is_shipped() {
        assert!(!is_refused("CC-BY-4.0", true));
        assert!(is_refused("CC-BY-4.0", false));
    }
}
