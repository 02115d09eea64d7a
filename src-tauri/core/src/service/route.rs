//! The way to a service: straight, as the system says, or through a proxy of the user's. This computer is always
//! reached straight.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::address::{BadAddress, Base};
use super::http::Client;
use crate::error::{Cause, Code, Failure};

/// The way to every service that is not on this computer.
#[derive(Clone, Debug, Default)]
pub enum Route {
    /// As the system's settings say: on Windows and macOS the proxy that is set there, elsewhere the environment
    /// variables `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`. A script that chooses a proxy (PAC) is not run.
    #[default]
    System,
    /// No proxy, whatever the system's settings say.
    Straight,
    /// This proxy.
    Through(Proxy),
}

/// How a proxy is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyKind {
    /// HTTP.
    Http,
    /// HTTP over a secured connection.
    Https,
    /// SOCKS 5. Names are looked up by the proxy.
    Socks5,
}

/// A proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    kind: ProxyKind,
    /// Without name and password.
    address: Url,
    user: Option<ProxyUser>,
}

/// Who asks a proxy.
#[derive(Clone)]
pub struct ProxyUser {
    /// The name.
    pub name: String,
    /// The password. It has no `Serialize`, and its memory is cleared when it goes.
    pub password: SecretString,
}

impl fmt::Debug for ProxyUser {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("ProxyUser(…)")
    }
}

impl Proxy {
    /// Reads an address as typed: `proxy.example:8080`, `socks5://127.0.0.1:1080`. Without a scheme it is HTTP,
    /// without a port the kind's usual one.
    ///
    /// # Errors
    /// For another scheme, a path, a name or password: those have fields of their own, and are kept apart.
    pub fn from_typed(typed: &str) -> Result<Self, BadAddress> {
        let typed = typed.trim();
        let (scheme, rest) = typed.split_once("://").unwrap_or(("http", typed));
        let kind = match &*scheme.to_ascii_lowercase() {
            "http" => ProxyKind::Http,
            "https" => ProxyKind::Https,
            "socks5" | "socks5h" | "socks" => ProxyKind::Socks5,
            _ => return Err(BadAddress),
        };
        let hostile =
            |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '@' | '\\');
        if rest.contains(hostile) {
            return Err(BadAddress);
        }
        // Only schemes of the web are read with a host that is checked.
        let mut read = Url::parse(&format!("http://{rest}")).map_err(|_| BadAddress)?;
        let is_bare = read.path() == "/" && read.query().is_none() && read.fragment().is_none();
        let port = read.port_or_known_default().filter(|port| *port != 0);
        let has_port = rest.trim_end_matches('/').rsplit(']').next().is_some_and(|end| end.contains(':'));
        let (Some(port), true, Some(host)) = (port, is_bare, read.host().map(|host| host.to_string())) else {
            return Err(BadAddress);
        };
        let port = if has_port { port } else { kind.usual_port() };
        read = Url::parse(&format!("{}://{host}:{port}", kind.scheme())).map_err(|_| BadAddress)?;
        Ok(Self { kind, address: read, user: None })
    }

    /// The same for somebody the proxy knows.
    #[must_use]
    pub fn with_user(mut self, user: Option<ProxyUser>) -> Self {
        self.user = user.filter(|user| !user.name.is_empty());
        self
    }

    /// How it is spoken to.
    #[must_use]
    pub fn kind(&self) -> ProxyKind {
        self.kind
    }

    /// Its address, as it is kept and shown: without name and password.
    #[must_use]
    pub fn address(&self) -> String {
        let host = self.address.host().map_or(String::new(), |host| match host {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => format!("[{address}]"),
        });
        let port = self.address.port_or_known_default().unwrap_or_default();
        format!("{}://{host}:{port}", self.kind.shown_scheme())
    }

    /// As the HTTP library wants it.
    pub(super) fn for_library(&self) -> reqwest::Result<reqwest::Proxy> {
        let mut address = self.address.clone();
        if let Some(user) = &self.user {
            // Neither can fail: the address has a host.
            let _ = address.set_username(&user.name);
            let _ = address.set_password(Some(user.password.expose_secret()));
        }
        reqwest::Proxy::all(address)
    }
}

impl ProxyKind {
    /// SOCKS with an `h` leaves the looking up of names to the proxy.
    fn scheme(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks5 => "socks5h",
        }
    }

    fn shown_scheme(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks5 => "socks5",
        }
    }

    fn usual_port(self) -> u16 {
        match self {
            Self::Http => 8080,
            Self::Https => 443,
            Self::Socks5 => 1080,
        }
    }
}

/// Tries whether a service answers over this client's route. Whatever it answers will do: no key is sent, and nothing
/// is asked of a model.
///
/// # Errors
/// `unreachable`, with its cause: `proxy` when it is the proxy.
pub async fn test(client: &Client, service: &Base) -> Result<(), Failure> {
    let asked =
        tokio::time::timeout(client.timers().key_test, client.get(service, service.endpoint("models"), None));
    match asked.await {
        Ok(Ok(response)) if response.status() == 407 => {
            Err(Failure { status: Some(407), cause: Some(Cause::Proxy), ..Failure::new(Code::Unreachable) })
        }
        Ok(Ok(_)) => Ok(()),
        Ok(Err(none)) => Err(none.failure),
        Err(_) => Err(Failure { cause: Some(Cause::Timeout), ..Failure::new(Code::Unreachable) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_read_as_typed() {
        for (typed, address) in [
            ("proxy.example:3128", "http://proxy.example:3128"),
            (" HTTP://Proxy.example/ ", "http://proxy.example:8080"),
            ("http://proxy.example:80", "http://proxy.example:80"),
            ("https://proxy.example", "https://proxy.example:443"),
            ("socks5://127.0.0.1", "socks5://127.0.0.1:1080"),
            ("socks5h://[::1]:9050", "socks5://[::1]:9050"),
            ("[::1]", "http://[::1]:8080"),
        ] {
            assert_eq!(
                Proxy::from_typed(typed).map(|proxy| proxy.address()),
                Ok(address.to_owned()),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused() {
        for typed in [
            "",
            "http://",
            "ftp://x",
            "socks4://x",
            "http://user:pw@host:1",
            "host/path",
            "host?x",
            "ho st",
            "host:0",
            "host:99999",
        ] {
            assert_eq!(Proxy::from_typed(typed).err(), Some(BadAddress), "{typed}");
        }
    }

    #[test]
    fn name_and_password_do_not_show() {
        let user = ProxyUser { name: "someone".into(), password: "secret".to_owned().into() };
        let proxy = Proxy::from_typed("proxy.example:1").unwrap().with_user(Some(user));
        let shown = format!("{proxy:?} {}", proxy.address());
        assert!(!shown.contains("secret") && !shown.contains("someone"), "{shown}");
    }
}
