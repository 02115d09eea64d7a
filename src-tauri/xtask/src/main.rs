//! The project's own chores: `cargo xtask run | test | bench | dist | types`.
//!
//! They run first on a fresh machine, so they build in seconds and fetch whatever else is missing: system
//! packages, the page's npm packages, the built page that the window is compiled with.
#![expect(clippy::print_stdout, reason = "a chore says what it does")]

mod benches;
mod checks;
mod dist;
mod journeys;
mod known_servers;
mod licences;
mod packages;
mod page;
mod start;
mod trial;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

const USAGE: &str = "\
cargo xtask run [-- ARGUMENT…]   start Whatsit; arguments are passed on to it
cargo xtask test [CHECK…]        every check, or the ones named
cargo xtask bench [BENCHMARK…]   every benchmark, or the ones named; fails when a goal is missed
cargo xtask dist [KIND…]         packages into target/dist; what follows -- goes to `tauri build`
cargo xtask try-deb FILE         install and start it in a fresh Debian 12; needs root and some minutes
cargo xtask version [TAG]        the version, which must be the same everywhere, and in the tag
cargo xtask types                write the page's types anew from the wire's";

fn main() -> ExitCode {
    match chore(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn chore(arguments: &[String]) -> Result<()> {
    let sh = Shell::new()?;
    sh.change_dir(root()?);
    match arguments.split_first() {
        Some((name, rest)) if name == "run" => run(&sh, rest),
        Some((name, rest)) if name == "test" => checks::run(&sh, rest),
        Some((name, rest)) if name == "bench" => benches::run(&sh, rest),
        Some((name, rest)) if name == "dist" => dist::run(&sh, rest),
        Some((name, rest)) if name == "try-deb" => trial::run(&sh, rest),
        Some((name, rest)) if name == "version" && rest.len() < 2 => {
            println!("{}", dist::check_version(&sh, rest.first().map(String::as_str))?);
            Ok(())
        }
        Some((name, [])) if name == "types" => types(&sh),
        Some((name, [])) if matches!(name.as_str(), "help" | "--help" | "-h") => {
            println!("{USAGE}\n\nChecks:\n{}\n\nBenchmarks:\n{}", checks::list(), benches::list());
            Ok(())
        }
        _ => bail!("{USAGE}\n\nChecks:\n{}\n\nBenchmarks:\n{}", checks::list(), benches::list()),
    }
}

/// The folder of the root manifest; this crate lies two folders below it.
fn root() -> Result<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("xtask is not where it should be")
}

/// The development build: its dependencies are optimised, and a first start takes a third of a release build.
fn run(sh: &Shell, arguments: &[String]) -> Result<()> {
    packages::ensure(sh, packages::Purpose::Build)?;
    page::install(sh)?;
    page::build(sh)?;
    let arguments = arguments.strip_prefix(&["--".to_owned()]).unwrap_or(arguments);
    println!("Building Whatsit (the first time takes some minutes)");
    cmd!(sh, "cargo run --package whatsit -- {arguments...}").quiet().run()?;
    Ok(())
}

fn types(sh: &Shell) -> Result<()> {
    cmd!(sh, "cargo test --package whatsit-core --lib the_pages_types_are_the_wires_types")
        .env("WHATSIT_WRITE_TYPES", "1")
        .run()?;
    Ok(())
}
