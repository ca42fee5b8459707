//! A control of a form with its label, hint and error. Each renders itself.

use askama::Template;
use askama::filters::HtmlSafe;

/// What a control is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// A line of text; the name of the input's type and of its input mode, empty for none.
    Line {
        /// Such as `text`, `email`, `date`.
        kind: &'static str,
        /// Such as `decimal`.
        mode: &'static str,
        /// Such as `off` or `name`.
        autocomplete: &'static str,
    },
    /// Several lines of text.
    Area,
    /// One of several: value and label.
    Choice(Vec<(String, String)>),
}

/// A control with its label, value, hint and error.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "field.html")]
pub struct Field {
    /// Its id on the page.
    pub id: String,
    /// Its name in the form.
    pub name: String,
    /// What it is called.
    pub label: &'static str,
    /// What it is.
    pub control: Control,
    /// What is in it.
    pub value: String,
    /// Whether it must be filled.
    pub required: bool,
    /// What helps to fill it.
    pub hint: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Characters at most; 0 for no limit.
    pub most: usize,
    /// The id of a list with suggestions; empty for none.
    pub list: &'static str,
}

impl HtmlSafe for Field {}

impl Field {
    /// A line of text that may stay empty.
    pub fn new(id: impl Into<String>, name: impl Into<String>, label: &'static str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            label,
            control: Control::Line {
                kind: "text",
                mode: "",
                autocomplete: "off",
            },
            value: String::new(),
            required: false,
            hint: String::new(),
            error: None,
            most: 0,
            list: "",
        }
    }

    /// With this in it.
    pub fn with(self, value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            ..self
        }
    }

    /// That must be filled.
    pub fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// With this hint.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    /// Of this many characters at most.
    pub fn most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// With suggestions from the list with this id.
    pub fn list(self, list: &'static str) -> Self {
        Self { list, ..self }
    }

    /// Of another type.
    pub fn line(self, kind: &'static str, mode: &'static str) -> Self {
        Self {
            control: Control::Line {
                kind,
                mode,
                autocomplete: "off",
            },
            ..self
        }
    }

    /// Of several lines.
    pub fn area(self) -> Self {
        Self {
            control: Control::Area,
            ..self
        }
    }

    /// One of these, each with its label.
    pub fn choice<'a>(self, options: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let options = options
            .into_iter()
            .map(|(value, label)| (value.to_owned(), label.to_owned()))
            .collect();
        Self {
            control: Control::Choice(options),
            ..self
        }
    }

    /// Notes what is wrong, and answers nothing.
    pub fn wrong<T>(&mut self, error: impl Into<String>) -> Option<T> {
        self.error = Some(error.into());
        None
    }

    /// What is in it, without space around it; `None` where it is empty.
    pub fn filled(&self) -> Option<&str> {
        Some(self.value.trim()).filter(|text| !text.is_empty())
    }

    /// Whether hint or error are there to be read with it.
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        ids.join(" ")
    }
}

/// A box to tick.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "tick.html")]
pub struct Tick {
    /// Its id on the page.
    pub id: String,
    /// Its name in the form.
    pub name: String,
    /// What it says.
    pub label: &'static str,
    /// Whether it is ticked.
    pub ticked: bool,
    /// Why it cannot be ticked; empty where it can.
    pub off_because: &'static str,
    /// What helps to decide.
    pub hint: &'static str,
}

impl HtmlSafe for Tick {}
