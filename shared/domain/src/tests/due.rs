//! What needs time, and when (R12).

use super::*;

#[test]
fn due_everything_that_needs_time_is_in_the_index() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let end = 14 * 24 * 60;
    assert_eq!(next_due(&basket), Some(at(end)));
    assert_eq!(work(&basket, at(end)).expired_links, [link(1)]);
    let noted = apply(&basket, &Fact::LinkExpired { link_id: link(1) }, at(end));
    assert_eq!(next_due(&noted), None);
    let open = opened(&basket, 1, link(1), 1);
    assert_eq!(next_due(&open), Some(at(11)));
    assert_eq!(work(&open, at(11)).attempts, [attempt(1)]);
    let checked = apply(
        &open,
        &Fact::Checked {
            attempt_id: attempt(1),
        },
        at(11),
    );
    assert_eq!(next_due(&checked), Some(at(21)));
}
