//! The checks, in the order in which they fail soonest, and the loop that runs them.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::packages::Purpose;
use crate::{dist, journeys, known_servers, licences, packages, page};

struct Check {
    name: &'static str,
    what: &'static str,
    /// The system packages it needs.
    packages: Option<Purpose>,
    /// Whether it needs npm's packages and the built page: the window is compiled with it.
    page: bool,
    run: fn(&Shell) -> Result<()>,
}

const CHECKS: &[Check] = &[
    check("format", "Rust is formatted", None, false, format),
    check("licences", "every dependency may be used", None, false, licences::check),
    check(
        "packages",
        "what packages say of the app",
        Some(Purpose::Describe),
        false,
        dist::check_descriptions,
    ),
    check("page-types", "the page's types", None, true, |sh| page::script(sh, "check")),
    check("page-lint", "the page's rules and format", None, true, |sh| page::script(sh, "lint")),
    check("page-unit", "the page's parts and sentences", None, true, |sh| page::script(sh, "test")),
    check("clippy", "Rust's lints", Some(Purpose::Build), true, clippy),
    check("docs", "the documentation builds", Some(Purpose::Build), true, docs),
    check("rust", "Rust's tests, and that page and wire agree", Some(Purpose::Build), true, rust),
    check("servers", "questions to published servers", Some(Purpose::Build), false, known_servers::check),
    check("page-browser", "the page in a browser", Some(Purpose::Browser), true, page::browse),
    check("window", "journeys through the real window (Linux)", Some(Purpose::Window), true, journeys::run),
];

const fn check(
    name: &'static str,
    what: &'static str,
    packages: Option<Purpose>,
    page: bool,
    run: fn(&Shell) -> Result<()>,
) -> Check {
    Check { name, what, packages, page, run }
}

/// One line a check.
pub(crate) fn list() -> String {
    let lines: Vec<_> = CHECKS.iter().map(|check| format!("  {:<13} {}", check.name, check.what)).collect();
    lines.join("\n")
}

/// Runs the named checks, or all. A check that fails does not keep the others from running.
pub(crate) fn run(sh: &Shell, names: &[String]) -> Result<()> {
    let chosen = chosen(names)?;
    prepare(sh, &chosen)?;
    let mut failed = 0;
    let mut summary = Vec::new();
    for (index, check) in chosen.iter().enumerate() {
        println!("\n── {} ({}/{}): {}", check.name, index + 1, chosen.len(), check.what);
        let begun = Instant::now();
        let outcome = (check.run)(sh);
        if let Err(error) = &outcome {
            println!("{error:#}");
            failed += 1;
        }
        let word = if outcome.is_ok() { "passed" } else { "FAILED" };
        summary.push(format!("  {word}  {:<13} {}", check.name, minutes(begun.elapsed())));
    }
    println!("\n{}", summary.join("\n"));
    let count = format!("{} passed, {failed} failed", chosen.len() - failed);
    if failed > 0 {
        bail!(count);
    }
    println!("\n{count}");
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Check>> {
    if names.is_empty() {
        return Ok(CHECKS.iter().collect());
    }
    let find = |name: &String| {
        CHECKS
            .iter()
            .find(|check| check.name == name)
            .with_context(|| format!("No check is named {name}:\n{}", list()))
    };
    names.iter().map(find).collect()
}

fn prepare(sh: &Shell, chosen: &[&Check]) -> Result<()> {
    if let Some(purpose) = chosen.iter().filter_map(|check| check.packages).max() {
        packages::ensure(sh, purpose)?;
    }
    if chosen.iter().any(|check| check.page) {
        page::install(sh)?;
        page::build(sh)?;
    }
    Ok(())
}

fn format(sh: &Shell) -> Result<()> {
    Ok(cmd!(sh, "cargo fmt --all --check").run()?)
}

fn clippy(sh: &Shell) -> Result<()> {
    Ok(cmd!(sh, "cargo clippy --workspace --all-targets --locked -- --deny warnings").run()?)
}

fn docs(sh: &Shell) -> Result<()> {
    Ok(cmd!(sh, "cargo doc --workspace --no-deps --locked").env("RUSTDOCFLAGS", "--deny warnings").run()?)
}

fn rust(sh: &Shell) -> Result<()> {
    Ok(cmd!(sh, "cargo test --workspace --locked").run()?)
}

fn minutes(time: Duration) -> String {
    format!("{}:{:02} min", time.as_secs() / 60, time.as_secs() % 60)
}
