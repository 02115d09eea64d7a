//! Which npm packages end in the page: the ones that its source maps name.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use xshell::{Shell, cmd};

use crate::page;

/// Writes code into the page without being a file of it: the sentences' lookup is compiled by it.
const GENERATORS: &[&str] = &["@inlang/paraglide-js"];

/// Builds the page with source maps, aside, and reads them.
pub(super) fn packages(sh: &Shell) -> Result<BTreeSet<String>> {
    page::script(sh, "messages")?;
    let folder = sh.current_dir().join("target/dist/page");
    {
        let _in_page = sh.push_dir("ui");
        let npm = page::NPM;
        cmd!(
            sh,
            "{npm} exec -- vite build --sourcemap hidden --logLevel warn --emptyOutDir --outDir {folder}"
        )
        .quiet()
        .run()?;
    }
    let mut packages: BTreeSet<_> = GENERATORS.iter().map(|&name| name.to_owned()).collect();
    let mut maps = 0;
    for file in sh.read_dir(folder.join("assets"))? {
        if file.extension().is_some_and(|ending| ending == "map") {
            maps += 1;
            let map: Value = serde_json::from_str(&sh.read_file(&file)?)?;
            let sources = map["sources"].as_array().context("a source map without sources")?;
            packages.extend(sources.iter().filter_map(Value::as_str).filter_map(package_of));
        }
    }
    anyhow::ensure!(maps > 0, "the page was built without source maps");
    Ok(packages)
}

/// The package a file belongs to: the folder in the last `node_modules`, two folders for a scoped name.
fn package_of(source: &str) -> Option<String> {
    let inside = source.rsplit_once("node_modules/")?.1;
    let mut parts = Path::new(inside).components().map(|part| part.as_os_str().to_string_lossy());
    let first = parts.next()?;
    Some(if first.starts_with('@') { format!("{first}/{}", parts.next()?) } else { first.into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_innermost_package() {
        let package = |source| package_of(source);
        assert_eq!(package("../../node_modules/svelte/src/index.js").as_deref(), Some("svelte"));
        assert_eq!(package("../node_modules/@tauri-apps/api/core.js").as_deref(), Some("@tauri-apps/api"));
        assert_eq!(package("../node_modules/a/node_modules/@b/c/d.js").as_deref(), Some("@b/c"));
        assert_eq!(package("../../src/main.ts"), None);
    }
}
