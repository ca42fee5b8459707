//! The forms that staff fill: each reads its fields into domain types and reports all errors at once.

mod buyer;
mod check;
mod endpoint;
mod invite;
mod items;
mod link;
mod payment;
mod profile;
mod refund;

pub use self::buyer::BuyerForm;
pub use self::check::{Trouble, local};
pub use self::endpoint::EndpointForm;
pub use self::invite::{InviteForm, KeyForm};
pub use self::items::{ItemsForm, NewBasketForm};
pub use self::link::LinkForm;
pub use self::payment::PaymentForm;
pub use self::profile::ProfileForm;
pub use self::refund::RefundForm;
