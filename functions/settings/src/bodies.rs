//! What the bodies of these calls look like, for the description of the API. They are read beside
//! their handlers, where all field errors are found at once.

use paylink_http::views::words::{Language, Role, TicketRelease};
use utoipa::ToSchema;

/// A merchant to make. Of the profile only the name is needed.
#[derive(Debug, ToSchema)]
pub struct NewMerchant {
    /// The name that guests see.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Who runs it: they are invited as its owner.
    #[schema(format = Email)]
    pub owner_email: String,
    /// The owner's name.
    #[schema(min_length = 1, max_length = 100)]
    pub owner_name: Option<String>,
    /// Its logo: an https address, or a picture of at most 2,500 characters as a `data:` URL, which
    /// guests' pages then hold themselves.
    #[schema(max_length = 2_500)]
    pub logo_url: Option<String>,
    /// The terms that guests accept before they pay, an https address.
    #[schema(max_length = 2_000)]
    pub terms_url: Option<String>,
    /// Accent colour of pages and mails, `#rrggbb`.
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    pub colour: Option<String>,
    /// Where guests' answers to mails go.
    #[schema(format = Email)]
    pub reply_to: Option<String>,
    /// Where notices for staff go; to an owner where there is none.
    #[schema(format = Email)]
    pub notice_to: Option<String>,
    /// The language of notices for staff.
    pub language: Option<Language>,
    /// The languages that guests are offered.
    #[schema(min_items = 1, max_items = 2)]
    pub languages: Option<Vec<Language>>,
    /// The IANA time zone that staff see times in.
    #[schema(min_length = 1, max_length = 100)]
    pub time_zone: Option<String>,
    /// Days a link lives where nothing else is said.
    #[schema(minimum = 1, maximum = 180)]
    pub link_life_days: Option<i64>,
    /// How many days before its end a link that was emailed reminds of itself.
    #[schema(max_items = 5)]
    pub reminder_days: Option<Vec<i64>>,
    /// When tickets go out.
    pub ticket_release: Option<TicketRelease>,
}

/// The whole profile: what may be empty is emptied where it is left out.
#[derive(Debug, ToSchema)]
pub struct ProfileChange {
    /// The name that guests see.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Its logo: an https address, or a picture of at most 2,500 characters as a `data:` URL, which
    /// guests' pages then hold themselves.
    #[schema(max_length = 2_500)]
    pub logo_url: Option<String>,
    /// The terms that guests accept before they pay, an https address.
    #[schema(max_length = 2_000)]
    pub terms_url: Option<String>,
    /// Accent colour of pages and mails, `#rrggbb`.
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    pub colour: String,
    /// Where guests' answers to mails go.
    #[schema(format = Email)]
    pub reply_to: Option<String>,
    /// Where notices for staff go; to an owner where there is none.
    #[schema(format = Email)]
    pub notice_to: Option<String>,
    /// The language of notices for staff.
    pub language: Language,
    /// The languages that guests are offered.
    #[schema(min_items = 1, max_items = 2)]
    pub languages: Vec<Language>,
    /// The IANA time zone that staff see times in.
    #[schema(min_length = 1, max_length = 100)]
    pub time_zone: String,
    /// Days a link lives where nothing else is said.
    #[schema(minimum = 1, maximum = 180)]
    pub link_life_days: i64,
    /// How many days before its end a link that was emailed reminds of itself: 1 to 60 each.
    #[schema(max_items = 5)]
    pub reminder_days: Vec<i64>,
    /// When tickets go out.
    pub ticket_release: TicketRelease,
}

/// Whose account is to take the money.
#[derive(Debug, ToSchema)]
pub struct GatewayConnection {
    /// The platform's, or the merchant's own.
    pub kind: GatewayConnectionKind,
}

/// Whose account takes the money.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum GatewayConnectionKind {
    /// The platform's.
    Platform,
    /// The merchant's own.
    Connected,
}

/// Somebody to invite.
#[derive(Debug, ToSchema)]
pub struct NewUser {
    /// Where the invitation goes. Whoever signs in with this verified address is the user.
    #[schema(format = Email)]
    pub email: String,
    /// Their name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// What they may do.
    pub role: Role,
}

/// Another role.
#[derive(Debug, ToSchema)]
pub struct RoleChange {
    /// What the user may do from now on.
    pub role: Role,
}

/// An API key to make.
#[derive(Debug, ToSchema)]
pub struct NewApiKey {
    /// What you call it.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// Where events are to be sent.
#[derive(Debug, ToSchema)]
pub struct WebhookEndpointRequest {
    /// A public https address.
    #[schema(min_length = 1)]
    pub url: String,
    /// What you call it.
    #[schema(min_length = 1, max_length = 200)]
    pub description: Option<String>,
    /// The types of events it gets; all where it is left out, empty, or `*` alone.
    #[schema(max_items = 11)]
    pub events: Option<Vec<String>>,
    /// Whether events are sent; `true` where it is left out.
    pub enabled: Option<bool>,
}
