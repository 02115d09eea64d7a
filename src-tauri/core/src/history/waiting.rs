//! The pictures that wait for their question: in this order they are shown, sent, and put side by side.

use std::sync::Arc;

use crate::picture::Picture;
use crate::wire;

/// How many may wait. No known family takes more in one request ([`crate::service::families`]), and of more than
/// ten side by side in one nobody could make out much.
pub const MAX_WAITING: usize = 10;

/// How many that were taken away can be taken back.
const MAX_REMOVED: usize = 10;

/// As many wait as may.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

#[derive(Default)]
pub(super) struct WaitingPictures {
    places: Vec<Place>,
    /// Taken away, with where they stood; the last one last.
    removed: Vec<(usize, Place)>,
    /// Could not be opened.
    unreadable: Vec<String>,
}

/// A place for a picture.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) id: String,
    pub(super) name: Option<String>,
    /// None while it is being opened.
    pub(super) picture: Option<Arc<Picture>>,
}

impl WaitingPictures {
    pub(super) fn places(&self) -> &[Place] {
        &self.places
    }

    pub(super) fn is_full(&self) -> bool {
        self.places.len() >= MAX_WAITING
    }

    pub(super) fn add(&mut self, id: String, name: Option<String>) {
        self.places.push(Place { id, name, picture: None });
    }

    /// Puts an opened picture in its place: whether that waits.
    pub(super) fn fill(&mut self, picture: Arc<Picture>) -> bool {
        let waiting = self.places.iter_mut().find(|place| place.id == picture.id());
        let waits = waiting.is_some();
        let removed = self.removed.iter_mut().map(|(_, place)| place);
        if let Some(place) = waiting.or_else(|| removed.into_iter().find(|place| place.id == picture.id())) {
            place.picture = Some(picture);
        }
        waits
    }

    /// Gives up the place of a picture that could not be opened.
    pub(super) fn give_up(&mut self, id: &str) {
        self.places.retain(|place| place.id != id);
        self.removed.retain(|(_, place)| place.id != id);
        self.unreadable.push(id.to_owned());
    }

    /// Takes one away: whether it was there.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        let Some(at) = self.position(id) else { return false };
        self.removed.push((at, self.places.remove(at)));
        if self.removed.len() > MAX_REMOVED {
            self.removed.remove(0);
        }
        true
    }

    /// Takes one back to where it stood: whether it could still be.
    pub(super) fn restore(&mut self, id: &str) -> Option<Result<(), Full>> {
        let at = self.removed.iter().position(|(_, place)| place.id == id)?;
        if self.is_full() {
            return Some(Err(Full));
        }
        let (stood, place) = self.removed.remove(at);
        self.places.insert(stood.min(self.places.len()), place);
        Some(Ok(()))
    }

    /// One that was taken away can no longer be taken back.
    pub(super) fn forget(&mut self, id: &str) {
        self.removed.retain(|(_, place)| place.id != id);
    }

    pub(super) fn forget_all_removed(&mut self) {
        self.removed.clear();
    }

    /// Moves one to the place `to`, zero-based, or to the last: whether it was there.
    pub(super) fn move_to(&mut self, id: &str, to: usize) -> bool {
        let Some(from) = self.position(id) else { return false };
        let place = self.places.remove(from);
        self.places.insert(to.min(self.places.len()), place);
        true
    }

    /// The pictures with those ids, in that order; none when one of them is not there or not open.
    pub(super) fn find(&self, ids: &[String]) -> Option<Vec<Arc<Picture>>> {
        let find = |id: &String| {
            self.places.iter().find(|place| place.id == *id).and_then(|place| place.picture.clone())
        };
        ids.iter().map(find).collect()
    }

    /// Those go with a question.
    pub(super) fn leave(&mut self, ids: &[String]) {
        self.places.retain(|place| !ids.contains(&place.id));
    }

    pub(super) fn removed_ids(&self) -> Vec<String> {
        self.removed.iter().map(|(_, place)| place.id.clone()).collect()
    }

    pub(super) fn unreadable_ids(&self) -> Vec<String> {
        self.unreadable.clone()
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.places.iter().position(|place| place.id == id)
    }
}

impl Place {
    pub(super) fn to_wire(&self) -> wire::Waiting {
        match &self.picture {
            Some(picture) => wire::Waiting::Ready { id: self.id.clone(), picture: picture.to_wire() },
            None => wire::Waiting::Opening { id: self.id.clone(), name: self.name.clone() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(ids: &[&str]) -> WaitingPictures {
        let mut waiting = WaitingPictures::default();
        for id in ids {
            waiting.add((*id).into(), None);
        }
        waiting
    }

    fn order(waiting: &WaitingPictures) -> Vec<&str> {
        waiting.places.iter().map(|place| place.id.as_str()).collect()
    }

    #[test]
    fn a_picture_moves_to_the_place_that_is_named() {
        for (id, to, expected) in [
            ("a", 2, ["b", "c", "a", "d"]),
            ("d", 0, ["d", "a", "b", "c"]),
            ("b", 1, ["a", "b", "c", "d"]),
            ("a", 99, ["b", "c", "d", "a"]),
        ] {
            let mut waiting = waiting(&["a", "b", "c", "d"]);
            assert!(waiting.move_to(id, to));
            assert_eq!(order(&waiting), expected);
        }
        assert!(!waiting(&["a"]).move_to("b", 0));
    }

    #[test]
    fn a_picture_taken_back_stands_where_it_stood() {
        let mut waiting = waiting(&["a", "b", "c"]);
        assert!(waiting.remove("b") && !waiting.remove("b"));
        assert_eq!(waiting.restore("b"), Some(Ok(())));
        assert_eq!(order(&waiting), ["a", "b", "c"]);
        assert_eq!(waiting.restore("b"), None, "only once");
    }

    #[test]
    fn the_last_place_is_still_one_when_others_have_gone_since() {
        let mut waiting = waiting(&["a", "b", "c"]);
        for id in ["c", "a", "b"] {
            waiting.remove(id);
        }
        assert_eq!(waiting.restore("c"), Some(Ok(())));
        assert_eq!(order(&waiting), ["c"]);
    }

    #[test]
    fn what_is_forgotten_or_was_taken_away_long_ago_does_not_come_back() {
        let ids: Vec<String> = (0..=MAX_REMOVED).map(|number| number.to_string()).collect();
        let mut waiting = waiting(&ids.iter().map(String::as_str).collect::<Vec<_>>());
        for id in &ids {
            waiting.remove(id);
        }
        waiting.forget("5");
        assert_eq!(waiting.restore("0"), None);
        assert_eq!(waiting.restore("5"), None);
        assert_eq!(waiting.restore("1"), Some(Ok(())));
    }

    #[test]
    fn a_picture_is_not_taken_back_when_its_place_was_given_away() {
        let ids: Vec<String> = (0..MAX_WAITING).map(|number| number.to_string()).collect();
        let mut waiting = waiting(&ids.iter().map(String::as_str).collect::<Vec<_>>());
        waiting.remove("3");
        waiting.add("new".into(), None);
        assert!(waiting.is_full());
        assert_eq!(waiting.restore("3"), Some(Err(Full)));
        waiting.remove("new");
        assert_eq!(waiting.restore("3"), Some(Ok(())), "and it is not lost");
    }
}
