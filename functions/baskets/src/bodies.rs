//! What the bodies of these calls look like, for the description of the API. They are read by
//! [`crate::input`], which finds all field errors at once.

use std::collections::BTreeMap;

use paylink_http::views::words::{ItemKind, StaffRole};
use utoipa::ToSchema;

/// A basket to make.
#[derive(Debug, ToSchema)]
pub struct NewBasket {
    /// Your booking number. It need not be unique.
    #[schema(min_length = 1, max_length = 64)]
    pub reference: String,
    /// ISO 4217 code of all its amounts, upper case.
    #[schema(min_length = 3, max_length = 3)]
    pub currency: String,
    /// What was booked.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<NewItem>,
    /// For whom.
    pub buyer: NewBuyer,
    /// Your own data: at most 20 texts of up to 500 characters, under names of up to 40.
    pub metadata: Option<BTreeMap<String, String>>,
}

/// One line of what was booked.
#[derive(Debug, ToSchema)]
pub struct NewItem {
    /// What kind of thing.
    pub kind: ItemKind,
    /// What it is called.
    #[schema(min_length = 1, max_length = 200)]
    pub description: String,
    /// How many.
    #[schema(minimum = 1, maximum = 10_000)]
    pub quantity: i64,
    /// What one costs, in minor units.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub unit_amount: i64,
    /// The tax contained, in percent as a decimal text such as `8.1`; for showing only.
    #[schema(pattern = r"^[0-9]{1,2}(\.[0-9]{1,3})?$")]
    pub tax_rate: Option<String>,
    /// When the tour departs.
    #[schema(format = DateTime)]
    pub starts_at: Option<String>,
    /// The IANA time zone that the departure is shown in, such as `Europe/Zurich`.
    pub time_zone: Option<String>,
    /// Names of the people who come along.
    #[schema(max_items = 100)]
    pub guests: Option<Vec<String>>,
}

/// Who buys.
#[derive(Debug, ToSchema)]
pub struct NewBuyer {
    /// Their name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Where mails go.
    #[schema(format = Email)]
    pub email: Option<String>,
    /// Their telephone number.
    #[schema(min_length = 1, max_length = 40)]
    pub phone: Option<String>,
    /// The language that they read, such as `de` or `en-GB`. Languages without a translation read
    /// English.
    pub language: Option<String>,
    /// Set where a member of staff booked for somebody. No payment link can be made until the buyer
    /// is changed to the guest.
    pub staff_role: Option<StaffRole>,
}

/// Another buyer.
#[derive(Debug, ToSchema)]
pub struct BuyerChange {
    /// Their name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Where mails go.
    #[schema(format = Email)]
    pub email: Option<String>,
    /// Their telephone number.
    #[schema(min_length = 1, max_length = 40)]
    pub phone: Option<String>,
    /// The language that they read, such as `de`.
    pub language: Option<String>,
    /// Set where a member of staff booked for somebody.
    pub staff_role: Option<StaffRole>,
    /// That money under way is known about.
    pub confirm: Option<bool>,
}

/// Other items.
#[derive(Debug, ToSchema)]
pub struct ItemsChange {
    /// What is booked from now on; they replace all items.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<NewItem>,
    /// That money under way is known about.
    pub confirm: Option<bool>,
}

/// Whether something is meant.
#[derive(Debug, ToSchema)]
pub struct Confirmation {
    /// That money under way is known about.
    pub confirm: Option<bool>,
}

/// Money received outside the gateway.
#[derive(Debug, ToSchema)]
pub struct ManualPayment {
    /// How much, in minor units.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub amount: i64,
    /// By what means.
    pub method: ManualMethod,
    /// A note for staff.
    #[schema(min_length = 1, max_length = 500)]
    pub note: Option<String>,
    /// When it was received; now where it is left out. Not in the future.
    #[schema(format = DateTime)]
    pub received_at: Option<String>,
    /// That money under way, or that it is more than is owed, is known about.
    pub confirm: Option<bool>,
}

/// By what means money came.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ManualMethod {
    /// In cash.
    Cash,
    /// By bank transfer.
    BankTransfer,
    /// At a card terminal.
    Terminal,
    /// With a voucher.
    Voucher,
}

/// Money to give back.
#[derive(Debug, ToSchema)]
pub struct NewRefund {
    /// How much, in minor units; all that is left of the payment where it is left out.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub amount: Option<i64>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
    /// That the guest still owes it. Otherwise the basket's total is lowered by the same amount.
    pub keep_total: Option<bool>,
    /// That the money of a gateway payment goes back outside the gateway and is only written down.
    pub outside: Option<bool>,
}

/// Tickets to send.
#[derive(Debug, ToSchema)]
pub struct TicketsRequest {
    /// That they go out although something is outstanding, marked as not fully paid.
    pub force: Option<bool>,
}
