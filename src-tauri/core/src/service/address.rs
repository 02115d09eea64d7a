//! The service's base address: from what somebody typed or pasted to the one form that is kept, shown and
//! called. Strict, because the key goes wherever this points.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use crate::pasted::is_invisible;

/// 302.AI, worldwide.
pub const WORLDWIDE: &str = "https://api.302.ai/v1";
/// 302.AI, mainland China.
pub const CHINA: &str = "https://api.302ai.cn/v1";
/// 302.AI, mainland China, the second address.
pub const CHINA_SECOND: &str = "https://api.302ai.com/v1";

/// Longer addresses are no addresses, in bytes.
const MAX_BYTES: usize = 2048;

/// A service's base address, such as `https://api.302.ai/v1`: `https` (or `http` on this computer), no name and
/// password, no query, no fragment, no slash at the end, never without a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Base {
    url: Url,
}

/// What was typed is not an address a service can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address a service can have")]
pub struct BadAddress;

impl Base {
    /// Reads an address as typed or pasted: quotes and white space around it go, full-width letters count as
    /// their plain ones, `https://` and `/v1` are added where missing, and a trailing `/chat/completions` goes.
    ///
    /// # Errors
    /// For anything that could send the key where the user does not see it: other schemes, `http` beyond this
    /// computer, names and passwords, queries, fragments, backslashes, white space or control characters within.
    pub fn from_typed(typed: &str) -> Result<Self, BadAddress> {
        let plain: String = typed.chars().filter(|letter| !is_invisible(*letter)).map(half_width).collect();
        let text =
            plain.trim_matches(is_wrapping).trim_end_matches(['.', ',', ';']).trim_end_matches(is_wrapping);
        let hostile =
            |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '@' | '\\');
        if text.is_empty() || text.len() > MAX_BYTES || text.contains(hostile) {
            return Err(BadAddress);
        }
        let mut url = Url::parse(&with_scheme(text)).map_err(|_| BadAddress)?;
        let has_more = url.query().is_some() || url.fragment().is_some() || !url.username().is_empty();
        if has_more || url.password().is_some() || url.port() == Some(0) {
            return Err(BadAddress);
        }
        let path = base_path(&url);
        url.set_path(&path);
        let base = Self { url };
        match base.url.scheme() {
            "https" => Ok(base),
            "http" if base.is_loopback() => Ok(base),
            _ => Err(BadAddress),
        }
    }

    /// `scheme://host[:port]`, the host in its ASCII form: the account its key is kept under.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The address of one call, `path` being relative: `endpoint("chat/completions")`.
    #[must_use]
    pub fn endpoint(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}/{path}", self.url.path()));
        url
    }

    /// The address of something that stands beside the base, at the root of its host: `on_host("dashboard/balance")`.
    #[must_use]
    pub fn on_host(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }

    /// Whether it is one of 302.AI's own hosts, the only ones its extras are sent to.
    #[must_use]
    pub fn is_302(&self) -> bool {
        self.url.scheme() == "https"
            && matches!(self.url.host_str(), Some("api.302.ai" | "api.302ai.cn" | "api.302ai.com"))
    }

    /// Whether it is on this computer: `localhost`, 127.0.0.0/8 or `::1`. Such a service needs no key, and is
    /// never reached through a proxy.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
            None => false,
        }
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }
}

impl Default for Base {
    /// [`WORLDWIDE`].
    fn default() -> Self {
        Self::from_typed(WORLDWIDE).expect("the default address is one")
    }
}

impl fmt::Display for Base {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

fn with_scheme(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("https:") || lower.starts_with("http:") || lower.contains("://") {
        text.to_owned()
    } else {
        format!("https://{}", text.trim_start_matches('/'))
    }
}

fn base_path(url: &Url) -> String {
    let mut segments: Vec<_> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    if segments.ends_with(&["chat", "completions"]) {
        segments.truncate(segments.len() - 2);
    }
    if segments.is_empty() {
        segments.push("v1");
    }
    format!("/{}", segments.join("/"))
}

/// Letters of full width, as Chinese and Japanese keyboards type them (Unicode block FF00, and its full stop).
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '。' => '.',
        '\u{3000}' => ' ',
        other => other,
    }
}

fn is_wrapping(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '"' | '\'' | '`' | '<' | '>' | '“' | '”' | '‘' | '’' | '「' | '」' | '《' | '》')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_read_as(typed: &str, expected: &str) {
        assert_eq!(Base::from_typed(typed).as_ref().map(Base::as_str), Ok(expected), "{typed:?}");
    }

    #[test]
    fn what_is_missing_is_added_and_what_is_too_much_goes() {
        for typed in [
            "https://api.302.ai/v1",
            "https://api.302.ai/v1/",
            "https://api.302.ai",
            "https://api.302.ai/",
            "api.302.ai",
            "//api.302.ai/v1",
            "  \"https://api.302.ai/v1/chat/completions\"\r\n",
            "“https://api.302.ai/v1/chat/completions/”",
            "<https://api.302.ai>",
            "HTTPS://API.302.AI/v1",
            "https://api.302.ai:443/v1//",
            "https://api.302.ai/chat/completions",
            "ｈｔｔｐｓ：／／ａｐｉ．３０２．ａｉ／ｖ１",
            "https：//api。302。ai",
            "https://api.302.ai/v1。",
            "\u{feff}https://api.302.ai/\u{200b}v1",
            "https:/api.302.ai",
        ] {
            is_read_as(typed, WORLDWIDE);
        }
    }

    #[test]
    fn a_path_of_its_own_is_kept() {
        is_read_as("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1");
        is_read_as("https://example.com/API/Chat", "https://example.com/API/Chat");
        is_read_as("example.com:8443/x/../llm/", "https://example.com:8443/llm");
    }

    #[test]
    fn http_stays_on_this_computer() {
        is_read_as("http://localhost:11434", "http://localhost:11434/v1");
        is_read_as("http://127.8.9.1:80/v1", "http://127.8.9.1/v1");
        is_read_as("http://[::1]:8080", "http://[::1]:8080/v1");
        for typed in
            ["http://api.302.ai/v1", "http://192.168.0.2", "http://localhost.example.com", "http://[::2]"]
        {
            assert_eq!(Base::from_typed(typed), Err(BadAddress), "{typed:?}");
        }
    }

    #[test]
    fn what_could_mislead_is_refused() {
        for typed in [
            "",
            "   ",
            "\"\"",
            "https://",
            "https:///",
            "https://api.302.ai@evil.example/v1",
            "https://user:pw@host/v1",
            "https://evil.example\\@api.302.ai",
            "https://host/v1?key=1",
            "https://host/v1?",
            "https://host/#v1",
            "ftp://host/v1",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "ws://host",
            "https://ho st/v1",
            "https://host/v1\nsk-0123",
            "https://host\u{0}/v1",
            "https://host:0/",
            "https://host:99999",
            "https://[::1",
            "https://exa<mple",
            "sk-0123 456",
        ] {
            assert_eq!(Base::from_typed(typed), Err(BadAddress), "{typed:?}");
        }
        assert_eq!(Base::from_typed(&format!("https://host/{}", "a".repeat(MAX_BYTES))), Err(BadAddress));
    }

    #[test]
    fn the_account_of_a_key_is_the_origin() {
        let origin = |typed| Base::from_typed(typed).unwrap().origin();
        assert_eq!(origin("https://API.302.ai:443/v1"), "https://api.302.ai");
        assert_eq!(origin("http://localhost:11434/v1"), "http://localhost:11434");
        assert_eq!(origin("https://bücher.example/v1"), "https://xn--bcher-kva.example");
        assert_eq!(origin("https://аpi.302.ai"), "https://xn--pi-6kc.302.ai", "a Cyrillic letter shows");
    }

    #[test]
    fn the_presets_are_302s_and_nothing_else_is() {
        for preset in [WORLDWIDE, CHINA, CHINA_SECOND] {
            let base = Base::from_typed(preset).unwrap();
            assert!(base.is_302() && base.as_str() == preset);
        }
        for typed in ["https://api.302.ai.evil.example", "https://302.ai", "http://localhost:302"] {
            assert!(!Base::from_typed(typed).unwrap().is_302());
        }
    }

    #[test]
    fn an_endpoint_stands_below_the_base() {
        let base = Base::from_typed("openrouter.ai/api/v1").unwrap();
        assert_eq!(
            base.endpoint("chat/completions").as_str(),
            "https://openrouter.ai/api/v1/chat/completions"
        );
        assert_eq!(
            Base::default().on_host("dashboard/balance").as_str(),
            "https://api.302.ai/dashboard/balance"
        );
    }
}
