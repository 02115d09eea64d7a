//! One mapping of everything a service refuses with to one vocabulary: HTTP responses that are no success, and
//! errors within a stream. By `err_code` first, then by HTTP status, then by what the text says.

use std::time::SystemTime;

use serde_json::Value;

use super::asked::Asked;
use super::complaint::Complaint;
use super::verdict;
use crate::error::{Cause, Code, Failure};

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
    let body = if is_binary(body) { "" } else { body };
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
    failure.cause = (failure.code == Code::Unreachable).then_some(Cause::Proxy);
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
    if is_binary(raw) {
        return None;
    }
    let escapes_letters = raw.contains("\\u00");
    let plain = if escapes_letters { serde_json::from_str::<Value>(raw).ok() } else { None };
    let clean = asked.redaction.clean(plain.map(|value| value.to_string()).as_deref().unwrap_or(raw));
    let end = clean.floor_char_boundary(MAX_DETAILS_BYTES);
    (end > 0).then(|| clean[..end].to_owned())
}

/// Whether it is no text for people, as what was compressed is not.
fn is_binary(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && !c.is_whitespace() && c != '\u{1b}')
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::redaction::Redaction;
    use crate::settings::Language;

    const KEY: &str = "sk-0123456789abcdefghijklmnopqrstuvwxyz";

    fn asked(pictures_sent: usize) -> Asked {
        let redaction = Redaction::of_key(KEY);
        Asked { model: "m".into(), n: 1, pictures_sent, language: Language::English, redaction }
    }

    fn refused(status: u16, body: &str) -> Failure {
        from_response(&Refused { status, retry_after: None, body: body.as_bytes(), asked: &asked(1) })
    }

    fn streamed(body: &str) -> Failure {
        from_stream(&serde_json::from_str(body).unwrap(), &asked(1))
    }

    #[test]
    fn the_err_code_decides_before_the_status() {
        for (err_code, status, code) in [
            (-10001, 401, Code::NoKey),
            (-10002, 401, Code::BadKey),
            (-10003, 400, Code::BadRequest),
            (-10003, 500, Code::ServiceDown),
            (-10004, 401, Code::NoMoney),
            (-10005, 401, Code::KeyExpired),
            (-10006, 429, Code::Quota),
            (-10007, 429, Code::Quota),
            (-10018, 403, Code::Quota),
            (-10008, 503, Code::ModelUnavailable),
            (-10009, 400, Code::BadRequest),
            (-10010, 404, Code::BadRequest),
            (-10011, 500, Code::BadRequest),
            (-10012, 400, Code::RateLimited),
            (-1024, 400, Code::ServiceDown),
        ] {
            let body = format!(r#"{{"error":{{"err_code":{err_code},"message":"m","type":"api_error"}}}}"#);
            let failure = refused(status, &body);
            assert_eq!((failure.code, failure.status), (code, Some(status)), "{body}");
            assert_eq!(failure.details.as_deref(), Some(body.as_str()));
        }
    }

    #[test]
    fn a_parameter_error_is_about_the_picture_when_one_was_sent_and_no_field_is_named() {
        let body = r#"{"error":{"err_code":-10003,"message":"Parameter error"}}"#;
        assert_eq!(refused(400, body).code, Code::PictureRefused);
        let without = Refused { status: 400, retry_after: None, body: body.as_bytes(), asked: &asked(0) };
        assert_eq!(from_response(&without).code, Code::BadRequest);
        let named = refused(400, r#"{"error":{"err_code":-10003,"message":"Parameter error: logit_bias"}}"#);
        assert_eq!((named.code, named.field.as_deref()), (Code::BadRequest, Some("logit_bias")));
        assert_eq!(streamed(body).code, Code::ServiceDown);
    }

    #[test]
    fn the_status_decides_where_nothing_else_does() {
        for (status, code) in [
            (301, Code::WrongAddress),
            (400, Code::BadRequest),
            (401, Code::BadKey),
            (402, Code::NoMoney),
            (403, Code::Forbidden),
            (404, Code::WrongAddress),
            (405, Code::WrongAddress),
            (421, Code::WrongAddress),
            (408, Code::ServiceDown),
            (413, Code::TooLarge),
            (418, Code::BadRequest),
            (422, Code::BadRequest),
            (429, Code::RateLimited),
            (500, Code::ServiceDown),
            (503, Code::ServiceDown),
            (524, Code::ServiceDown),
        ] {
            let empty = refused(status, "");
            assert_eq!(empty, Failure { status: Some(status), ..Failure::new(code) });
            assert_eq!(refused(status, r#"{"error":{"message":"m","code":null}}"#).code, code, "{status}");
        }
    }

    #[test]
    fn the_text_tells_apart_what_a_status_does_not() {
        for (status, said, code) in [
            (400, "image_url is only supported by certain models", Code::ModelIsBlind),
            (400, "messages[0].content must be a string", Code::ModelIsBlind),
            (400, "'user' must be a string", Code::BadRequest),
            (400, "This model does not support image input", Code::ModelIsBlind),
            (422, "unknown variant `image_url`, expected `text`", Code::ModelIsBlind),
            (404, "No endpoints found that support image input", Code::ModelIsBlind),
            (400, "invalid_image_format", Code::PictureRefused),
            (400, "You uploaded an unsupported image.", Code::PictureRefused),
            (400, "This model's maximum context length is 8192 tokens", Code::TooManyTokens),
            (400, "Your request was rejected by our safety system", Code::Blocked),
            (403, "Insufficient balance", Code::NoMoney),
            (429, "insufficient_quota", Code::NoMoney),
            (401, "This API key has expired", Code::KeyExpired),
            (400, "API key not valid. Please pass a valid API key.", Code::BadKey),
            (404, "The model `x` does not exist or you do not have access to it.", Code::ModelUnavailable),
            (503, "No available channel for model x", Code::ModelUnavailable),
            (500, "upstream says: rate limit", Code::ServiceDown),
            (401, "Too many requests", Code::BadKey),
        ] {
            let body = serde_json::json!({ "error": { "message": said } }).to_string();
            assert_eq!(refused(status, &body).code, code, "{status} {said}");
            let plain = refused(status, said);
            assert_eq!((plain.code, plain.service_message.as_deref()), (code, Some(said)), "{status} {said}");
        }
    }

    #[test]
    fn words_for_machines_count_like_the_text() {
        for (body, code) in [
            (r#"{"error":{"message":"m","code":"model_not_found"}}"#, Code::ModelUnavailable),
            (r#"{"error":{"message":"m","type":"insufficient_quota","code":null}}"#, Code::NoMoney),
            (r#"{"error":{"message":"m","type":"insufficient_user_quota"}}"#, Code::NoMoney),
            (r#"{"error":{"message":"m","code":"context_length_exceeded"}}"#, Code::TooManyTokens),
            (r#"{"error":{"message":"m","code":"content_policy_violation"}}"#, Code::Blocked),
            (r#"{"error":{"message":"m","code":"Invalid_Image_Format"}}"#, Code::PictureRefused),
        ] {
            assert_eq!(refused(400, body).code, code, "{body}");
        }
    }

    #[test]
    fn an_error_in_a_stream_goes_by_its_own_status() {
        assert_eq!(streamed(r#"{"error":{"code":429,"message":"slow down"}}"#).code, Code::RateLimited);
        assert_eq!(streamed(r#"{"error":{"code":"502","message":"bad gateway"}}"#).code, Code::ServiceDown);
        assert_eq!(streamed(r#"{"error":{"err_code":-10004,"message":"m"}}"#).code, Code::NoMoney);
        let plain = streamed(r#""it broke""#);
        assert_eq!((plain.code, plain.status), (Code::ServiceDown, None));
        assert_eq!(plain.service_message.as_deref(), Some("it broke"));
        assert_eq!(plain.details.as_deref(), Some("it broke"));
    }

    #[test]
    fn the_refused_field_is_named() {
        for (body, field) in [
            (r#"{"error":{"message":"m","param":"max_tokens"}}"#, Some("max_tokens")),
            (
                r#"{"error":{"message":"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}}"#,
                Some("max_tokens"),
            ),
            (r#"{"error":{"message":"Unrecognized request argument supplied: user"}}"#, Some("user")),
            (r#"{"error":{"message":"property 'n' is not allowed"}}"#, Some("n")),
            (r#"{"error":{"message":"Unknown field stream_options"}}"#, Some("stream_options")),
            (r#"{"detail":[{"loc":["body","top_p"],"msg":"m"}]}"#, Some("top_p")),
            (r#"{"error":{"message":"The user must stop n things"}}"#, None),
        ] {
            assert_eq!(refused(400, body).field.as_deref(), field, "{body}");
        }
        assert_eq!(refused(401, r#"{"error":{"message":"m","param":"user"}}"#).field, None);
    }

    #[test]
    fn a_page_for_people_shows_its_title_and_nothing_else() {
        let page = "\n<!DOCTYPE html><html><HEAD><Title lang=en> 502\n Bad  Gateway</Title></head><p>secret</p></html>";
        let failure = refused(502, page);
        assert_eq!((failure.code, failure.status), (Code::ServiceDown, Some(502)));
        assert_eq!(failure.service_message.as_deref(), Some("502 Bad Gateway"));
        assert_eq!(failure.details.as_deref(), Some("HTTP 502 502 Bad Gateway"));
        assert_eq!(refused(404, page).code, Code::WrongAddress);
        assert_eq!(refused(200, page).code, Code::WrongAddress);
        assert_eq!(refused(524, "<html><title>").details.as_deref(), Some("HTTP 524"));
    }

    #[test]
    fn a_proxy_that_wants_a_password_is_the_proxys_fault() {
        let failure = refused(407, "<html><title>Proxy Authentication Required</title>");
        assert_eq!((failure.code, failure.cause), (Code::Unreachable, Some(Cause::Proxy)));
        assert_eq!(failure.service_message.as_deref(), Some("Proxy Authentication Required"));
    }

    #[test]
    fn nothing_is_shown_of_bytes_that_are_no_text() {
        let gzip = [0x1f, 0x8b, 8, 0, 0xff, b'{', b'<'];
        let failure =
            from_response(&Refused { status: 400, retry_after: None, body: &gzip, asked: &asked(1) });
        assert_eq!(failure, Failure { status: Some(400), ..Failure::new(Code::BadRequest) });
        let other = from_other(&String::from_utf8_lossy(&gzip), &asked(1));
        assert_eq!(other, Failure { status: Some(200), ..Failure::new(Code::Protocol) });
    }

    #[test]
    fn a_wait_is_seconds_or_a_date() {
        assert_eq!(seconds_to_wait(" 20 "), Some(20));
        assert_eq!(seconds_to_wait("Fri, 01 Jan 2021 00:00:00 GMT"), Some(0));
        let soon = SystemTime::now() + std::time::Duration::from_hours(1);
        let wait = seconds_to_wait(&httpdate::fmt_http_date(soon)).unwrap();
        assert!((3590..=3600).contains(&wait), "{wait}");
        for nonsense in ["", "-1", "soon", "99999999999999999999"] {
            assert_eq!(seconds_to_wait(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn nothing_shown_holds_a_key_or_a_picture() {
        let escaped = KEY.replace('s', "\\u0073");
        let picture = format!("data:image/jpeg;base64,/9j/{}", "4AAQ".repeat(700));
        for told in [KEY, "sk-another-1", &escaped, &picture] {
            let failure =
                refused(401, &format!(r#"{{"error":{{"message":"bad {told}, sorry","param":"{told}"}}}}"#));
            let shown = format!("{failure:?}");
            assert!(
                !shown.contains("0123456789") && !shown.contains("another") && !shown.contains("4AAQ"),
                "{shown}"
            );
            assert!(shown.contains("sorry"), "{shown}");
        }
    }

    #[test]
    fn what_is_shown_has_a_limit_in_letters_of_every_size() {
        for letter in ["x", "é", "猫", "🐈"] {
            let failure = refused(400, &format!("a {}", (letter.to_owned() + " ").repeat(4000)));
            let details = failure.details.unwrap();
            assert!(details.len() <= MAX_DETAILS_BYTES && details.len() > MAX_DETAILS_BYTES - 4, "{letter}");
            assert!(failure.service_message.unwrap().chars().count() <= MAX_MESSAGE_CHARS + 1, "{letter}");
        }
    }
}
