//! The form that a press of Pay sends.

use axum::body::to_bytes;
use axum::extract::Request;
use paylink_domain::link::Terms;
use paylink_domain::money::{Amount, Currency};
use paylink_http::request::{FORM_MEDIA_TYPE, has_media_type};
use paylink_text::Texts;

use crate::trouble::Trouble;

/// The largest form, in bytes; ours has one short field.
const LIMIT: usize = 8 * 1024;

/// The longest text that is taken for an amount, in characters.
const AMOUNT_LENGTH: usize = 30;

/// What the guest sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PayForm {
    amount: Option<String>,
    terms: Option<String>,
}

/// What the guest typed is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAmount;

impl PayForm {
    /// The amount that the guest chose, where the link lets them; any other link asks for what it
    /// asks for, whatever a form says.
    ///
    /// # Errors
    /// Where the text is not an amount of this currency, or could be read as two in this language.
    pub fn chosen(
        &self,
        texts: Texts,
        currency: Currency,
        terms: Terms,
    ) -> Result<Option<Amount>, NotAnAmount> {
        match (terms, &self.amount) {
            (Terms::Choice { .. }, Some(text)) => {
                let amount = texts.parse_amount(text, currency);
                amount.map(Some).ok_or(NotAnAmount)
            }
            (Terms::Choice { .. }, None) | (Terms::Follow | Terms::Fixed { .. }, _) => Ok(None),
        }
    }

    /// The address of the terms that the guest ticked.
    pub fn terms(&self) -> Option<&str> {
        self.terms.as_deref()
    }

    /// What stood in the field.
    pub fn typed(&self) -> &str {
        self.amount.as_deref().unwrap_or_default()
    }

    /// A form that says this.
    #[cfg(test)]
    pub fn saying(amount: Option<&str>, terms: Option<&str>) -> Self {
        Self {
            amount: amount.map(str::to_owned),
            terms: terms.map(str::to_owned),
        }
    }

    /// Reads the form. Nothing at all is a form without fields.
    ///
    /// # Errors
    /// [`Trouble::TooLarge`] and [`Trouble::WrongType`].
    pub async fn read(request: Request) -> Result<Self, Trouble> {
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, LIMIT).await.map_err(|_| Trouble::TooLarge)?;
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        if !has_media_type(&parts.headers, FORM_MEDIA_TYPE) {
            return Err(Trouble::WrongType);
        }
        let field = |wanted: &str| {
            form_urlencoded::parse(&bytes)
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value)
        };
        let short = |value: &str| value.trim().chars().take(AMOUNT_LENGTH).collect();
        Ok(Self {
            amount: field("amount").map(|value| short(&value)),
            terms: field("terms").map(std::borrow::Cow::into_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::header;

    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    async fn read(content_type: &str, body: &str) -> Result<Option<String>, Trouble> {
        let request = Request::builder()
            .header(header::CONTENT_TYPE, content_type)
            .body(Body::from(body.to_owned()))
            .unwrap();
        PayForm::read(request).await.map(|form| form.amount)
    }

    #[tokio::test]
    async fn a_form_is_read_and_everything_else_refused() {
        assert_eq!(
            read(FORM, "amount=+12%2C50+").await,
            Ok(Some("12,50".to_owned()))
        );
        assert_eq!(read(FORM, "amount=").await, Ok(Some(String::new())));
        assert_eq!(read(FORM, "other=1&%FF=%FF&&").await, Ok(None));
        assert_eq!(read(FORM, "\u{0}{\"amount\"").await, Ok(None));
        assert_eq!(read("text/plain", "").await, Ok(None));
        assert_eq!(
            read(
                "Application/X-WWW-Form-URLEncoded; charset=utf-8",
                "amount=1"
            )
            .await,
            Ok(Some("1".to_owned()))
        );
        assert_eq!(
            read("application/json", "{}").await,
            Err(Trouble::WrongType)
        );
        assert_eq!(
            read("multipart/form-data; boundary=x", "--x").await,
            Err(Trouble::WrongType)
        );
        assert_eq!(
            read(FORM, &"a".repeat(LIMIT + 1)).await,
            Err(Trouble::TooLarge)
        );
    }
    #[test]
    fn only_a_choice_link_takes_an_amount() {
        let chf = Currency::from_code("CHF").unwrap();
        let english = Texts::of(paylink_domain::buyer::Language::En);
        let minimum = Amount::new(100);
        let form = |amount: &str| PayForm::saying(Some(amount), None);
        let choice = Terms::Choice { minimum };
        assert_eq!(
            form("12,50").chosen(english, chf, choice),
            Ok(Some(Amount::new(1250)))
        );
        assert_eq!(form("").chosen(english, chf, choice), Err(NotAnAmount));
        assert_eq!(form("1e9").chosen(english, chf, choice), Err(NotAnAmount));
        assert_eq!(PayForm::default().chosen(english, chf, choice), Ok(None));
        assert_eq!(form("0.01").chosen(english, chf, Terms::Follow), Ok(None));
        assert_eq!(
            form("x").chosen(english, chf, Terms::Fixed { amount: minimum }),
            Ok(None)
        );
    }
}
