//! The letters of a page or message that is not in UTF-8: proxies and gateways speak the language of their country.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// Where a page says its encoding (WHATWG HTML, 13.2.3.2), in bytes.
const MAX_PRESCAN_BYTES: usize = 1024;

/// The text, by its byte order mark, or by what the header `Content-Type` or the page itself says; else as UTF-8.
/// What is not of the encoding becomes U+FFFD.
pub(crate) fn to_utf8<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let beginning = String::from_utf8_lossy(&body[..body.len().min(MAX_PRESCAN_BYTES)]);
    let named = content_type.and_then(charset).or_else(|| charset(&beginning)).unwrap_or(UTF_8);
    named.decode(body).0
}

/// The encoding behind `charset=`.
fn charset(text: &str) -> Option<&'static Encoding> {
    let small = text.to_ascii_lowercase();
    let (_, label) = small.split_once("charset=")?;
    let label = label.trim_start_matches([' ', '"', '\'']);
    let end = label.find([' ', '"', '\'', ';', '>', '/']).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_the_page_or_a_mark_names_the_encoding() {
        let gbk = b"\xCD\xF8\xB9\xD8";
        assert_eq!(to_utf8(gbk, Some("text/html; charset=GBK")), "网关");
        assert_eq!(to_utf8(gbk, Some("text/html; Charset=\"gb2312\"; x=y")), "网关");
        let page = [b"<html><meta charset='gbk'>".as_slice(), gbk].concat();
        assert!(to_utf8(&page, Some("text/html")).ends_with("网关"));
        assert_eq!(to_utf8(b"caf\xe9", Some("text/plain;charset=iso-8859-1")), "café");
        assert_eq!(to_utf8(b"\xef\xbb\xbfcaf\xc3\xa9", Some("text/plain;charset=iso-8859-1")), "café");
    }

    #[test]
    fn what_names_none_or_an_unknown_one_is_read_as_utf8() {
        for content_type in [None, Some("text/html"), Some("text/html; charset=klingon"), Some("charset=")] {
            assert_eq!(to_utf8("网关".as_bytes(), content_type), "网关");
        }
        assert_eq!(to_utf8(b"a\xffb", None), "a\u{fffd}b");
    }
}
