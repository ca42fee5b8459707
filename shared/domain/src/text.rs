//! What a text that people typed must be like.

use std::ops::RangeInclusive;

use url::Url;

/// Checks a text that people see: trimmed, of this many characters, without control characters,
/// without marks that turn the direction of writing, and without the code points that Unicode
/// promises never to assign, which XML, and so the HTML part of a mail, cannot hold.
///
/// # Errors
/// What is wrong, to put after the field's name.
pub fn check_text<'a>(text: &'a str, length: &RangeInclusive<usize>) -> Result<&'a str, String> {
    let text = text.trim();
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_noncharacter =
        |c: char| matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    if text
        .chars()
        .any(|c| c.is_control() || turns(c) || is_noncharacter(c))
    {
        return Err("must not have control characters".to_owned());
    }
    if !length.contains(&text.chars().count()) {
        return Err(format!(
            "must be {} to {} characters",
            length.start(),
            length.end()
        ));
    }
    Ok(text)
}

/// An absolute https URL with a host, without user information, of at most 2,000 characters.
pub fn https_url(text: &str) -> Option<String> {
    parse_https(text).map(|_| text.to_owned())
}

/// The URL as a browser reads it.
fn parse_https(text: &str) -> Option<Url> {
    // A browser drops line breaks and blanks, and turns a host of other letters into `xn--`: what is
    // stored should be what is opened.
    let authority = text.split("://").nth(1)?.split(['/', '?', '#']).next()?;
    let is_plain = authority.is_ascii() && !authority.contains(['@', '\\']);
    let is_written = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let url = Url::parse(text).ok()?;
    let fits = url.scheme() == "https" && is_plain && is_written && text.len() <= 2_000;
    fits.then_some(url)
}

/// The most characters of a picture that stands in a page itself.
const PICTURE: usize = 2_500;

/// A picture in a `data:` URL (RFC 2397) of at most 2,500 characters, in base64: nothing in it can
/// end an attribute or name another address.
pub fn picture_url(text: &str) -> Option<String> {
    let data = ["png", "jpeg", "gif", "webp", "svg+xml"]
        .iter()
        .find_map(|kind| text.strip_prefix(&format!("data:image/{kind};base64,")))?;
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let fits = !data.is_empty() && data.bytes().all(is_base64) && text.len() <= PICTURE;
    fits.then(|| text.to_owned())
}

/// The scheme, host and port of an https URL, for a content security policy.
pub fn https_origin(text: &str) -> Option<String> {
    let origin = parse_https(text)?.origin().ascii_serialization();
    // A content security policy ends a source at `;` or `,`, which a host may hold.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '/');
    let fits = origin.chars().all(is_plain);
    fits.then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_counted_in_characters() {
        assert_eq!(check_text(" Zoë ", &(1..=3)), Ok("Zoë"));
        let long = check_text("abcd", &(1..=3)).unwrap_err();
        assert_eq!(long, "must be 1 to 3 characters");
        assert!(check_text("  ", &(1..=3)).is_err());
        for shown in ["שלום", "a\u{200d}b", "\u{fffd}", "\u{fdf0}", "\u{1f6a4}"] {
            assert_eq!(check_text(shown, &(1..=9)), Ok(shown));
        }
        for hidden in [
            '\u{0}',
            '\n',
            '\u{7f}',
            '\u{85}',
            '\u{202a}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{fdd0}',
            '\u{fdef}',
            '\u{fffe}',
            '\u{ffff}',
            '\u{10fffe}',
        ] {
            assert_eq!(
                check_text(&format!("a{hidden}b"), &(1..=9)).unwrap_err(),
                "must not have control characters"
            );
        }
    }

    #[test]
    fn a_picture_is_base64_of_a_known_kind() {
        let of = |bytes: usize| format!("data:image/png;base64,{}", "A".repeat(bytes - 22));
        for fits in ["data:image/svg+xml;base64,PHN2Zz4=", &of(2_500)] {
            assert_eq!(picture_url(fits).as_deref(), Some(fits));
        }
        for other in [
            "",
            "data:image/png;base64,",
            "data:image/svg+xml,<svg>",
            "data:image/png;base64,A\"",
            "data:text/html;base64,AAAA",
            "https://x.example/a.png",
            &of(2_501),
        ] {
            assert_eq!(picture_url(other), None, "{other}");
        }
    }

    #[test]
    fn an_origin_has_neither_path_nor_query() {
        let origin = https_origin("https://cdn.example:8443/a/b.png?c=d");
        assert_eq!(origin.as_deref(), Some("https://cdn.example:8443"));
        assert_eq!(https_origin("http://cdn.example/a.png"), None);
        assert_eq!(https_origin("https://cdn.example;script-src/a.png"), None);
    }

    #[test]
    fn only_plain_https_addresses_are_taken() {
        let fits = "https://tours.example/thanks?a=1";
        assert_eq!(https_url(fits).as_deref(), Some(fits));
        let long = |bytes: usize| format!("https://tours.example/{}", "a".repeat(bytes - 22));
        assert!(https_url(&long(2_000)).is_some());
        for url in [
            "http://tours.example",
            "javascript:alert(1)",
            "/thanks",
            "https://u@tours.example",
            "https:tours.example",
            "https:/tours.example",
            "https://tours.example\\@evil.example",
            "https://tours.example/a b",
            "https://tours.example/a\nb",
            " https://tours.example",
            "https://",
            "https:///",
            "",
            &long(2_001),
        ] {
            assert_eq!(https_url(url), None, "{url}");
        }
    }
}
