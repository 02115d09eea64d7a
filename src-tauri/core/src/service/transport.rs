//! What went wrong below HTTP, found in the chain of causes that the HTTP library reports.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::iter;
use std::net::UdpSocket;

use rustls::CertificateError;

use super::redaction::redact;
use crate::error::{Cause, Code, Failure};

/// A request that got no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoResponse {
    /// What went wrong.
    pub(crate) failure: Failure,
    /// Nothing was sent, and another try may go better.
    pub(crate) may_repeat: bool,
}

/// Why there is no response. `through_proxy`: whether the system's settings put a proxy in between.
pub(crate) fn no_response(error: &reqwest::Error, through_proxy: bool) -> NoResponse {
    if !error.is_connect() {
        return NoResponse { failure: broken_off(error), may_repeat: false };
    }
    let cause = match certificate_cause(error) {
        Some(cause) => Some(cause),
        None if through_proxy => Some(Cause::Proxy),
        None => connect_cause(error),
    };
    let is_secured = matches!(
        cause,
        Some(Cause::TlsExpired | Cause::TlsWrongName | Cause::TlsUnknownIssuer | Cause::TlsOther)
    );
    NoResponse { failure: Failure { cause, ..told(Code::Unreachable, error) }, may_repeat: !is_secured }
}

/// Why a connection that was there ended before its response did.
pub(crate) fn broken_off(error: &reqwest::Error) -> Failure {
    let spoke_something_else = causes(error)
        .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
        .any(|error| error.is_parse() || error.is_parse_too_large());
    if spoke_something_else {
        told(Code::Protocol, error)
    } else if error.is_builder() {
        told(Code::WrongAddress, error)
    } else {
        told(Code::CutOff, error)
    }
}

/// A fault of this program, with the error's own words.
pub(crate) fn internal(error: &(dyn Error + 'static)) -> Failure {
    told(Code::Internal, error)
}

fn connect_cause(error: &reqwest::Error) -> Option<Cause> {
    if error.is_dns() {
        return Some(if is_offline() { Cause::Offline } else { Cause::NameNotFound });
    }
    if error.is_timeout() {
        return Some(Cause::Timeout);
    }
    io_cause(error, is_offline)
}

/// What the innermost I/O error of the chain means.
#[expect(clippy::wildcard_enum_match_arm, reason = "the system's errors are an open set")]
fn io_cause(error: &(dyn Error + 'static), is_offline: impl FnOnce() -> bool) -> Option<Cause> {
    match causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind).last()? {
        ErrorKind::TimedOut => Some(Cause::Timeout),
        ErrorKind::ConnectionRefused => Some(Cause::Refused),
        ErrorKind::NetworkDown | ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => {
            Some(if is_offline() { Cause::Offline } else { Cause::Refused })
        }
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => {
            Some(Cause::TlsOther)
        }
        _ => None,
    }
}

/// What the secured connection found wrong, when it is that.
#[expect(clippy::wildcard_enum_match_arm, reason = "the TLS library's errors are an open set")]
fn certificate_cause(error: &(dyn Error + 'static)) -> Option<Cause> {
    let found = causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())?;
    let rustls::Error::InvalidCertificate(certificate) = found else { return Some(Cause::TlsOther) };
    Some(match certificate {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => Cause::TlsExpired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Cause::TlsWrongName
        }
        CertificateError::UnknownIssuer => Cause::TlsUnknownIssuer,
        _ => Cause::TlsOther,
    })
}

/// Whether this computer has no way to anywhere. Connecting a datagram socket only looks the way up; nothing is
/// sent. The addresses are those kept for documentation (RFC 5737, RFC 3849).
fn is_offline() -> bool {
    let has_way = |from: &str, to: &str| UdpSocket::bind(from).and_then(|socket| socket.connect(to)).is_ok();
    !has_way("0.0.0.0:0", "192.0.2.1:9") && !has_way("[::]:0", "[2001:db8::1]:9")
}

/// The error, what caused it, and so on. What an I/O error wraps counts too, although it calls only that one's
/// cause its own.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| (*error).source())
    })
}

fn told(code: Code, error: &(dyn Error + 'static)) -> Failure {
    let mut words: Vec<_> = causes(error).map(ToString::to_string).collect();
    words.dedup();
    Failure { details: Some(redact(&words.join(": "))), ..Failure::new(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_error_of_the_system_names_the_cause() {
        for (kind, with_way, without_way) in [
            (ErrorKind::ConnectionRefused, Cause::Refused, Cause::Refused),
            (ErrorKind::NetworkUnreachable, Cause::Refused, Cause::Offline),
            (ErrorKind::NetworkDown, Cause::Refused, Cause::Offline),
            (ErrorKind::HostUnreachable, Cause::Refused, Cause::Offline),
            (ErrorKind::ConnectionReset, Cause::TlsOther, Cause::TlsOther),
            (ErrorKind::UnexpectedEof, Cause::TlsOther, Cause::TlsOther),
            (ErrorKind::TimedOut, Cause::Timeout, Cause::Timeout),
        ] {
            let wrapped = io::Error::other(io::Error::from(kind));
            assert_eq!(io_cause(&wrapped, || false), Some(with_way), "{kind}");
            assert_eq!(io_cause(&wrapped, || true), Some(without_way), "{kind}");
        }
        assert_eq!(io_cause(&io::Error::other("something else"), || true), None);
    }

    #[test]
    fn what_an_error_of_the_system_wraps_is_found() {
        let expired = rustls::Error::InvalidCertificate(CertificateError::Expired);
        assert_eq!(certificate_cause(&io::Error::other(expired)), Some(Cause::TlsExpired));
        assert_eq!(certificate_cause(&io::Error::from(ErrorKind::ConnectionReset)), None);
    }
}
