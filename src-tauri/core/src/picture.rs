//! A picture that was taken in: its original bytes, and what was made of it for a model.

use std::sync::{Arc, Mutex, PoisonError};

use whatsit_picture::Refusal;
use whatsit_picture::budget::Budget;
use whatsit_picture::prepare::{Prepared, prepare};

use crate::wire;

/// A picture that was taken in. What was shown is what is sent, whatever becomes of the file.
pub struct Picture {
    id: String,
    name: Option<String>,
    original: Arc<[u8]>,
    prepared: Mutex<(Budget, Arc<Prepared>)>,
}

impl Picture {
    /// Opens a file's bytes and prepares them within `budget`; `name` is the file's, made [`presentable`]. Takes a while: not for a thread that answers.
    ///
    /// # Errors
    ///
    /// When it is no picture, or none that is taken.
    pub fn open(id: String, name: Option<String>, bytes: Vec<u8>, budget: &Budget) -> Result<Self, Refusal> {
        let prepared = prepare(&bytes, budget)?;
        Ok(Self {
            id,
            name,
            original: bytes.into(),
            prepared: Mutex::new((budget.clone(), Arc::new(prepared))),
        })
    }

    /// Its name among pictures.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The file's name, if it had one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The bytes of the file, as they were when it was taken in.
    #[must_use]
    pub fn original(&self) -> &Arc<[u8]> {
        &self.original
    }

    /// What would be sent, as last prepared.
    #[must_use]
    pub fn prepared(&self) -> Arc<Prepared> {
        Arc::clone(&self.prepared.lock().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// What is sent to a model with `budget`, when it was prepared for that one last.
    #[must_use]
    pub fn prepared_if(&self, budget: &Budget) -> Option<Arc<Prepared>> {
        let last = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        (last.0 == *budget).then(|| Arc::clone(&last.1))
    }

    /// Prepares it for a model with `budget`, unless that was done last. Takes a while.
    ///
    /// # Errors
    ///
    /// As [`Picture::open`]; then what was prepared last stays.
    pub fn prepare_for(&self, budget: &Budget) -> Result<(), Refusal> {
        if self.prepared_if(budget).is_none() {
            let prepared = Arc::new(prepare(&self.original, budget)?);
            *self.prepared.lock().unwrap_or_else(PoisonError::into_inner) = (budget.clone(), prepared);
        }
        Ok(())
    }

    /// What the page may know of it.
    #[must_use]
    pub fn to_wire(&self) -> wire::Picture {
        let prepared = self.prepared();
        wire::Picture {
            id: self.id.clone(),
            name: self.name.clone(),
            format: prepared.source.format.name().to_owned(),
            width: prepared.source.width,
            height: prepared.source.height,
            animated: prepared.source.frames > 1,
            sent: wire::Sent {
                width: prepared.width,
                height: prepared.height,
                bytes: prepared.bytes.len() as u64,
            },
        }
    }
}

/// A file's name for a line of text: no line ends or other controls, and none that reorder what stands beside it.
#[must_use]
pub fn presentable(name: &str) -> String {
    let hidden = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    name.chars().map(|letter| if hidden(letter) { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_on_one_line_and_in_one_direction() {
        assert_eq!(presentable("a\nb\u{202e}gpj.exe"), "a b gpj.exe");
        assert_eq!(presentable("猫 photo.jpg"), "猫 photo.jpg");
    }
}
