//! What a client sent, read off the socket byte by byte as HTTP/1.1 frames it.

use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// The head of a request may be this long, in bytes.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// One request, as it came over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The target as written, query included.
    pub target: String,
    /// Names and values as written, in order.
    pub headers: Vec<(String, String)>,
    /// As many bytes as `content-length` named.
    pub body: Vec<u8>,
    /// Which connection it came over; zero-based, in the order they were accepted.
    pub connection: usize,
}

impl Request {
    /// The first value of a header, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `Null` when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Reads the next request. `buffer` keeps what came too much. `None` when the client closed, or sent what
    /// is no request.
    pub(crate) async fn read(
        stream: &mut TcpStream,
        buffer: &mut Vec<u8>,
        connection: usize,
    ) -> Option<Self> {
        let head_end = loop {
            if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            if buffer.len() > MAX_HEAD_BYTES || stream.read_buf(buffer).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&buffer[..head_end]).into_owned();
        buffer.drain(..head_end + 4);
        let mut request = Self::from_head(&head, connection)?;
        let body_bytes = request.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        while buffer.len() < body_bytes {
            if stream.read_buf(buffer).await.ok()? == 0 {
                return None;
            }
        }
        request.body = buffer.drain(..body_bytes).collect();
        Some(request)
    }

    fn from_head(head: &str, connection: usize) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        Some(Self { method, target, headers, body: Vec::new(), connection })
    }
}
