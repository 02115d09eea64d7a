//! Figures of the release build, each beside a bare window of the same Tauri in the same run.
//!
//! What is measured, how often and against which goals, `ui/e2e/window/*.figures.ts` say: a goal that is missed
//! fails the run.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::packages::Purpose;
use crate::{packages, page};

const FOLDER: &str = "target/release";
/// Where the packages lie, once they were made.
const PACKAGES: &str = "target/dist";

/// Builds both in the release profile; `npm run figures` in `ui` measures what is built for development.
pub(crate) fn run(sh: &Shell) -> Result<()> {
    if !cfg!(target_os = "linux") {
        println!("Skipped: figures are taken on Linux, where a test has a screen of its own.");
        return Ok(());
    }
    packages::ensure(sh, Purpose::Window)?;
    page::install(sh)?;
    page::build(sh)?;
    cmd!(sh, "cargo build --package whatsit --bin whatsit --example bare --locked --release").run()?;
    for file in ["whatsit", "examples/bare"] {
        println!("{}", size(&Path::new(FOLDER).join(file))?);
    }
    for file in debian_packages()? {
        println!("{}", size(&file)?);
    }
    let _built = sh.push_env("WHATSIT_BUILT", sh.current_dir().join(FOLDER));
    page::script(sh, "figures")
}

fn debian_packages() -> Result<Vec<PathBuf>> {
    let folder = Path::new(PACKAGES);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let files = folder.read_dir()?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(files.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "deb")).collect())
}

fn size(file: &Path) -> Result<String> {
    let bytes = file.metadata().with_context(|| format!("{} is missing", file.display()))?.len();
    Ok(format!("{:>9} KiB  {}", bytes.div_ceil(1024), file.display()))
}
