//! The queries of the lists of baskets and payments.

use std::str::FromStr;

use axum::extract::Query;
use axum::http::Uri;
use jiff::Timestamp;
use paylink_app::baskets::ListQuery;
use paylink_app::payments::{EXPORT_WORK, PaymentsQuery};
use paylink_domain::basket::BasketList;
use paylink_http::Problem;
use paylink_http::json::check_text;
use paylink_http::problem::FieldError;

/// Reads `status`, `q`, `limit` and `cursor`; all errors at once, unknown names refused.
pub fn list_query(query: &str) -> Result<ListQuery, Problem> {
    let mut list = ListQuery::default();
    read(query, |name, value| match name {
        "status" => {
            list.list = BasketList::from_word(value);
            list.list
                .is_none()
                .then_some("must be outstanding, paid, overpaid, cancelled or attention")
        }
        "q" => match check_text(value, &(1..=100)) {
            Ok(text) => {
                list.text = Some(text.to_owned());
                None
            }
            Err(_) => Some("must be 1 to 100 characters"),
        },
        "limit" => match value.parse() {
            Ok(limit @ 1..=100) => {
                list.limit = limit;
                None
            }
            _ => Some("must be 1 to 100"),
        },
        "cursor" => set(&mut list.after, value, CURSOR),
        _ => Some(UNKNOWN),
    })?;
    Ok(list)
}

/// Baskets that one page of payments may read.
const LIST_WORK: usize = 200;
/// Lines that an export has at most where it is asked for in parts. Lambda passes on 6 MB, and a line
/// has at most about 4 KB.
const EXPORT_LIMIT: usize = 1_000;

/// Reads `from`, `to`, `limit` and `cursor`. An export that is not asked for in parts has no limit.
pub fn payments_query(query: &str, export: bool) -> Result<PaymentsQuery, Problem> {
    let (mut from, mut to, mut limit, mut after) = (None, None, None, None);
    let most = if export { EXPORT_LIMIT } else { 100 };
    read(query, |name, value| match name {
        "from" => set(&mut from, value, TIME),
        "to" => set(&mut to, value, TIME),
        "limit" => {
            limit = value
                .parse()
                .ok()
                .filter(|limit| (1..=most).contains(limit));
            limit.is_none().then_some(if export {
                "must be 1 to 1000"
            } else {
                "must be 1 to 100"
            })
        }
        "cursor" => set(&mut after, value, CURSOR),
        _ => Some(UNKNOWN),
    })?;
    let (from, to) = (
        from.unwrap_or(Timestamp::UNIX_EPOCH),
        to.unwrap_or(Timestamp::MAX),
    );
    if from >= to {
        return Err(Problem::validation(vec![FieldError {
            pointer: "to".to_owned(),
            detail: "must be after from".to_owned(),
        }]));
    }
    let usual = match (export, &after) {
        (false, _) => 25,
        (true, None) => usize::MAX,
        (true, Some(_)) => EXPORT_LIMIT,
    };
    Ok(PaymentsQuery {
        from,
        to,
        after,
        limit: limit.unwrap_or(usual),
        work: if export { EXPORT_WORK } else { LIST_WORK },
        refunds: export,
    })
}

const TIME: &str = "must be a time as in RFC 3339, such as 2026-12-01T00:00:00Z";
const CURSOR: &str = "must be the next_cursor of an answer before";
const UNKNOWN: &str = "is not a known parameter";

/// Parses a value, or says what it must be.
fn set<T: FromStr>(
    target: &mut Option<T>,
    value: &str,
    wanted: &'static str,
) -> Option<&'static str> {
    *target = value.parse().ok();
    target.is_none().then_some(wanted)
}

/// Hands each name and value to `take`, which says what is wrong with it.
fn read(
    query: &str,
    mut take: impl FnMut(&str, &str) -> Option<&'static str>,
) -> Result<(), Problem> {
    let mut errors = Vec::new();
    for (name, value) in pairs(query)? {
        errors.extend(take(&name, &value).map(|detail| FieldError {
            pointer: name,
            detail: detail.to_owned(),
        }));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::validation(errors))
    }
}

fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let unreadable = || {
        Problem::validation(vec![FieldError {
            pointer: "?".to_owned(),
            detail: "the query cannot be read".to_owned(),
        }])
    };
    let uri: Uri = format!("/?{query}").parse().map_err(|_| unreadable())?;
    let Query(pairs) = Query::try_from_uri(&uri).map_err(|_| unreadable())?;
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_errors_of_a_query_are_told_at_once() {
        let problem = list_query("status=open&limit=0&cursor=x&sort=asc&q=").unwrap_err();
        let names: Vec<_> = problem
            .errors
            .iter()
            .map(|error| error.pointer.as_str())
            .collect();
        assert_eq!(names, ["status", "limit", "cursor", "sort", "q"]);
        let list = list_query("status=paid&limit=5&q=Anna%20M").unwrap();
        assert_eq!(list.list.map(BasketList::as_str), Some("paid"));
        assert_eq!((list.limit, list.text.as_deref()), (5, Some("Anna M")));
        let list = list_query("status=attention").unwrap();
        assert_eq!(list.list, Some(BasketList::Attention));
    }
}
