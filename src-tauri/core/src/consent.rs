//! Before the first picture leaves for a service, the user is told to whom, and agrees: once for each service.
//! The rule is here; where the answers are kept is the caller's.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::settings::Settings;

/// The services that pictures may be sent to, by their origin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Consents(BTreeSet<String>);

/// The user has not yet agreed that pictures go to this service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentNeeded {
    /// The service's origin, `https://api.302.ai`.
    pub service: String,
}

impl Consents {
    /// Whether pictures may be sent as the settings stand. The practice service is in the app: nothing leaves.
    ///
    /// # Errors
    /// The service that the user is to be told of.
    pub fn check(&self, settings: &Settings) -> Result<(), ConsentNeeded> {
        let service = settings.origin();
        if settings.practice || self.0.contains(&service) { Ok(()) } else { Err(ConsentNeeded { service }) }
    }

    /// Remembers that pictures may be sent to `shown`, the service that the user was told of.
    ///
    /// # Errors
    /// When that is no longer the chosen service: the user is to be told of the new one.
    pub fn give(&mut self, shown: &str, settings: &Settings) -> Result<(), ConsentNeeded> {
        let service = settings.origin();
        if shown != service {
            return Err(ConsentNeeded { service });
        }
        self.0.insert(service);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(service: &str) -> Settings {
        Settings { service: service.into(), ..Settings::default() }
    }

    fn needed(service: &str) -> Result<(), ConsentNeeded> {
        Err(ConsentNeeded { service: service.into() })
    }

    #[test]
    fn each_service_is_agreed_to_by_itself_also_one_on_this_computer() {
        let mut consents = Consents::default();
        let (one, other) = (settings("https://one.example/v1"), settings("http://127.0.0.1:8080/v1"));
        assert_eq!(consents.check(&one), needed("https://one.example"));
        assert_eq!(consents.give("https://one.example", &one), Ok(()));
        assert_eq!(consents.check(&one), Ok(()));
        assert_eq!(consents.check(&settings("https://one.example/other/path")), Ok(()));
        assert_eq!(consents.check(&other), needed("http://127.0.0.1:8080"));
        assert_eq!(
            consents.check(&settings("https://one.example:8443/v1")),
            needed("https://one.example:8443")
        );
    }

    #[test]
    fn practice_needs_no_consent_and_gives_none() {
        let consents = Consents::default();
        assert_eq!(consents.check(&Settings { practice: true, ..Settings::default() }), Ok(()));
        assert_eq!(consents.check(&Settings::default()), needed("https://api.302.ai"));
    }

    #[test]
    fn a_service_that_was_changed_since_it_was_shown_is_not_agreed_to() {
        let mut consents = Consents::default();
        let now = settings("https://new.example/v1");
        assert_eq!(consents.give("https://old.example", &now), needed("https://new.example"));
        assert_eq!(consents, Consents::default());
    }
}
