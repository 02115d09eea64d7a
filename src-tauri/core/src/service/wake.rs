//! Notices that this computer, or only this program, has slept: what was open then has often gone without a word.

use std::future::Future;
use std::time::SystemTime;

use tokio::time::sleep;

use super::http::Timers;

/// Waits for `future`, but not for long once a sleep is over: none when it did not come soon after. The wall clock
/// tells, because the others stand still while a computer sleeps.
pub(crate) async fn unless_asleep<F: Future>(future: F, timers: &Timers) -> Option<F::Output> {
    tokio::select! {
        biased;
        output = future => Some(output),
        () = slept(timers) => None,
    }
}

/// Returns when a sleep has been over for a while.
async fn slept(timers: &Timers) {
    loop {
        let before = SystemTime::now();
        sleep(timers.heartbeat).await;
        // A clock that was set back tells nothing.
        if before.elapsed().unwrap_or_default() >= timers.heartbeat + timers.asleep {
            return sleep(timers.after_waking).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn what_comes_comes() {
        assert_eq!(unless_asleep(ready(7), &Timers::default()).await, Some(7));
    }

    #[tokio::test]
    async fn a_wait_does_not_outlast_a_sleep() {
        // Every beat is as late as after a sleep.
        let soon = Duration::from_millis(1);
        let timers =
            Timers { heartbeat: soon, asleep: Duration::ZERO, after_waking: soon, ..Timers::default() };
        assert_eq!(unless_asleep(pending::<()>(), &timers).await, None);
    }
}
