//! The benchmarks, each with goals of its own, and the loop that runs them.

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::start;

struct Benchmark {
    name: &'static str,
    what: &'static str,
    /// Fails when a goal is missed.
    run: fn(&Shell) -> Result<()>,
}

const BENCHMARKS: &[Benchmark] = &[
    benchmark("decode", "from bytes to answer events", |sh| core(sh, "decode")),
    benchmark("first-event", "from a question to its first text", |sh| core(sh, "first_event")),
    benchmark("start", "start, memory and sizes, beside a bare window", start::run),
];

const fn benchmark(name: &'static str, what: &'static str, run: fn(&Shell) -> Result<()>) -> Benchmark {
    Benchmark { name, what, run }
}

/// One line a benchmark.
pub(crate) fn list() -> String {
    let lines: Vec<_> =
        BENCHMARKS.iter().map(|benchmark| format!("  {:<13} {}", benchmark.name, benchmark.what)).collect();
    lines.join("\n")
}

/// Runs the named benchmarks, or all. One that misses a goal does not keep the others from running.
pub(crate) fn run(sh: &Shell, names: &[String]) -> Result<()> {
    let mut missed = Vec::new();
    for benchmark in chosen(names)? {
        println!("\n── {}: {}", benchmark.name, benchmark.what);
        if let Err(error) = (benchmark.run)(sh) {
            println!("{error:#}");
            missed.push(benchmark.name);
        }
    }
    if !missed.is_empty() {
        bail!("Goals were missed, or could not be measured: {}", missed.join(", "));
    }
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Benchmark>> {
    if names.is_empty() {
        return Ok(BENCHMARKS.iter().collect());
    }
    let find = |name: &String| {
        BENCHMARKS
            .iter()
            .find(|benchmark| benchmark.name == name)
            .with_context(|| format!("No benchmark is named {name}:\n{}", list()))
    };
    names.iter().map(find).collect()
}

fn core(sh: &Shell, name: &str) -> Result<()> {
    Ok(cmd!(sh, "cargo bench --package whatsit-core --bench {name} --locked").run()?)
}
