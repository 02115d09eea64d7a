//! Journeys through the real window, which `ui/e2e/window` holds. They need Linux, whose web view can be driven
//! and whose screen, session and keychain can all be the test's own.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::page;

const DRIVER_VERSION: &str = "2.1.0";
/// A folder beside what cargo builds, so that it is kept and cleaned with it.
const DRIVER_FOLDER: &str = "target/tools";

pub(crate) fn run(sh: &Shell) -> Result<()> {
    if !cfg!(target_os = "linux") {
        println!("Skipped: only Linux has a web view that can be driven.");
        return Ok(());
    }
    install_driver(sh)?;
    cmd!(sh, "cargo build --workspace --bins --locked").run()?;
    page::script(sh, "window")
}

fn install_driver(sh: &Shell) -> Result<()> {
    let installed = cmd!(sh, "cargo install --list --root {DRIVER_FOLDER}").quiet().ignore_stderr().read()?;
    if installed.contains(&format!("tauri-driver v{DRIVER_VERSION}:")) {
        return Ok(());
    }
    let version = format!("tauri-driver@{DRIVER_VERSION}");
    Ok(cmd!(sh, "cargo install {version} --locked --root {DRIVER_FOLDER}").run()?)
}
