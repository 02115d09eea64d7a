//! What can go wrong, as codes. A code exists because the window does something different for it; the
//! sentence for each code is in the message files, never here.

use serde::{Deserialize, Serialize};

/// Why a question has no (complete) answer. Closed: a new one needs a title, a sentence and an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Code {
    /// No key is kept for this service.
    NoKey,
    /// The service does not know the key, or it is disabled.
    BadKey,
    /// The key is past its date.
    KeyExpired,
    /// The account's balance does not cover the question.
    NoMoney,
    /// A limit of the key itself (total, day, month) is reached.
    Quota,
    /// Too many questions in a short time.
    RateLimited,
    /// The service has no such model, or no machine for it now.
    ModelUnavailable,
    /// The model does not take pictures.
    ModelIsBlind,
    /// The service would not take the picture.
    PictureRefused,
    /// The request is larger than the service takes.
    TooLarge,
    /// More text and pictures than the model can hold at once.
    TooManyTokens,
    /// The service, or a check of ours, refused a field of the request (`field` when known).
    BadRequest,
    /// The key may not do this.
    Forbidden,
    /// The service's content rules.
    Blocked,
    /// Something that is not this API answered.
    WrongAddress,
    /// The service is failing by itself.
    ServiceDown,
    /// No connection (`cause` says why).
    Unreachable,
    /// The stream ended in mid-answer.
    CutOff,
    /// The stream stayed open and silent.
    Stalled,
    /// A success without any text.
    EmptyAnswer,
    /// The length limit was spent before any text came.
    LengthUsedUp,
    /// The answer passed the cap on its size.
    TooLong,
    /// The service spoke something that is not the protocol.
    Protocol,
    /// A picture of the question is no longer there.
    PictureGone,
    /// The question could not be kept.
    StoreFailed,
    /// A fault of this program.
    Internal,
}

/// Why there was no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Cause {
    /// This computer has no network.
    Offline,
    /// The name in the address is not known.
    NameNotFound,
    /// Nothing listens at the address.
    Refused,
    /// The certificate is past its date.
    TlsExpired,
    /// The certificate is for another name.
    TlsWrongName,
    /// The certificate's issuer is not trusted here.
    TlsUnknownIssuer,
    /// Another fault of the secured connection.
    TlsOther,
    /// The proxy.
    Proxy,
    /// Nothing came back in time.
    Timeout,
}

/// One failure, as it crosses to the page and as `examples/ask` prints it.
///
/// `service_message` and `details` are redacted (no key, no question, no picture); `details` holds at most
/// 2 KiB.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code:?}")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Failure {
    /// What happened.
    pub code: Code,
    /// The HTTP status, when there was a response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub status: Option<u16>,
    /// Seconds to wait before asking again, when the service said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub retry_after_s: Option<u64>,
    /// The body field that was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub field: Option<String>,
    /// For `unreachable`: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub cause: Option<Cause>,
    /// The service's own sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub service_message: Option<String>,
    /// The raw answer, cut and redacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub details: Option<String>,
}

impl Failure {
    /// A failure of which only the code is known.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            status: None,
            retry_after_s: None,
            field: None,
            cause: None,
            service_message: None,
            details: None,
        }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}
