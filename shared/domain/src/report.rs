//! What came in and went back in a time, added up: for the merchant's report.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::money::{Amount, Currency};
use super::payment::Method;

/// Money that moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// When; of a refund, when it was ordered.
    pub at: Timestamp,
    /// In what.
    pub currency: Currency,
    /// By what means; of a refund, that of the payment which it returns.
    pub method: Method,
    /// How much.
    pub amount: Amount,
    /// Which way.
    pub way: Way,
}

/// Which way money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the merchant.
    Received,
    /// Back to the guest.
    Refunded,
}

/// What movements of one currency come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// To the merchant.
    pub received: Amount,
    /// Back to guests.
    pub refunded: Amount,
    /// How many payments were received.
    pub payments: u32,
}

impl Sums {
    /// What is left of it.
    pub fn net(&self) -> Amount {
        self.received - self.refunded
    }

    fn add(&mut self, movement: &Movement) {
        match movement.way {
            Way::Received => {
                self.received = self.received + movement.amount;
                self.payments = self.payments.saturating_add(1);
            }
            Way::Refunded => self.refunded = self.refunded + movement.amount,
        }
    }
}

/// What moved in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrencyReport {
    /// Which.
    pub currency: Currency,
    /// All of it.
    pub sums: Sums,
    /// Each day on which something moved, the first one first.
    pub days: Vec<(Date, Sums)>,
    /// Each means by which something moved, the one that brought most first.
    pub methods: Vec<(Method, Sums)>,
}

/// Adds up movements, currency by currency in the order of their codes. Days are those of the zone.
pub fn add_up(
    movements: impl IntoIterator<Item = Movement>,
    zone: &TimeZone,
) -> Vec<CurrencyReport> {
    #[derive(Default)]
    struct Sheet {
        sums: Sums,
        days: BTreeMap<Date, Sums>,
        methods: Vec<(Method, Sums)>,
    }
    let mut sheets: BTreeMap<&'static str, (Currency, Sheet)> = BTreeMap::new();
    for movement in movements {
        let (_, sheet) = sheets
            .entry(movement.currency.code())
            .or_insert_with(|| (movement.currency, Sheet::default()));
        sheet.sums.add(&movement);
        let day = movement.at.to_zoned_datetime(zone.clone()).date();
        sheet.days.entry(day).or_default().add(&movement);
        match sheet
            .methods
            .iter_mut()
            .find(|(method, _)| *method == movement.method)
        {
            Some((_, sums)) => sums.add(&movement),
            None => {
                let mut sums = Sums::default();
                sums.add(&movement);
                sheet.methods.push((movement.method, sums));
            }
        }
    }
    sheets
        .into_values()
        .map(|(currency, sheet)| {
            let mut methods = sheet.methods;
            methods.sort_by_key(|(method, sums)| (-sums.received, method.as_str()));
            CurrencyReport {
                currency,
                sums: sheet.sums,
                days: sheet.days.into_iter().collect(),
                methods,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(at: &str, currency: &str, method: Method, amount: i64, way: Way) -> Movement {
        Movement {
            at: at.parse().unwrap(),
            currency: Currency::from_code(currency).unwrap(),
            method,
            amount: Amount::new(amount),
            way,
        }
    }

    fn sums(received: i64, refunded: i64, payments: u32) -> Sums {
        Sums {
            received: Amount::new(received),
            refunded: Amount::new(refunded),
            payments,
        }
    }

    #[test]
    fn money_is_added_up_by_day_and_method_and_never_across_currencies() {
        let zone = TimeZone::get("Europe/Zurich").unwrap();
        let movements = [
            moved(
                "2026-11-02T22:59:59Z",
                "EUR",
                Method::Card,
                500,
                Way::Received,
            ),
            moved(
                "2026-11-02T22:59:59Z",
                "CHF",
                Method::Cash,
                100,
                Way::Received,
            ),
            // One second on, it is the next day in Zurich.
            moved(
                "2026-11-02T23:00:00Z",
                "CHF",
                Method::Card,
                2_000,
                Way::Received,
            ),
            moved(
                "2026-11-03T12:00:00Z",
                "CHF",
                Method::Card,
                300,
                Way::Refunded,
            ),
            moved(
                "2026-11-03T13:00:00Z",
                "CHF",
                Method::Cash,
                50,
                Way::Received,
            ),
            moved(
                "2026-11-01T13:00:00Z",
                "CHF",
                Method::Voucher,
                70,
                Way::Refunded,
            ),
            moved(
                "2026-11-01T13:00:00Z",
                "CHF",
                Method::Online,
                150,
                Way::Received,
            ),
        ];
        let report = add_up(movements, &zone);
        let codes: Vec<_> = report.iter().map(|part| part.currency.code()).collect();
        assert_eq!(codes, ["CHF", "EUR"]);
        let [chf, eur] = &report[..] else {
            panic!("two currencies");
        };
        assert_eq!(chf.sums, sums(2_300, 370, 4));
        assert_eq!(chf.sums.net(), Amount::new(1_930));
        let days: Vec<_> = chf
            .days
            .iter()
            .map(|(day, sums)| (day.to_string(), *sums))
            .collect();
        assert_eq!(
            days,
            [
                ("2026-11-01".to_owned(), sums(150, 70, 1)),
                ("2026-11-02".to_owned(), sums(100, 0, 1)),
                ("2026-11-03".to_owned(), sums(2_050, 300, 2)),
            ]
        );
        assert_eq!(
            chf.methods,
            [
                (Method::Card, sums(2_000, 300, 1)),
                (Method::Cash, sums(150, 0, 2)),
                (Method::Online, sums(150, 0, 1)),
                (Method::Voucher, sums(0, 70, 0)),
            ]
        );
        assert_eq!(eur.methods, [(Method::Card, sums(500, 0, 1))]);
        assert_eq!(add_up([], &zone), []);
    }
}
