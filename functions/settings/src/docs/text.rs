//! Descriptions as they stand in the document: paragraphs, with code between back quotes.

/// A text in paragraphs.
pub type Rich = Vec<Vec<Span>>;

/// A run of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub code: bool,
    pub text: String,
}

/// Reads a description.
pub fn rich(text: &str) -> Rich {
    text.split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(spans)
        .collect()
}

/// One paragraph.
pub fn spans(paragraph: &str) -> Vec<Span> {
    paragraph
        .split('`')
        .enumerate()
        .map(|(at, text)| Span {
            code: at % 2 == 1,
            text: text.replace('\n', " "),
        })
        .filter(|span| !span.text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_paragraphs_are_told_apart() {
        let text = rich("Go on until\n`next_cursor` is null.\n\nSecond.");
        assert_eq!(text.len(), 2);
        let words: Vec<(bool, &str)> = text
            .iter()
            .flatten()
            .map(|span| (span.code, span.text.as_str()))
            .collect();
        assert_eq!(
            words,
            [
                (false, "Go on until "),
                (true, "next_cursor"),
                (false, " is null."),
                (false, "Second.")
            ]
        );
    }
}
