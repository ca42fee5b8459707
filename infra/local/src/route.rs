//! Routes of an HTTP API, and which of them a request takes.
//!
//! The most specific route wins: a path without variables, then `{name}`, then `{name+}`, then `$default`; of equal
//! paths, the one that names the method.
//! Source: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html>

use std::borrow::Cow;
use std::cmp::Ordering;

/// A method and a path pattern, or the route for everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// `$default`.
    Default,
    /// Such as `GET /pay/{token}`.
    Path {
        /// Upper case; `ANY` for every method.
        method: String,
        /// The path as written.
        pattern: String,
        /// The path in parts.
        segments: Vec<Segment>,
    },
}

/// A part of a path pattern. The order is how specific they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// The part has to be this.
    Literal(String),
    /// `{name}`: any one part that is not empty.
    Variable(String),
    /// `{name+}`: the rest of the path, at least one part.
    Rest(String),
}

impl Segment {
    fn rank(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Variable(_) => 1,
            Self::Rest(_) => 2,
        }
    }
}

/// Variables of a path with their values.
pub type PathParameters = Vec<(String, String)>;

impl Route {
    /// The route for everything without one.
    pub const DEFAULT: Self = Self::Default;

    /// Reads a method and a path pattern.
    ///
    /// # Errors
    /// Says what is wrong with the method or path.
    pub fn new(method: &str, path: &str) -> Result<Self, String> {
        let method = method.to_ascii_uppercase();
        if ![
            "ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
        ]
        .contains(&method.as_str())
        {
            return Err(format!("{method} is no method of a route"));
        }
        let Some(rest) = path.strip_prefix('/') else {
            return Err(format!("the path {path} does not begin with a slash"));
        };
        let parts: Vec<&str> = if rest.is_empty() {
            Vec::new()
        } else {
            rest.split('/').collect()
        };
        let mut segments = Vec::with_capacity(parts.len());
        for (position, part) in parts.iter().enumerate() {
            let variable = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'));
            segments.push(match variable {
                None if part.contains(['{', '}']) || part.is_empty() => {
                    return Err(format!("the path {path} has the part {part:?}, which is neither a word nor a variable"));
                }
                None => Segment::Literal((*part).to_owned()),
                Some(name) => match name.strip_suffix('+') {
                    None => Segment::Variable(name.to_owned()),
                    Some(name) if position + 1 == parts.len() => Segment::Rest(name.to_owned()),
                    Some(_) => return Err(format!("the path {path} goes on after its greedy variable")),
                },
            });
        }
        Ok(Self::Path {
            method,
            pattern: path.to_owned(),
            segments,
        })
    }

    /// The route key, such as `GET /pay/{token}`.
    #[must_use]
    pub fn key(&self) -> Cow<'static, str> {
        match self {
            Self::Default => Cow::Borrowed("$default"),
            Self::Path {
                method, pattern, ..
            } => Cow::Owned(format!("{method} {pattern}")),
        }
    }

    /// The variables, when the request fits this route.
    fn fit(&self, method: &str, path: &[String]) -> Option<PathParameters> {
        let (wanted, segments) = match self {
            Self::Default => return Some(Vec::new()),
            Self::Path {
                method, segments, ..
            } => (method, segments),
        };
        if wanted != "ANY" && wanted != method {
            return None;
        }
        let mut parameters = Vec::new();
        let mut parts = path.iter();
        for segment in segments {
            match segment {
                Segment::Literal(word) => {
                    parts.next().filter(|part| *part == word)?;
                }
                Segment::Variable(name) => {
                    let part = parts.next().filter(|part| !part.is_empty())?;
                    parameters.push((name.clone(), part.clone()));
                }
                Segment::Rest(name) => {
                    let rest: Vec<&str> = parts.by_ref().map(String::as_str).collect();
                    let rest = rest.join("/");
                    if rest.is_empty() {
                        return None;
                    }
                    parameters.push((name.clone(), rest));
                }
            }
        }
        parts.next().is_none().then_some(parameters)
    }

    /// `Less` is the more specific one.
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Default, Self::Default) => Ordering::Equal,
            (Self::Default, Self::Path { .. }) => Ordering::Greater,
            (Self::Path { .. }, Self::Default) => Ordering::Less,
            (
                Self::Path {
                    method, segments, ..
                },
                Self::Path {
                    method: other_method,
                    segments: other_segments,
                    ..
                },
            ) => segments
                .iter()
                .map(Segment::rank)
                .cmp(other_segments.iter().map(Segment::rank))
                .then((method == "ANY").cmp(&(other_method == "ANY"))),
        }
    }
}

/// Routes with what answers them.
#[derive(Debug, Clone)]
pub struct Table<T>(Vec<(Route, T)>);

impl<T> Table<T> {
    /// Puts the routes in the order in which they are tried.
    pub fn new(routes: impl IntoIterator<Item = (Route, T)>) -> Self {
        let mut routes: Vec<_> = routes.into_iter().collect();
        routes.sort_by(|(left, _), (right, _)| left.compare(right));
        Self(routes)
    }

    /// The route that a request takes, its path in decoded parts (see [`split_path`]).
    #[must_use]
    pub fn find(&self, method: &str, path: &[String]) -> Option<(&Route, PathParameters, &T)> {
        self.0.iter().find_map(|(route, target)| {
            route
                .fit(method, path)
                .map(|parameters| (route, parameters, target))
        })
    }
}

/// Decodes a path and takes `.` and `..` out of it, as gateways do before they look for a route.
///
/// `None` when an escape is broken or the text is not UTF-8.
#[must_use]
pub fn split_path(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut parts: Vec<String> = Vec::new();
    if path.is_empty() {
        return Some(parts);
    }
    for part in path.split('/') {
        match decode(part)?.as_str() {
            "." => {}
            ".." => {
                parts.pop();
            }
            decoded => parts.push(decoded.to_owned()),
        }
    }
    Some(parts)
}

/// Decodes `%41`; `None` when an escape is broken or the result is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    String::from_utf8(decode_bytes(text)?).ok()
}

/// Decodes `%41` into bytes; `None` when an escape is broken.
pub(crate) fn decode_bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = (digit()?, digit()?);
        decoded.push(u8::try_from(high * 16 + low).ok()?);
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(path: &str) -> Vec<String> {
        split_path(path).unwrap()
    }

    fn table() -> Table<&'static str> {
        let route = |method: &str, path: &str| Route::new(method, path).unwrap();
        Table::new([
            (Route::DEFAULT, "default"),
            (route("GET", "/a/{rest+}"), "greedy"),
            (route("ANY", "/a/b"), "any"),
            (route("GET", "/a/b"), "literal"),
            (route("GET", "/a/{x}"), "variable"),
            (route("GET", "/a/{x}/c"), "variable-c"),
            (route("GET", "/"), "root"),
        ])
    }

    fn found(method: &str, path: &str) -> (&'static str, PathParameters) {
        let table = table();
        let (_, parameters, target) = table.find(method, &parts(path)).unwrap();
        (*target, parameters)
    }

    #[test]
    fn the_most_specific_route_wins() {
        assert_eq!(found("GET", "/a/b").0, "literal");
        assert_eq!(found("POST", "/a/b").0, "any");
        assert_eq!(
            found("GET", "/a/z"),
            ("variable", vec![("x".into(), "z".into())])
        );
        assert_eq!(
            found("GET", "/a/b/c"),
            ("variable-c", vec![("x".into(), "b".into())])
        );
        assert_eq!(
            found("GET", "/a/b/c/d"),
            ("greedy", vec![("rest".into(), "b/c/d".into())])
        );
        assert_eq!(found("GET", "/").0, "root");
        assert_eq!(found("PUT", "/a/z").0, "default");
        assert_eq!(found("GET", "/nothing").0, "default");
    }

    #[test]
    fn a_variable_needs_something_in_its_place() {
        assert_eq!(found("GET", "/a/").0, "default");
        assert_eq!(found("GET", "/a//c").0, "greedy");
    }

    #[test]
    fn methods_are_compared_as_they_are() {
        assert_eq!(found("HEAD", "/a/z").0, "default");
        assert_eq!(found("get", "/a/z").0, "default");
    }

    #[test]
    fn dots_are_taken_out_before_routing() {
        assert_eq!(parts("/pay/../v1/me"), ["v1", "me"]);
        assert_eq!(parts("/pay/%2e%2E/v1/./me"), ["v1", "me"]);
        assert_eq!(parts("/../../x"), ["x"]);
        assert_eq!(parts("/a%20b/%C3%A4"), ["a b", "ä"]);
        assert_eq!(parts("/"), Vec::<String>::new());
    }

    #[test]
    fn broken_escapes_and_bad_text_have_no_path() {
        assert_eq!(split_path("/a%zz"), None);
        assert_eq!(split_path("/a%4"), None);
        assert_eq!(split_path("/%ff"), None);
    }

    #[test]
    fn nonsense_routes_are_refused() {
        assert!(Route::new("GET", "no-slash").is_err());
        assert!(Route::new("GET", "/a{b}").is_err());
        assert!(Route::new("GET", "/{a+}/b").is_err());
        assert!(Route::new("GRAB", "/a").is_err());
        assert!(Route::new("GET", "/a//b").is_err());
    }
}
