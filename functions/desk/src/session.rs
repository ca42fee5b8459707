//! What the browser holds, and how long it is good for (R26).

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use paylink_domain::limits::after;
use paylink_platform::random::Random;
use paylink_store::sessions::DeskSession;
use subtle::ConstantTimeEq as _;

/// The cookie of a signed-in browser. The prefix makes browsers insist on `Secure`, on this host
/// and on the path `/`; they accept it on plain http for 127.0.0.1 and localhost as well.
pub const SESSION_COOKIE: &str = "__Host-paylink_desk";
/// The cookie that binds a sign-in under way to the browser that began it.
pub const LOGIN_COOKIE: &str = "__Host-paylink_login";

/// How long a session lives at most.
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(12);
/// How long a session lives without a request.
const IDLE_LIFE: SignedDuration = SignedDuration::from_hours(1);
/// How old the time of the last request may get before it is written down again.
const SEEN_STEP: SignedDuration = SignedDuration::from_mins(5);
/// How long a sign-in at the issuer may take.
pub const LOGIN_LIFE: SignedDuration = SignedDuration::from_mins(10);

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Good.
    Live,
    /// Good, and the time of the last request is to be written down.
    Touch,
    /// Over.
    Ended,
}

/// How a session stands at `now` (R26).
pub fn standing(session: &DeskSession, now: Timestamp) -> Standing {
    if now >= after(session.created_at, SESSION_LIFE) || now >= after(session.seen_at, IDLE_LIFE) {
        Standing::Ended
    } else if now >= after(session.seen_at, SEEN_STEP) {
        Standing::Touch
    } else {
        Standing::Live
    }
}

/// A new token of 256 random bits.
pub fn new_token(random: &Random) -> String {
    URL_SAFE_NO_PAD.encode(random.bytes::<32>())
}

/// Whether two secrets are equal, in constant time.
pub fn same_secret(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// The value of a cookie. Of several with the name, which a `__Host-` cookie cannot have, none.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(this, _)| *this == name)
        .map(|(_, value)| value);
    let value = found.next();
    if found.next().is_some() { None } else { value }
}

/// The header that sets a cookie for `life`; one of no length takes it away.
pub fn set_cookie(name: &str, value: &str, life: SignedDuration) -> Option<HeaderValue> {
    let seconds = life.as_secs().max(0);
    let text = format!("{name}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(created: &str, seen: &str) -> DeskSession {
        DeskSession {
            issuer: "https://issuer.example".to_owned(),
            subject: "anna".to_owned(),
            form_token: "token".to_owned(),
            created_at: created.parse().unwrap(),
            seen_at: seen.parse().unwrap(),
            expires_at: 0,
        }
    }

    #[test]
    fn r26_a_session_ends_after_12_hours_or_one_idle_hour() {
        let at = |created, seen, now: &str| standing(&session(created, seen), now.parse().unwrap());
        let begin = "2026-11-24T08:00:00Z";
        assert_eq!(at(begin, begin, "2026-11-24T08:04:59Z"), Standing::Live);
        assert_eq!(at(begin, begin, "2026-11-24T08:05:00Z"), Standing::Touch);
        assert_eq!(at(begin, begin, "2026-11-24T08:59:59Z"), Standing::Touch);
        assert_eq!(at(begin, begin, "2026-11-24T09:00:00Z"), Standing::Ended);
        let late = "2026-11-24T19:58:00Z";
        assert_eq!(at(begin, late, "2026-11-24T19:59:59Z"), Standing::Live);
        assert_eq!(at(begin, late, "2026-11-24T20:00:00Z"), Standing::Ended);
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            "a=1; __Host-paylink_desk=abc; x__Host-paylink_desk=no"
                .parse()
                .unwrap(),
        );
        assert_eq!(cookie(&headers, SESSION_COOKIE), Some("abc"));
        assert_eq!(cookie(&headers, LOGIN_COOKIE), None);
        headers.append(header::COOKIE, "__Host-paylink_desk=other".parse().unwrap());
        assert_eq!(cookie(&headers, SESSION_COOKIE), None);
    }

    #[test]
    fn r26_cookies_are_host_only_and_not_for_scripts() {
        let header = set_cookie(SESSION_COOKIE, "abc", SESSION_LIFE).unwrap();
        assert_eq!(
            header,
            "__Host-paylink_desk=abc; Max-Age=43200; Path=/; Secure; HttpOnly; SameSite=Lax"
        );
    }
}
