//! The query of the list of baskets.

use axum::extract::Query;
use axum::http::Uri;
use paylink::domain::basket::BasketStatus;
use paylink::http::Problem;
use paylink::http::json::check_text;
use paylink::http::problem::FieldError;
use paylink::usecase::baskets::ListQuery;

/// Reads `status`, `q`, `limit` and `cursor`; all errors at once, unknown names refused.
pub fn list_query(query: &str) -> Result<ListQuery, Problem> {
    let pairs = pairs(query)?;
    let mut list = ListQuery::default();
    let mut errors = Vec::new();
    for (name, value) in pairs {
        let wrong = match name.as_str() {
            "status" => {
                list.status = BasketStatus::from_word(&value);
                list.status
                    .is_none()
                    .then_some("must be outstanding, paid, overpaid or cancelled")
            }
            "q" => match check_text(&value, &(1..=100)) {
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
            "cursor" => match value.parse() {
                Ok(cursor) => {
                    list.after = Some(cursor);
                    None
                }
                Err(()) => Some("must be the next_cursor of an answer before"),
            },
            _ => Some("is not a known parameter"),
        };
        errors.extend(wrong.map(|detail| FieldError {
            pointer: name,
            detail: detail.to_owned(),
        }));
    }
    if errors.is_empty() {
        Ok(list)
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
        assert_eq!(list.status, Some(BasketStatus::Paid));
        assert_eq!((list.limit, list.text.as_deref()), (5, Some("Anna M")));
    }
}
