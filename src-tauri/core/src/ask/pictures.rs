//! Which pictures of a conversation are sent, and in what form.

use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;
use whatsit_picture::Refusal;
use whatsit_picture::budget::Budget;
use whatsit_picture::join::join;
use whatsit_picture::prepare::{Prepared, prepare};

use super::{Picture, Turn, picture_failure};
use crate::error::{Code, Failure};
use crate::service::request::DataUrl;

/// The pictures of a request.
#[derive(Debug)]
pub(super) struct Shown {
    /// For each turn, what is sent of it.
    pub(super) of_turns: Vec<Vec<DataUrl>>,
    /// How many were put side by side in one.
    pub(super) joined: usize,
    /// How many were left out.
    pub(super) left_out: usize,
}

/// Prepares what is sent of a conversation to `model`, which takes `max_pictures`: the newest. When the newest
/// turn with pictures has more of them than are taken, they are put side by side in one.
///
/// # Errors
/// `picture_refused`, with the refusal as JSON in the details, or `picture_gone`.
pub(super) async fn shown(
    turns: &[Turn],
    model: &str,
    max_pictures: usize,
    limit_each: Duration,
) -> Result<Shown, Failure> {
    let counts: Vec<_> = turns.iter().map(|turn| turn.pictures.len()).collect();
    let plan = Plan::new(&counts, max_pictures);
    let (joined, left_out) = (plan.joined, plan.left_out);
    let work: Vec<_> =
        turns.iter().zip(plan.shares).map(|(turn, share)| (turn.pictures.clone(), share)).collect();
    let pictures = u32::try_from(counts.iter().sum::<usize>()).unwrap_or(u32::MAX);
    if pictures == 0 {
        return Ok(Shown { of_turns: vec![Vec::new(); turns.len()], joined, left_out });
    }
    let budget = Budget::for_model(model);
    let are_ready = work.iter().all(|(pictures, share)| share.are_ready(pictures));
    if are_ready {
        let of_turns =
            work.iter().map(|(pictures, share)| sent(pictures, *share, &budget)).collect::<Result<_, _>>();
        return match of_turns {
            Ok(of_turns) => Ok(Shown { of_turns, joined, left_out }),
            Err(refusal) => Err(picture_failure(&refusal)),
        };
    }
    let prepared = spawn_blocking(move || {
        work.iter().map(|(pictures, share)| sent(pictures, *share, &budget)).collect::<Result<Vec<_>, _>>()
    });
    match timeout(limit_each.saturating_mul(pictures), prepared).await {
        Ok(Ok(Ok(of_turns))) => Ok(Shown { of_turns, joined, left_out }),
        Ok(Ok(Err(refusal))) => Err(picture_failure(&refusal)),
        Ok(Err(_)) => Err(Code::Internal.into()),
        Err(_) => Err(picture_failure(&Refusal::TookTooLong)),
    }
}

/// How much of one turn is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    /// The last so many, each by itself.
    Last(usize),
    /// All, side by side in one.
    Joined,
}

impl Share {
    /// Whether nothing is left to do but to write them down.
    fn are_ready(self, pictures: &[Picture]) -> bool {
        match self {
            Self::Last(count) => {
                pictures[pictures.len() - count..].iter().all(|picture| picture.prepared.is_some())
            }
            Self::Joined => false,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Plan {
    shares: Vec<Share>,
    joined: usize,
    left_out: usize,
}

impl Plan {
    fn new(counts: &[usize], max_pictures: usize) -> Self {
        let mut plan = Self { shares: Vec::new(), joined: 0, left_out: 0 };
        let mut room = max_pictures;
        for &count in counts.iter().rev() {
            if count > room && room == max_pictures {
                plan.shares.push(Share::Joined);
                plan.joined = count;
                room = 0;
            } else {
                let fits = count.min(room);
                plan.shares.push(Share::Last(fits));
                plan.left_out += count - fits;
                room -= fits;
            }
        }
        plan.shares.reverse();
        plan
    }
}

fn sent(pictures: &[Picture], share: Share, budget: &Budget) -> Result<Vec<DataUrl>, Refusal> {
    match share {
        Share::Last(count) => {
            pictures[pictures.len() - count..].iter().map(|picture| one(picture, budget)).collect()
        }
        Share::Joined => {
            let originals: Vec<_> = pictures.iter().map(|picture| &*picture.original).collect();
            Ok(vec![data_url(&join(&originals, budget)?)])
        }
    }
}

fn one(picture: &Picture, budget: &Budget) -> Result<DataUrl, Refusal> {
    match &picture.prepared {
        Some(prepared) => Ok(data_url(prepared)),
        None => Ok(data_url(&prepare(&picture.original, budget)?)),
    }
}

fn data_url(prepared: &Prepared) -> DataUrl {
    DataUrl::new(prepared.media_type.as_str(), &prepared.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(counts: &[usize], max_pictures: usize) -> (Vec<Share>, usize, usize) {
        let plan = Plan::new(counts, max_pictures);
        (plan.shares, plan.joined, plan.left_out)
    }

    #[test]
    fn a_follow_up_carries_the_newest_pictures() {
        use Share::{Joined, Last};
        assert_eq!(plan(&[1, 0], 1), (vec![Last(1), Last(0)], 0, 0));
        assert_eq!(plan(&[1, 1], 1), (vec![Last(0), Last(1)], 0, 1));
        assert_eq!(plan(&[3, 2], 4), (vec![Last(2), Last(2)], 0, 1));
        assert_eq!(plan(&[3], 1), (vec![Joined], 3, 0));
        assert_eq!(plan(&[3, 0], 1), (vec![Joined, Last(0)], 3, 0));
        assert_eq!(plan(&[2, 3, 0], 1), (vec![Last(0), Joined, Last(0)], 3, 2));
        assert_eq!(plan(&[0, 0], 1), (vec![Last(0), Last(0)], 0, 0));
    }
}
