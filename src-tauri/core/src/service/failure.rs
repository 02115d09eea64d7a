//! One mapping of everything a service refuses with to one vocabulary: HTTP responses that are no success, and
//! errors within a stream. By `err_code` first, then by HTTP status, then by what the text says.

use std::time::SystemTime;

use serde_json::Value;

use super::asked::Asked;
use super::complaint::Complaint;
use super::verdict;
use crate::error::{Code, Failure};

/// The longest sentence of a service that is shown, in characters.
const MAX_MESSAGE_CHARS: usize = 500;
/// The longest raw answer that is kept, in bytes.
const MAX_DETAILS_BYTES: usize = 2048;
/// The longest field name that is shown, in characters.
const MAX_FIELD_CHARS: usize = 64;

/// A response that is no success.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`: seconds, or an HTTP date.
    pub retry_after: Option<&'a str>,
    /// The body as it came, or its beginning.
    pub body: &'a [u8],
    /// What was asked.
    pub asked: &'a Asked,
}

/// What a response that is no success means.
#[must_use]
pub fn from_response(refused: &Refused<'_>) -> Failure {
    let body = String::from_utf8_lossy(refused.body);
    let body = body.trim().trim_start_matches('\u{feff}');
    let mut failure = if body.starts_with('<') {
        from_page(body, refused)
    } else {
        let complaint = match serde_json::from_str::<Value>(body) {
            Ok(value) => Complaint::read(&value),
            Err(_) => Complaint::plain(body),
        };
        let code = verdict::of_response(&complaint, refused.status, refused.asked.pictures_sent);
        from_complaint(code, &complaint, body, refused.asked)
    };
    failure.status = Some(refused.status);
    failure.retry_after_s = refused.retry_after.and_then(seconds_to_wait);
    failure
}

/// What an error within a stream means: the error object, or what holds it, or its text.
pub(crate) fn from_stream(error: &Value, asked: &Asked) -> Failure {
    let complaint = Complaint::read(error);
    let code = verdict::of_stream(&complaint, asked.pictures_sent);
    let raw = error.as_str().map_or_else(|| error.to_string(), str::to_owned);
    from_complaint(code, &complaint, &raw, asked)
}

/// What a success means that does not speak the protocol: a web page, or anything else.
pub(crate) fn from_other(body: &str, asked: &Asked) -> Failure {
    let body = body.trim();
    let refused = Refused { status: 200, retry_after: None, body: body.as_bytes(), asked };
    if body.starts_with('<') {
        return Failure { status: Some(200), ..from_page(body, &refused) };
    }
    Failure { status: Some(200), details: details(body, asked), ..Failure::new(Code::Protocol) }
}

/// A page for people: its title says all that is worth showing.
fn from_page(page: &str, refused: &Refused<'_>) -> Failure {
    let title = title(page).map(|title| refused.asked.redaction.clean(&title));
    let complaint = Complaint::plain(title.as_deref().unwrap_or_default());
    let code = match refused.status {
        200..=299 => Code::WrongAddress,
        status => verdict::of_response(&complaint, status, refused.asked.pictures_sent),
    };
    let details = format!("HTTP {} {}", refused.status, title.as_deref().unwrap_or_default());
    Failure { service_message: title, details: Some(details.trim_end().to_owned()), ..Failure::new(code) }
}

fn from_complaint(code: Code, complaint: &Complaint, raw: &str, asked: &Asked) -> Failure {
    let clean = |text: &str| one_line(&asked.redaction.clean(text));
    let field = if code == Code::BadRequest { verdict::field(complaint) } else { None };
    Failure {
        field: field.map(|field| cut(&clean(&field), MAX_FIELD_CHARS)),
        service_message: complaint.message(asked.language).map(|text| cut(&clean(text), MAX_MESSAGE_CHARS)),
        details: details(raw, asked),
        ..Failure::new(code)
    }
}

/// The raw text, redacted and then cut, so that no cut hides what was to be redacted.
fn details(raw: &str, asked: &Asked) -> Option<String> {
    let escapes_letters = raw.contains("\\u00");
    let plain = if escapes_letters { serde_json::from_str::<Value>(raw).ok() } else { None };
    let clean = asked.redaction.clean(plain.map(|value| value.to_string()).as_deref().unwrap_or(raw));
    let end = clean.floor_char_boundary(MAX_DETAILS_BYTES);
    (end > 0).then(|| clean[..end].to_owned())
}

/// Seconds from now until `header` says, rounded up.
fn seconds_to_wait(header: &str) -> Option<u64> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(seconds);
    }
    let wait = httpdate::parse_http_date(header).ok()?.duration_since(SystemTime::now()).unwrap_or_default();
    Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}

fn title(page: &str) -> Option<String> {
    let small = page.to_ascii_lowercase();
    let start = small.find("<title")?;
    let start = start + small[start..].find('>')? + 1;
    let end = small[start..].find('<').map_or(small.len(), |length| start + length);
    let title = one_line(&page[start..end]);
    (!title.is_empty()).then(|| cut(&title, MAX_MESSAGE_CHARS))
}

/// The words with one blank between them and without control characters.
fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn cut(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
