//! When a link can be made, for which amount, and when it ends (R2, R4, R6, R8).

use super::*;

#[test]
fn r4_each_refusal_to_make_a_link_has_its_own_reason() {
    assert!(can_create_link(&basket(), &charging()).is_ok());
    assert_eq!(
        can_create_link(&basket(), &Charging::Off),
        Err(Refusal::GatewayNotEnabled)
    );
    let paid = decide(&basket(), &cash(1, 10_000, false), &staff(1)).unwrap();
    assert_eq!(
        can_create_link(&paid, &charging()),
        Err(Refusal::NothingOutstanding)
    );
    let mut staffed = basket();
    staffed.buyer.staff_role = Some(StaffRole::Employee);
    assert_eq!(
        can_create_link(&staffed, &charging()),
        Err(Refusal::BuyerIsStaff)
    );
}

#[test]
fn r2_what_cannot_be_charged_is_refused_with_the_rest_that_is_left() {
    let limits = ChargeLimits {
        min: money(50),
        max: money(99_999_999),
        step: 1,
    };
    let refusal = |minor| {
        let command = Command::CreateLink(new_link(1, AmountRequest::Amount(money(minor))));
        decide(&basket(), &command, &staff(0)).unwrap_err()
    };
    assert_eq!(
        refusal(49),
        Refusal::AmountNotChargeable {
            limits,
            remainder: false
        }
    );
    assert_eq!(
        refusal(9_960),
        Refusal::AmountNotChargeable {
            limits,
            remainder: true
        }
    );
    let small = basket_in("CHF", 40);
    assert_eq!(
        can_create_link(&small, &charging()),
        Err(Refusal::AmountNotChargeable {
            limits,
            remainder: false
        })
    );
    let unknown = Charging::On {
        account: None,
        limits: None,
    };
    assert_eq!(
        can_create_link(&basket(), &unknown),
        Err(Refusal::CurrencyNotSupported)
    );
}

#[test]
fn r2_more_than_one_charge_can_take_is_paid_in_several() {
    let charging = Charging::On {
        account: None,
        limits: Some(ChargeLimits {
            min: money(50),
            max: money(999),
            step: 10,
        }),
    };
    let charged = |total| can_create_link(&basket_in("CHF", total), &charging);
    assert!(charged(990).is_ok(), "one charge");
    assert!(charged(2_000).is_ok(), "several, the largest of 990");
    assert!(charged(2_005).is_err(), "5 would be left for ever");
}

#[test]
fn r6_the_amount_is_above_zero_and_at_most_what_is_outstanding() {
    let above = Command::CreateLink(new_link(1, AmountRequest::Amount(money(10_001))));
    assert_eq!(
        decide(&basket(), &above, &staff(0)),
        Err(Refusal::AmountAboveOutstanding {
            outstanding: money(10_000)
        })
    );
    let deposit = with_link(&basket(), 1, AmountRequest::Percent(33));
    assert_eq!(
        deposit.links[0].terms,
        Terms::Fixed {
            amount: money(3_300)
        }
    );
    let choice = with_link(&basket(), 1, AmountRequest::Minimum(money(2_000)));
    assert_eq!(asks(&choice, 1), (2_000, 10_000));
}

#[test]
fn r8_a_link_ends_after_its_life_or_at_the_first_departure_ahead() {
    let expiry = |departures: &[i64]| {
        let mut basket = basket();
        basket.items = departures
            .iter()
            .map(|minutes| Item {
                starts_at: Some(at(*minutes)),
                ..item(1_000)
            })
            .collect();
        basket.default_expiry(limits::LINK_LIFE_DEFAULT, at(0))
    };
    let two_weeks = 14 * 24 * 60;
    assert_eq!(expiry(&[]), at(two_weeks));
    assert_eq!(expiry(&[600]), at(600));
    assert_eq!(
        expiry(&[-5, 29, 700, 600]),
        at(600),
        "past and near departures are ignored"
    );
    assert_eq!(expiry(&[30]), at(30));
    let ask = |minutes| {
        let link = NewLink {
            expires_at: Some(at(minutes)),
            ..new_link(1, AmountRequest::Follow)
        };
        decide(&basket(), &Command::CreateLink(link), &staff(0))
            .map(|basket| basket.links[0].expires_at)
    };
    assert_eq!(ask(29), Err(Refusal::ExpiryOutOfRange));
    assert_eq!(ask(30), Ok(at(30)));
    assert_eq!(ask(180 * 24 * 60 + 1), Err(Refusal::ExpiryOutOfRange));
}

#[test]
fn r8_a_link_lives_180_days_at_most() {
    let days = |days: i64| days * 24 * 60;
    let ask = |minutes| {
        let link = NewLink {
            expires_at: Some(at(minutes)),
            ..new_link(1, AmountRequest::Follow)
        };
        decide(&basket(), &Command::CreateLink(link), &staff(0)).map(|b| b.links[0].expires_at)
    };
    assert_eq!(ask(days(180)), Ok(at(days(180))));
    assert_eq!(ask(days(180) + 1), Err(Refusal::ExpiryOutOfRange));
}

#[test]
fn r8_the_first_departure_is_the_earliest_of_the_items() {
    let mut basket = basket();
    assert_eq!(basket.first_departure(), None);
    basket.items = [None, Some(at(700)), Some(at(600))]
        .map(|starts_at| Item {
            starts_at,
            ..item(1_000)
        })
        .to_vec();
    assert_eq!(basket.first_departure(), Some(at(600)));
}

#[test]
fn r8_an_expiry_is_noted_when_it_has_come() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let end = 14 * 24 * 60;
    assert_eq!(work(&basket, at(end - 1)).expired_links, []);
    assert_eq!(work(&basket, at(end)).expired_links, [link(1)]);
}
