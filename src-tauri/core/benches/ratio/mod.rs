//! Two kinds of work, compared in one run: pairs A B B A, so that whatever drifts meets both alike, and the median of
//! the rounds' ratios with their spread.
#![allow(dead_code)] // each benchmark uses its part

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Enough for a median that one busy moment does not move.
const ROUNDS: usize = 11;

/// What came of a comparison.
pub(crate) struct Ratio {
    rounds: Vec<f64>,
}

impl Ratio {
    /// Runs `a` and `b` in turns; how much longer `b` takes. Each tells how long its work took.
    pub(crate) fn of(mut a: impl FnMut() -> Duration, mut b: impl FnMut() -> Duration) -> Self {
        let _ = (a(), b()); // caches and connections become warm
        let rounds = (0..ROUNDS).map(|_| {
            let (a1, b1, b2, a2) = (a(), b(), b(), a());
            (b1 + b2).as_secs_f64() / (a1 + a2).as_secs_f64()
        });
        let mut rounds: Vec<_> = rounds.collect();
        rounds.sort_by(f64::total_cmp);
        Self { rounds }
    }

    /// The middle round's.
    pub(crate) fn median(&self) -> f64 {
        self.rounds[self.rounds.len() / 2]
    }

    /// Prints it beside its goal; whether the goal is met. Without a goal it always is.
    pub(crate) fn meets(&self, what: &str, goal: Option<f64>) -> bool {
        let met = goal.is_none_or(|goal| self.median() <= goal);
        let goal = goal.map_or(String::new(), |goal| format!("  (goal: at most {goal})"));
        let (least, most) = (self.rounds[0], self.rounds[self.rounds.len() - 1]);
        let word = if met { "    " } else { "MISS" };
        println!("{word}  {:5.2}  [{least:.2} – {most:.2}]  {what}{goal}", self.median());
        met
    }
}

/// How long something takes of this thread's processor, where the system tells (Linux, to some milliseconds), so that
/// what else runs counts little; elsewhere how long it takes.
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let (begun, spent) = (Instant::now(), processor());
    std::hint::black_box(work());
    match (spent, processor()) {
        (Some(before), Some(after)) if after > before => after.saturating_sub(before),
        _ => begun.elapsed(),
    }
}

fn processor() -> Option<Duration> {
    // Giving the processor up brings the system's account up to date.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Fails when any goal was missed.
pub(crate) fn verdict(goals: &[bool]) -> ExitCode {
    if goals.iter().all(|met| *met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
