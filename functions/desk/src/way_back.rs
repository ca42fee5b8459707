//! The page to go back to, after signing in or from the address of an action.

use paylink_domain::ids::{BasketId, WebhookEndpointId};

/// The page to go to after signing in: the wanted one if it is a page of the desk, else the Overview.
///
/// Anything else would let a link lead through our sign-in to another site (R26).
pub fn return_to(wanted: Option<&str>) -> &str {
    const OVERVIEW: &str = "/desk/bookings";
    let Some(path) = wanted else { return OVERVIEW };
    let on_the_desk = path
        .strip_prefix("/desk")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let plain = path.len() <= 1_000
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'"')
        && !path.contains("//")
        && !path.contains("..");
    let a_page = !["/desk/sign", "/desk/callback", "/desk/assets"]
        .iter()
        .any(|prefix| path.starts_with(prefix));
    if on_the_desk && plain && a_page {
        path
    } else {
        OVERVIEW
    }
}

/// The page with the button of an action. Signing in leads back to that page.
pub fn page_of_action(path: &str) -> &str {
    const BASKETS: &str = "/desk/bookings/";
    const SETTINGS: &str = "/desk/settings";
    if let Some(rest) = path.strip_prefix(SETTINGS) {
        return page_of_settings(path, SETTINGS, rest);
    }
    let Some(rest) = path.strip_prefix(BASKETS) else {
        return return_to(None);
    };
    let id = rest.split('/').next().unwrap_or_default();
    if id == "new" || id.parse::<BasketId>().is_ok() {
        return_to(path.get(..BASKETS.len().saturating_add(id.len())))
    } else {
        return_to(None)
    }
}

/// The page of the settings with the button of an action: the third part of the path names the page. An
/// endpoint has a page of its own, named by the fourth part.
fn page_of_settings<'a>(path: &'a str, root: &'static str, rest: &str) -> &'a str {
    let parts: Vec<&str> = rest.split('/').skip(1).collect();
    let kept = match parts.as_slice() {
        ["webhooks", id, ..] if id.parse::<WebhookEndpointId>().is_ok() => 2,
        ["payments" | "team" | "keys" | "webhooks", ..] => 1,
        _ => return root,
    };
    let length = parts
        .iter()
        .take(kept)
        .map(|part| part.len() + 1)
        .sum::<usize>();
    return_to(path.get(..root.len().saturating_add(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r26_only_pages_of_the_desk_are_returned_to() {
        for good in [
            "/desk",
            "/desk/bookings",
            "/desk?x=1",
            "/desk/bookings?status=paid&q=Anna%20M",
            "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ?dialog=payment-link",
        ] {
            assert_eq!(return_to(Some(good)), good);
        }
        for bad in [
            "",
            "/",
            "/deskx",
            "//evil.example",
            "/desk//evil.example",
            "https://evil.example/desk",
            "/\\evil.example",
            "/desk/\\evil",
            "/desk/../pay/x",
            "/desk/bookings\r\nSet-Cookie: a=b",
            "/desk/sign-out",
            "/desk/sign-in/start",
            "/desk/callback?code=1",
            "javascript:alert(1)",
            "/desk/ä",
        ] {
            assert_eq!(return_to(Some(bad)), "/desk/bookings", "{bad}");
        }
        assert_eq!(return_to(None), "/desk/bookings");
    }

    #[test]
    fn signing_in_again_leads_back_to_the_page_of_the_action() {
        let basket = "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
        assert_eq!(page_of_action(&format!("{basket}/links")), basket);
        assert_eq!(page_of_action(&format!("{basket}/links/pl_x/send")), basket);
        assert_eq!(page_of_action("/desk/bookings/new"), "/desk/bookings/new");
        assert_eq!(page_of_action("/desk/bookings/x/links"), "/desk/bookings");
        assert_eq!(page_of_action("/desk/sign-out"), "/desk/bookings");
        let endpoint = "/desk/settings/webhooks/we_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
        for (action, page) in [
            ("/desk/settings", "/desk/settings"),
            ("/desk/settings/x/y", "/desk/settings"),
            ("/desk/settings/team/usr_x/role", "/desk/settings/team"),
            ("/desk/settings/payments/connect", "/desk/settings/payments"),
            (
                "/desk/settings/webhooks/x/rotate",
                "/desk/settings/webhooks",
            ),
            (endpoint, endpoint),
        ] {
            assert_eq!(page_of_action(action), page);
        }
        assert_eq!(page_of_action(&format!("{endpoint}/rotate")), endpoint);
    }
}
