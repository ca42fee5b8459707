//! The tax that the prices of a basket contain, for invoices. Shown, and never part of what is owed.

use super::basket::Basket;
use super::money::Amount;

/// Thousandths of a percent in a whole.
const WHOLE: i128 = 100_000;

/// The tax of one rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncludedTax {
    /// The rate in percent, as it stands on the items: `8.1`.
    pub rate: String,
    /// What is paid at this rate, the tax included.
    pub gross: Amount,
    /// The tax in it, rounded half up to a minor unit.
    pub tax: Amount,
}

impl Basket {
    /// The tax in the total, rate by rate in the order of the items. Items without a rate that can be
    /// read have no line.
    ///
    /// What was credited belongs to no item, so each rate bears its share of it, in proportion to what
    /// its items cost.
    pub fn included_tax(&self) -> Vec<IncludedTax> {
        let all: Amount = self.items.iter().map(super::basket::Item::amount).sum();
        let total = self.balance().total;
        let mut rates: Vec<(i128, String, Amount)> = Vec::new();
        for item in &self.items {
            let Some(text) = &item.tax_rate else {
                continue;
            };
            let Some(rate) = thousandths(text) else {
                continue;
            };
            match rates.iter_mut().find(|(known, _, _)| *known == rate) {
                Some((_, _, gross)) => *gross = *gross + item.amount(),
                None => rates.push((rate, text.clone(), item.amount())),
            }
        }
        rates
            .into_iter()
            .map(|(rate, text, gross)| {
                let gross = if total == all {
                    gross
                } else {
                    part(gross, total.minor().into(), all.minor().into())
                };
                IncludedTax {
                    rate: text,
                    gross,
                    tax: part(gross, rate, WHOLE.saturating_add(rate)),
                }
            })
            .collect()
    }
}

/// `amount * numerator / denominator`, rounded half up; nothing of nothing.
fn part(amount: Amount, numerator: i128, denominator: i128) -> Amount {
    if denominator <= 0 {
        return Amount::ZERO;
    }
    let doubled = i128::from(amount.minor())
        .saturating_mul(numerator)
        .saturating_mul(2)
        .saturating_add(denominator);
    let rounded = doubled.div_euclid(denominator.saturating_mul(2));
    Amount::new(i64::try_from(rounded).unwrap_or(i64::MAX))
}

/// A rate such as `8.1` in thousandths of a percent.
fn thousandths(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let readable = !whole.is_empty()
        && whole.len() <= 3
        && fraction.len() <= 3
        && is_number(whole)
        && is_number(fraction);
    if !readable {
        return None;
    }
    format!("{whole}{fraction:0<3}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Actor;
    use crate::basket::{Item, ItemKind};
    use crate::ids::RefundId;
    use crate::payment::{Refund, RefundStatus};
    use crate::test_support::at;

    fn item(amount: i64, rate: Option<&str>) -> Item {
        Item {
            kind: ItemKind::ShopItem,
            description: "x".to_owned(),
            quantity: 1,
            unit_amount: Amount::new(amount),
            tax_rate: rate.map(str::to_owned),
            starts_at: None,
            time_zone: None,
            guests: Vec::new(),
        }
    }

    fn basket(items: &[(i64, Option<&str>)]) -> Basket {
        Basket {
            items: items
                .iter()
                .map(|(amount, rate)| item(*amount, *rate))
                .collect(),
            ..crate::test_support::basket()
        }
    }

    /// A refund that is no longer owed.
    fn credit(minor: i64) -> Refund {
        Refund {
            id: RefundId::new(ulid::Ulid::from(1_u128)),
            payment_id: None,
            payment_intent: None,
            gateway_id: None,
            amount: Amount::new(minor),
            currency: crate::money::Currency::from_code("CHF").unwrap(),
            credit: Amount::new(minor),
            owed_apart: None,
            status: RefundStatus::Succeeded,
            reason: None,
            by: Actor::System,
            created_at: at(1),
            failed_at: None,
            check_at: None,
        }
    }

    fn taxes(basket: &Basket) -> Vec<(String, i64, i64)> {
        basket
            .included_tax()
            .into_iter()
            .map(|line| (line.rate, line.gross.minor(), line.tax.minor()))
            .collect()
    }

    fn line(rate: &str, gross: i64, tax: i64) -> (String, i64, i64) {
        (rate.to_owned(), gross, tax)
    }

    #[test]
    fn tax_is_included_rate_by_rate_and_rounded_half_up() {
        let items = [
            (10_810, Some("8.1")),
            (5_000, None),
            (2_000, Some("2.6")),
            (10_810, Some("8.10")),
            (100, Some("0")),
        ];
        assert_eq!(
            taxes(&basket(&items)),
            [
                line("8.1", 21_620, 1_620),
                line("2.6", 2_000, 51),
                line("0", 100, 0)
            ]
        );
        // 1 at 100 % is 0.5 of tax; 25 at 19 % is 3.99.
        assert_eq!(taxes(&basket(&[(1, Some("100"))])), [line("100", 1, 1)]);
        assert_eq!(taxes(&basket(&[(25, Some("19"))])), [line("19", 25, 4)]);
        assert_eq!(
            taxes(&basket(&[(123_456, Some("7.725"))])),
            [line("7.725", 123_456, 8_853)]
        );
    }

    #[test]
    fn what_is_no_rate_has_no_line() {
        for rate in ["", "x", "8,1", "-1", "8.1234", "1000", "8.x", ".5", "+8"] {
            assert_eq!(taxes(&basket(&[(1_000, Some(rate))])), [], "{rate}");
        }
        assert_eq!(taxes(&basket(&[(1_000, None)])), []);
        assert_eq!(taxes(&basket(&[])), []);
    }

    #[test]
    fn amounts_at_the_end_of_the_range_do_not_overflow() {
        let [(_, gross, tax)] = &taxes(&basket(&[(i64::MAX, Some("99.999"))]))[..] else {
            panic!("one line");
        };
        assert_eq!((*gross, *tax), (i64::MAX, 4_611_662_959_882_003_040));
    }

    #[test]
    fn a_credit_is_shared_by_all_rates() {
        let mut basket = basket(&[(10_000, Some("8.1")), (5_000, Some("2.6")), (5_000, None)]);
        basket.refunds.push(credit(4_000));
        assert_eq!(basket.balance().total, Amount::new(16_000));
        assert_eq!(
            taxes(&basket),
            [line("8.1", 8_000, 599), line("2.6", 4_000, 101)]
        );
    }

    #[test]
    fn where_all_is_credited_no_tax_is_left() {
        let mut free = basket(&[(0, Some("8.1"))]);
        assert_eq!(taxes(&free), [line("8.1", 0, 0)]);
        free.refunds.push(credit(5));
        assert_eq!(taxes(&free), [line("8.1", 0, 0)]);
    }
}
