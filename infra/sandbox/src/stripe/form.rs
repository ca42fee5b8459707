//! Stripe's form encoding: `line_items[0][price_data][currency]=chf`.
//!
//! Parameters are kept as leaves, each with its path. A call declares the paths it knows as patterns
//! (`line_items[*][quantity]`), and [`Form::allow`] refuses every leaf that fits none, as Stripe does.

use super::error::ApiError;

/// The most parameters of one request. Stripe has such a limit too; it keeps a mistake from eating memory.
const MOST_LEAVES: usize = 2_000;

/// One parameter: where it stands, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Leaf {
    path: Vec<String>,
    value: String,
}

/// The parameters of a request, from its query and its body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    leaves: Vec<Leaf>,
}

impl Form {
    /// Reads `application/x-www-form-urlencoded` text. A repeated parameter counts as its last value;
    /// `name[]` counts up.
    pub fn parse(text: &[u8]) -> Result<Self, ApiError> {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(text) {
            if form.leaves.len() >= MOST_LEAVES {
                return Err(ApiError::invalid("This request has too many parameters."));
            }
            form.put(split_name(&name), value.into_owned());
        }
        Ok(form)
    }

    /// Adds the parameters of another part of the same request.
    pub fn extend(&mut self, other: Self) {
        for leaf in other.leaves {
            self.put(leaf.path, leaf.value);
        }
    }

    fn put(&mut self, mut path: Vec<String>, value: String) {
        self.number_open_brackets(&mut path);
        match self.leaves.iter_mut().find(|leaf| leaf.path == path) {
            Some(leaf) => leaf.value = value,
            None => self.leaves.push(Leaf { path, value }),
        }
    }

    /// Turns each `[]` into the next free number at its place.
    fn number_open_brackets(&self, path: &mut [String]) {
        for position in 1..path.len() {
            let (before, rest) = path.split_at_mut(position);
            if let Some(segment) = rest.first_mut().filter(|segment| segment.is_empty()) {
                *segment = self.keys_at(before).len().to_string();
            }
        }
    }

    /// Refuses every parameter that fits none of `patterns`. `*` in a pattern stands for any one segment.
    pub fn allow(&self, patterns: &[&str]) -> Result<(), ApiError> {
        let patterns: Vec<Vec<String>> =
            patterns.iter().map(|pattern| split_name(pattern)).collect();
        for leaf in &self.leaves {
            if patterns.iter().any(|pattern| fits(&leaf.path, pattern)) {
                continue;
            }
            let is_stem = patterns.iter().any(|p| {
                p.get(..leaf.path.len())
                    .is_some_and(|stem| fits(&leaf.path, stem))
            });
            if !is_stem {
                return Err(ApiError::unknown_parameter(bracket(&leaf.path)));
            }
            // An empty text where a hash or list belongs unsets it; any other text is a mistake.
            if !leaf.value.is_empty() {
                return Err(ApiError::invalid("Invalid object").param(bracket(&leaf.path)));
            }
        }
        Ok(())
    }

    /// The text at `name` (bracket form). An empty text is refused, since it would unset the parameter.
    pub fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        match self.raw(name) {
            Some("") => Err(ApiError::invalid(format!(
                "You passed an empty string for '{name}'. We assume empty values are an attempt to unset a \
                 parameter; however '{name}' cannot be unset. You should remove '{name}' from your request or \
                 supply a non-empty value."
            ))
            .code("parameter_invalid_empty")
            .param(name)),
            other => Ok(other),
        }
    }

    /// The text at `name`, which must be there.
    pub fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name)?.ok_or_else(|| ApiError::missing(name))
    }

    /// The integer at `name`.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        self.text(name)?
            .map(|text| {
                text.parse().map_err(|_| {
                    ApiError::invalid(format!("Invalid integer: {text}"))
                        .code("parameter_invalid_integer")
                        .param(name)
                })
            })
            .transpose()
    }

    /// The integer at `name`, at least `least`.
    pub fn integer_from(&self, name: &str, least: i64) -> Result<Option<i64>, ApiError> {
        match self.integer(name)? {
            Some(number) if number < least => Err(ApiError::invalid(format!(
                "This value must be greater than or equal to {least}."
            ))
            .code("parameter_invalid_integer")
            .param(name)),
            other => Ok(other),
        }
    }

    /// The boolean at `name`: `true` or `false`.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.text(name)? {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(ApiError::invalid(format!("Invalid boolean: {other}")).param(name)),
        }
    }

    /// The text at `name`, which must be one of `choices`.
    pub fn choice<'f>(&'f self, name: &str, choices: &[&str]) -> Result<Option<&'f str>, ApiError> {
        match self.text(name)? {
            Some(text) if !choices.contains(&text) => {
                let list = choices.join(", ");
                Err(ApiError::invalid(format!(
                    "Invalid {}: must be one of {list}",
                    last_segment(name)
                ))
                .param(name))
            }
            other => Ok(other),
        }
    }

    /// The names directly below `name`, in the order they came.
    pub fn keys(&self, name: &str) -> Vec<String> {
        self.keys_at(&split_name(name))
    }

    fn keys_at(&self, stem: &[String]) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for leaf in &self.leaves {
            let is_below = leaf
                .path
                .get(..stem.len())
                .is_some_and(|start| start == stem);
            if let Some(key) = leaf
                .path
                .get(stem.len())
                .filter(|key| is_below && !keys.contains(key))
            {
                keys.push(key.clone());
            }
        }
        keys
    }

    /// The texts directly below `name`, for lists such as `expand[]`.
    pub fn list(&self, name: &str) -> Result<Vec<&str>, ApiError> {
        let mut texts = Vec::new();
        for key in self.keys(name) {
            texts.extend(self.text(&format!("{name}[{key}]"))?);
        }
        Ok(texts)
    }

    /// Whether anything stands at or below `name`.
    pub fn has(&self, name: &str) -> bool {
        let stem = split_name(name);
        self.leaves.iter().any(|leaf| leaf.path.starts_with(&stem))
    }

    /// The text at `name` as it came, empty or not.
    pub fn raw(&self, name: &str) -> Option<&str> {
        let path = split_name(name);
        self.leaves
            .iter()
            .find(|leaf| leaf.path == path)
            .map(|leaf| leaf.value.as_str())
    }

    /// Every parameter in bracket form, sorted: what an idempotency key is bound to, and what the journal shows.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs: Vec<_> = self
            .leaves
            .iter()
            .map(|leaf| (bracket(&leaf.path), leaf.value.clone()))
            .collect();
        pairs.sort();
        pairs
    }
}

/// `a[b][c]` as its segments. A name with brackets that do not match is one segment, which no pattern fits.
fn split_name(name: &str) -> Vec<String> {
    let Some((first, rest)) = name.split_once('[') else {
        return vec![name.to_owned()];
    };
    let Some(inner) = rest.strip_suffix(']') else {
        return vec![name.to_owned()];
    };
    let mut path = vec![first.to_owned()];
    path.extend(inner.split("][").map(str::to_owned));
    path
}

fn bracket(path: &[String]) -> String {
    let mut segments = path.iter();
    let mut name = segments.next().cloned().unwrap_or_default();
    for segment in segments {
        name.push('[');
        name.push_str(segment);
        name.push(']');
    }
    name
}

fn last_segment(name: &str) -> String {
    split_name(name).pop().unwrap_or_default()
}

fn fits(path: &[String], pattern: &[String]) -> bool {
    path.len() == pattern.len()
        && path
            .iter()
            .zip(pattern)
            .all(|(segment, wanted)| wanted == "*" || wanted == segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        Form::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn brackets_nest_and_decode() {
        let form =
            form("line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D=chf&metadata[a]=x+y%26z&limit=3");
        assert_eq!(
            form.text("line_items[0][price_data][currency]").unwrap(),
            Some("chf")
        );
        assert_eq!(form.text("metadata[a]").unwrap(), Some("x y&z"));
        assert_eq!(form.integer("limit").unwrap(), Some(3));
        assert_eq!(form.keys("line_items"), ["0"]);
    }

    #[test]
    fn open_brackets_count_up() {
        let form = form("types[]=a&types[]=b");
        assert_eq!(form.list("types").unwrap(), ["a", "b"]);
    }

    #[test]
    fn unknown_parameters_are_named_in_full() {
        let form = form("metadata[any]=1&line_items[0][colour]=red");
        let error = form
            .allow(&["metadata[*]", "line_items[*][quantity]"])
            .unwrap_err();
        assert_eq!(error.code, Some("parameter_unknown"));
        assert_eq!(error.param.as_deref(), Some("line_items[0][colour]"));
    }

    #[test]
    fn text_where_a_hash_belongs_is_refused_and_an_empty_one_unsets() {
        assert!(form("metadata=").allow(&["metadata[*]"]).is_ok());
        assert!(form("metadata=x").allow(&["metadata[*]"]).is_err());
    }

    #[test]
    fn values_are_checked() {
        assert_eq!(
            form("amount=1.5").integer("amount").unwrap_err().code,
            Some("parameter_invalid_integer")
        );
        assert_eq!(
            form("amount=").integer("amount").unwrap_err().code,
            Some("parameter_invalid_empty")
        );
        assert_eq!(
            form("").required("amount").unwrap_err().code,
            Some("parameter_missing")
        );
        assert!(form("reason=x").choice("reason", &["y"]).is_err());
    }

    #[test]
    fn broken_brackets_are_unknown_parameters() {
        for text in ["a[b=1", "a]b=1", "a[b]c=1", "[]=1", "=1"] {
            assert!(form(text).allow(&["a[b]", "a"]).is_err(), "{text}");
        }
    }
}
