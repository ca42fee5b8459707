//! Ids that look like Stripe's: a prefix, and letters and digits that nobody can guess.

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// `length` random letters and digits.
pub fn random_text(length: usize) -> String {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut bytes = [0_u8; 64];
        if let Err(error) = getrandom::fill(&mut bytes) {
            tracing::error!(%error, "the machine gives no random bytes");
        }
        // Values from 248 up are left out, so that every character is equally likely.
        let letters = bytes
            .iter()
            .filter(|byte| **byte < 248)
            .filter_map(|byte| ALPHABET.get(usize::from(byte % 62)));
        text.extend(
            letters
                .take(length - text.len())
                .map(|letter| char::from(*letter)),
        );
    }
    text
}

/// A new id with this prefix, as long as Stripe's: `pi_3...`.
pub fn new_id(prefix: &str) -> String {
    let (start, length) = match prefix {
        "cs_test" => ("a1", 58),
        "acct" => ("1", 15),
        "req" => ("", 14),
        "pi" | "ch" | "py" | "re" | "txn" => ("3", 23),
        _ => ("1", 23),
    };
    format!("{prefix}_{start}{}", random_text(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_stripes_shape() {
        let session = new_id("cs_test");
        assert!(
            session.starts_with("cs_test_a1") && session.len() == 68,
            "{session}"
        );
        assert_eq!(new_id("pi").len(), 27);
        assert_ne!(new_id("evt"), new_id("evt"));
    }
}
