//! The page: its npm packages, and the built form that the window is compiled with.

use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

/// npm is a script, and Windows starts scripts only by their full name.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Installs the locked npm packages, if the lock changed since the last time.
pub(crate) fn install(sh: &Shell) -> Result<()> {
    let page = sh.current_dir().join("ui");
    let locked = changed(&page.join("package-lock.json")).context("ui/package-lock.json is missing")?;
    if changed(&page.join("node_modules/.package-lock.json")).is_some_and(|installed| installed >= locked) {
        return Ok(());
    }
    let _in_page = sh.push_dir(page);
    cmd!(sh, "{NPM} ci --no-audit --no-fund")
        .run()
        .context("npm comes with Node.js 20 or later: is it installed?")
}

/// Builds the page into `ui/dist`, without which the window does not compile.
pub(crate) fn build(sh: &Shell) -> Result<()> {
    script(sh, "build")
}

/// Runs one of the scripts of `ui/package.json`.
pub(crate) fn script(sh: &Shell, name: &str) -> Result<()> {
    let _in_page = sh.push_dir("ui");
    Ok(cmd!(sh, "{NPM} run --silent {name}").run()?)
}

/// Tries the page in the system's Chromium; where there is none, in one that Playwright brings.
pub(crate) fn browse(sh: &Shell) -> Result<()> {
    let is_named = std::env::var_os("CHROMIUM").is_some();
    if !is_named && !Path::new("/usr/bin/chromium").exists() {
        let _in_page = sh.push_dir("ui");
        cmd!(sh, "{NPM} exec -- playwright install --with-deps chromium").run()?;
    }
    script(sh, "e2e")
}

fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|file| file.modified()).ok()
}
