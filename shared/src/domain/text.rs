//! What a text that people typed must be like.

use std::ops::RangeInclusive;

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
    let uri: http::Uri = text.parse().ok()?;
    let authority = uri.authority()?;
    let fits = uri.scheme_str() == Some("https")
        && !authority.host().is_empty()
        && !authority.as_str().contains('@')
        && text.len() <= 2_000;
    fits.then(|| text.to_owned())
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
            "https://",
            "",
            &long(2_001),
        ] {
            assert_eq!(https_url(url), None, "{url}");
        }
    }
}
