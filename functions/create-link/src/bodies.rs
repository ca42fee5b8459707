//! What the bodies of these calls look like, for the description of the API. They are read by
//! [`crate::input`], which finds all field errors at once.

use std::collections::BTreeMap;

use utoipa::ToSchema;

/// A payment link to make. At most one of `amount`, `percent` and `min_amount` says what it asks for;
/// without any it asks for all that is outstanding at the time of paying.
#[derive(Debug, ToSchema)]
pub struct NewPaymentLink {
    /// This much, in minor units.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub amount: Option<i64>,
    /// A deposit: this share of the total, rounded to what can be charged.
    #[schema(minimum = 1, maximum = 100)]
    pub percent: Option<i64>,
    /// The guest chooses between this, in minor units, and all that is outstanding.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub min_amount: Option<i64>,
    /// Whether the buyer is mailed at once. The link can be mailed later as well.
    pub send_email: Option<bool>,
    /// From when on it takes no new payment: 30 minutes to 180 days ahead.
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
    /// A note to the guest, shown on the page and in the mail.
    #[schema(min_length = 1, max_length = 1_000)]
    pub message: Option<String>,
    /// An https address where the guest can go on to after paying.
    #[schema(max_length = 2_000)]
    pub return_url: Option<String>,
    /// Your own data: at most 20 texts of up to 500 characters, under names of up to 40.
    pub metadata: Option<BTreeMap<String, String>>,
}

/// Whether something is meant.
#[derive(Debug, ToSchema)]
pub struct Confirmation {
    /// That money under way is known about.
    pub confirm: Option<bool>,
}
