//! What the desk says: sentences for refusals, flags, states and the history. In English.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use paylink::http::ProblemType;
use paylink::i18n::{Texts, staff_date_time};
use paylink::store::webhooks::{DeliveryState, Disabled, DisabledReason};
use paylink_domain::actor::Actor;
use paylink_domain::basket::{Basket, BasketStatus, ItemKind};
use paylink_domain::buyer::{Language, StaffRole};
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::flag::BasketFlag;
use paylink_domain::history::{HistoryEvent, NotApplicable};
use paylink_domain::ids::{LinkId, PaymentId, RefundId};
use paylink_domain::link::LinkStatus;
use paylink_domain::merchant::{GatewaySetup, Role};
use paylink_domain::money::{Amount, ChargeLimits, Currency};
use paylink_domain::outbox::{EmailStatus, MessageKind};
use paylink_domain::payment::{DisputeStatus, Method, PaymentFlag, RefundStatus};
use paylink_domain::team::{TeamRefusal, UserState};

/// The texts of the desk's one language.
pub const EN: Texts = Texts::of(Language::En);

/// Said when the issuer does not answer.
pub const ISSUER_AWAY: &str =
    "The sign-in service does not answer at the moment. Please try again in a minute.";
/// Said when the issuer's answer does not hold.
pub const SIGN_IN_REFUSED: &str =
    "The sign-in service did not confirm who you are. Please sign in again.";

/// How a state is coloured. The text says it as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done.
    Good,
    /// Waits for somebody.
    Waiting,
    /// Needs attention.
    Alert,
    /// Of no more interest.
    Quiet,
    /// On its way.
    Busy,
}

impl Tone {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Waiting => "waiting",
            Self::Alert => "alert",
            Self::Quiet => "quiet",
            Self::Busy => "busy",
        }
    }
}

/// A state as a small label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<span class="badge {{ tone.class() }}">{{ text }}</span>"#
)]
pub struct Badge {
    /// What it says.
    pub text: &'static str,
    /// Its colour.
    pub tone: Tone,
}

impl HtmlSafe for Badge {}

const fn badge(text: &'static str, tone: Tone) -> Badge {
    Badge { text, tone }
}

/// The badge of a basket.
pub const fn basket_status(status: BasketStatus) -> Badge {
    match status {
        BasketStatus::Outstanding => badge("Outstanding", Tone::Waiting),
        BasketStatus::Paid => badge("Paid", Tone::Good),
        BasketStatus::Overpaid => badge("Overpaid", Tone::Alert),
        BasketStatus::Cancelled => badge("Cancelled", Tone::Quiet),
    }
}

/// The badge of a link.
pub const fn link_status(status: LinkStatus) -> Badge {
    match status {
        LinkStatus::Active => badge("Active", Tone::Good),
        LinkStatus::Processing => badge("Processing", Tone::Busy),
        LinkStatus::Paid => badge("Paid", Tone::Good),
        LinkStatus::Expired => badge("Expired", Tone::Quiet),
        LinkStatus::Cancelled => badge("Cancelled", Tone::Quiet),
        LinkStatus::Superseded => badge("Superseded", Tone::Quiet),
    }
}

/// The badge of a link's mail.
pub const fn email_status(status: Option<EmailStatus>) -> Badge {
    match status {
        None => badge("Not emailed", Tone::Quiet),
        Some(EmailStatus::Queued) => badge("Email on its way", Tone::Busy),
        Some(EmailStatus::Sent) => badge("Email sent", Tone::Good),
        Some(EmailStatus::Delivered) => badge("Email delivered", Tone::Good),
        Some(EmailStatus::Delayed) => badge("Email delayed", Tone::Waiting),
        Some(EmailStatus::Failed) => badge("Email failed: given up", Tone::Alert),
        Some(EmailStatus::Rejected) => badge("Email failed: refused", Tone::Alert),
        Some(EmailStatus::SoftBounced | EmailStatus::Bounced) => {
            badge("Email failed: bounced", Tone::Alert)
        }
        Some(EmailStatus::Complained) => badge("Email failed: marked as spam", Tone::Alert),
    }
}

/// The badge of a payment's receipt, where there is something to say about it.
pub const fn receipt_status(status: EmailStatus) -> Option<Badge> {
    match status {
        EmailStatus::Queued | EmailStatus::Sent => None,
        EmailStatus::Delivered => Some(badge("Receipt delivered", Tone::Quiet)),
        EmailStatus::Delayed => Some(badge("Receipt delayed", Tone::Waiting)),
        EmailStatus::Failed | EmailStatus::Rejected => Some(badge("Receipt failed", Tone::Alert)),
        EmailStatus::SoftBounced | EmailStatus::Bounced => {
            Some(badge("Receipt bounced", Tone::Alert))
        }
        EmailStatus::Complained => Some(badge("Receipt marked as spam", Tone::Alert)),
    }
}

/// What became of a link's mail, as a sentence.
pub fn email_outcome(status: EmailStatus, buyer: &str) -> String {
    const OTHER_CHANNEL: &str = "Hand the link on in another way: the message is ready below.";
    match status {
        EmailStatus::Queued => format!("The email is on its way to {buyer}."),
        EmailStatus::Sent => format!("The email was sent to {buyer}."),
        EmailStatus::Delivered => format!("The email was delivered to {buyer}."),
        EmailStatus::Delayed => format!(
            "The mail server of {buyer} does not take the email yet; it is tried again. To be faster, hand the \
             link on in another way: the message is ready below."
        ),
        EmailStatus::Failed
        | EmailStatus::Rejected
        | EmailStatus::SoftBounced
        | EmailStatus::Bounced => {
            format!("The email to {buyer} could not be delivered. {OTHER_CHANNEL}")
        }
        EmailStatus::Complained => {
            format!(
                "{buyer} marked the email as spam, so no more can be sent there. {OTHER_CHANNEL}"
            )
        }
    }
}

/// The badge of a refund.
pub const fn refund_status(status: RefundStatus) -> Badge {
    match status {
        RefundStatus::Pending => badge("Pending", Tone::Busy),
        RefundStatus::Succeeded => badge("Refunded", Tone::Good),
        RefundStatus::Failed => badge("Failed", Tone::Alert),
    }
}

/// The badge of a dispute.
pub const fn dispute_status(status: DisputeStatus) -> Badge {
    match status {
        DisputeStatus::Open => badge("Open", Tone::Alert),
        DisputeStatus::Won => badge("Won", Tone::Good),
        DisputeStatus::Lost => badge("Lost", Tone::Quiet),
    }
}

/// The badge of what is odd about a payment.
pub const fn payment_flag(flag: PaymentFlag) -> Badge {
    match flag {
        PaymentFlag::UnexpectedPayment => badge("Unexpected payment", Tone::Alert),
        PaymentFlag::AmountMismatch => badge("Amount mismatch", Tone::Alert),
    }
}

/// The badge of what was odd about a payment that staff have accepted.
pub const fn accepted_flag(flag: PaymentFlag) -> Badge {
    Badge {
        tone: Tone::Quiet,
        ..payment_flag(flag)
    }
}

/// A flag in two words.
pub const fn flag(flag: BasketFlag) -> &'static str {
    match flag {
        BasketFlag::Overpaid => "Overpaid",
        BasketFlag::UnexpectedPayment => "Unexpected payment",
        BasketFlag::AmountMismatch => "Amount mismatch",
        BasketFlag::Disputed => "Disputed",
        BasketFlag::RefundFailed => "Refund failed",
        BasketFlag::EmailFailed => "Email failed",
    }
}

/// That a member of staff still stands as the buyer of what a guest owes (R5).
pub const LACKS_GUEST: &str = "Buyer is staff";

/// What the line with a sum is the sum of.
pub fn sum_of(count: usize, currency: Currency, is_all: bool) -> String {
    let what = if is_all { "In all" } else { "This page" };
    let bookings = if count == 1 { "booking" } else { "bookings" };
    format!("{what}: {count} {bookings} in {currency}")
}

/// What a flag means and what to do about it.
pub const fn flag_advice(flag: BasketFlag) -> &'static str {
    match flag {
        BasketFlag::Overpaid => {
            "More was paid than is owed. Press “Refund excess” at a payment below to return it, or change the items \
             if the guest bought more."
        }
        BasketFlag::UnexpectedPayment => {
            "A payment came in that nobody should have been able to make: the booking or its link was closed, or the \
             payment page had ended. Check with the guest, then refund it if it is not owed, or press “This is right” \
             at the payment below."
        }
        BasketFlag::AmountMismatch => {
            "A payment is not of the amount or currency that was asked for. Check it at the payment gateway, then \
             refund it if it is wrong, or press “This is right” at the payment below."
        }
        BasketFlag::Disputed => {
            "The guest's bank disputes a payment. Answer it at the payment gateway before its deadline. What is \
             outstanding does not change, and tickets are held back."
        }
        BasketFlag::RefundFailed => {
            "A refund did not reach the guest, and the money counts as paid again. Refund it once more, or return it \
             another way and tick that in the refund."
        }
        BasketFlag::EmailFailed => {
            "An email could not be delivered. Check the buyer's address and send it again, or hand the link on in \
             another way: its message is ready below."
        }
    }
}

/// A role.
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Employee => "Employee",
        Role::Accountant => "Accountant",
    }
}

/// What each role may do (R24).
pub const ROLES: &str = "Owner: everything. Admin: everything but payment gateway, team and API keys. Employee: \
                         bookings, links, payments and tickets, no refunds and no settings. Accountant: sees \
                         bookings and changes nothing.";

/// Whether somebody has come.
pub const fn user_state(state: &UserState) -> Badge {
    match state {
        UserState::Invited { .. } => badge("Invited", Tone::Waiting),
        UserState::Active { .. } => badge("Active", Tone::Good),
    }
}

/// Why a form that was sent twice does nothing.
pub const REMOVED_SINCE: &str =
    "This was done once and taken back since. Open the page again to do it anew.";

/// Why a team stays as it is, and what can be done.
pub fn team_refusal(refusal: &TeamRefusal, time_zone: &str) -> String {
    match refusal {
        TeamRefusal::RemovedSince => REMOVED_SINCE.to_owned(),
        TeamRefusal::NoSuchUser => "This person is no longer in the team.".to_owned(),
        TeamRefusal::AlreadyMember => {
            "Somebody with this address is in the team already. Find them in the list above.".to_owned()
        }
        TeamRefusal::LastOwner => {
            "This is the last owner who can sign in, and somebody must be able to manage the team. Make somebody else \
             an owner first, and wait until they have signed in."
                .to_owned()
        }
        TeamRefusal::Full => {
            "The team has as many people as it can have. Remove somebody who has left.".to_owned()
        }
        TeamRefusal::AlreadyActive => {
            "This person has signed in already and needs no invitation.".to_owned()
        }
        TeamRefusal::TooManyMails { retry_at } => format!(
            "Many invitations were sent within a day. Try again after {}.",
            when(*retry_at, time_zone)
        ),
    }
}

/// Whether events are sent to an endpoint.
pub fn endpoint_state(disabled: Option<&Disabled>) -> Badge {
    match disabled.map(|disabled| disabled.reason) {
        None => badge("Enabled", Tone::Good),
        Some(DisabledReason::ByMerchant) => badge("Disabled", Tone::Quiet),
        Some(DisabledReason::Failing) => badge("Disabled", Tone::Alert),
    }
}

/// Why no events are sent to an endpoint, and since when.
pub fn endpoint_disabled(reason: DisabledReason, since: &str) -> String {
    match reason {
        DisabledReason::ByMerchant => format!("Turned off by your team since {since}."),
        DisabledReason::Failing => format!(
            "Turned off by Paylink since {since}, because it took no event for five days. Mend it, then enable it again."
        ),
    }
}

/// The badge of a delivery.
pub const fn delivery_state(state: DeliveryState) -> Badge {
    match state {
        DeliveryState::Pending { .. } => badge("Waiting", Tone::Busy),
        DeliveryState::Delivered => badge("Delivered", Tone::Good),
        DeliveryState::Failed => badge("Failed", Tone::Alert),
    }
}

/// A buyer who is a member of staff.
pub const fn staff_role(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Employee => "Employee",
        StaffRole::Admin => "Admin",
    }
}

/// A language by its own name.
pub const fn language(language: Language) -> &'static str {
    language.own_name()
}

/// A kind of item.
pub const fn item_kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Reservation => "Reservation",
        ItemKind::ShopItem => "Shop item",
        ItemKind::Custom => "Private tour or other",
    }
}

/// A method of payment.
pub const fn method(method: Method) -> &'static str {
    match method {
        Method::Card => "Card",
        Method::BankDebit => "Bank debit",
        Method::Online => "Online",
        Method::Cash => "Cash",
        Method::BankTransfer => "Bank transfer",
        Method::Terminal => "Card terminal",
        Method::Voucher => "Voucher",
    }
}

/// Who did something.
pub fn actor(actor: &Actor) -> String {
    match actor {
        Actor::User { name } => name.clone(),
        Actor::ApiKey { name, .. } => format!("{name} (API key)"),
        Actor::Guest => "Guest".to_owned(),
        Actor::Gateway => "Payment gateway".to_owned(),
        Actor::System => "Paylink".to_owned(),
    }
}

/// An amount as it is read.
pub fn money(amount: Amount, currency: Currency) -> String {
    EN.money(amount, currency)
}

/// A day and time as it stands in tables.
pub fn when(at: Timestamp, time_zone: &str) -> String {
    staff_date_time(at, time_zone)
}

/// Day and time apart, for narrow columns.
pub fn day_and_time(at: Timestamp, time_zone: &str) -> (String, String) {
    let both = when(at, time_zone);
    match both.split_once(", ") {
        Some((day, time)) => (day.to_owned(), time.to_owned()),
        None => (both, String::new()),
    }
}

/// A day as it stands in tables.
pub fn day(day: Date) -> String {
    let noon = day.at(12, 0, 0, 0).to_zoned_datetime(TimeZone::UTC);
    noon.map_or_else(
        |_| day.to_string(),
        |noon| day_and_time(noon.timestamp(), "UTC").0,
    )
}

/// From one day to another.
pub fn days(first: Date, last: Date) -> String {
    if first == last {
        day(first)
    } else {
        format!("{} to {}", day(first), day(last))
    }
}

/// What a bar of the chart stands for.
pub fn day_sum(on: Date, amount: &str, is_refund: bool) -> String {
    let what = if is_refund { "refunded" } else { "received" };
    format!("{}: {amount} {what}", day(on))
}

/// What the chart shows, for whoever does not see it.
pub fn chart_about(first: Date, last: Date, moved: usize) -> String {
    let unit = if moved == 1 { "day" } else { "days" };
    format!(
        "{}, a bar for each day: up for what was received, down for what was refunded. Money moved on {moved} {unit}. \
         The table below has the same figures.",
        days(first, last)
    )
}

/// The best day of the chart.
pub fn chart_most(on: Date, amount: &str) -> String {
    format!("Most on {}: {amount}.", day(on))
}

/// Why a report is not there.
pub fn too_many_payments(since: Date) -> String {
    format!(
        "Money moved on more than 5,000 bookings since {}, which is more than one report adds up. Choose a period that \
         begins later, or export the payments in parts with the API.",
        day(since)
    )
}

/// Title and text of the page of a problem.
pub const fn problem(kind: ProblemType) -> (&'static str, &'static str) {
    match kind {
        ProblemType::NotFound => (
            "There is nothing here",
            "The address is wrong, or what it leads to is not yours to see. Check it, or look in the bookings.",
        ),
        ProblemType::Forbidden => (
            "Your role does not allow this",
            "Nothing was done. Ask an owner or an admin of the merchant to do it, or to change your role.",
        ),
        ProblemType::Unauthorized => ("You are not signed in", "Sign in and repeat what you did."),
        ProblemType::Conflict => (
            "Somebody else is changing the same thing",
            "Nothing was done. Open the page again to see how it stands now, then repeat what you did.",
        ),
        ProblemType::IdempotencyInFlight => (
            "It is still being worked on",
            "Look at the booking in a moment to see what became of it. Do not repeat it before you did.",
        ),
        ProblemType::TooManyRequests => (
            "Too much at once",
            "Nothing was done. Wait a little, then repeat what you did.",
        ),
        ProblemType::BasketFull => (
            "This booking is full",
            "It cannot hold more. Start a new basket for what is still to come.",
        ),
        ProblemType::ExportTooLarge => (
            "The export is too large",
            "Choose a shorter period, or one that begins later. The API exports any period in parts.",
        ),
        ProblemType::PayloadTooLarge => (
            "That is too much text",
            "Nothing was done. Shorten what you typed and send it again.",
        ),
        ProblemType::Unavailable => (
            "A service does not answer",
            "Look at the booking in a moment to see whether it was done, and repeat it if it was not.",
        ),
        ProblemType::Internal => (
            "Something went wrong on our side",
            "It has been logged and somebody will look into it. Try again later.",
        ),
        ProblemType::BuyerIsStaff
        | ProblemType::NothingOutstanding
        | ProblemType::AmountAboveOutstanding
        | ProblemType::AmountNotChargeable
        | ProblemType::CurrencyNotSupported
        | ProblemType::GatewayNotEnabled
        | ProblemType::LinkNotActive
        | ProblemType::PaymentInProgress
        | ProblemType::RefundAbovePaid
        | ProblemType::OutstandingBalance
        | ProblemType::EmailMissing
        | ProblemType::BasketCancelled
        | ProblemType::IdempotencyKeyReused
        | ProblemType::EndpointDisabled
        | ProblemType::TooManyEndpoints
        | ProblemType::Validation
        | ProblemType::UnsupportedMediaType => (
            "This cannot be done",
            "What was sent is not as it must be. Open the page again and repeat it there.",
        ),
    }
}

/// Said in place when the gateway does not answer.
pub const GATEWAY_AWAY: &str = "The payment gateway does not answer at the moment, so this was not done. Try again in a minute.";

/// Why no link can be made while the gateway takes no money, for whoever can change that (R4).
pub const fn gateway_not_enabled(setup: &GatewaySetup) -> &'static str {
    match setup {
        GatewaySetup::Off | GatewaySetup::Platform => {
            "The payment gateway is off for this merchant, so no link can be made."
        }
        GatewaySetup::Connected { .. } => {
            "Stripe does not let your account take payments yet, so no link can be made."
        }
    }
}

/// Why a command was refused, and what can be done.
pub fn refusal(refusal: &Refusal, currency: Currency, time_zone: &str) -> String {
    match refusal {
        Refusal::BuyerIsStaff => {
            "This booking was made by a member of staff, who still stands as its buyer. Change the buyer to the guest \
             first."
                .to_owned()
        }
        Refusal::NothingOutstanding => "Nothing is outstanding on this booking.".to_owned(),
        Refusal::AmountAboveOutstanding { outstanding } => {
            format!("Only {} is outstanding.", money(*outstanding, currency))
        }
        Refusal::AmountNotChargeable { limits, remainder: false } => {
            format!("The payment gateway cannot charge this amount: {}.", range(limits, currency))
        }
        Refusal::AmountNotChargeable { limits, remainder: true } => format!(
            "The rest that would be left could not be charged by the payment gateway: {}. Ask for less or for all of \
             it.",
            range(limits, currency)
        ),
        Refusal::CurrencyNotSupported => format!(
            "The payment gateway does not know the currency {currency}, so no link can be made. Take the money \
             another way and record it."
        ),
        Refusal::GatewayNotEnabled => {
            "The payment gateway is off for this merchant, so no link can be made. An owner can set it up under \
             Settings, Payments."
                .to_owned()
        }
        Refusal::LinkNotActive(status) => match status {
            LinkStatus::Paid => "This payment link is paid.".to_owned(),
            LinkStatus::Expired => "This payment link has expired. Create a new one.".to_owned(),
            LinkStatus::Cancelled => "This payment link is cancelled. Create a new one.".to_owned(),
            LinkStatus::Superseded => {
                "This payment link was made for a former buyer. Create a new one.".to_owned()
            }
            LinkStatus::Processing => "A payment through this link is under way.".to_owned(),
            LinkStatus::Active => "This payment link is active.".to_owned(),
        },
        Refusal::PaymentInProgress { retry_at: None } => {
            "A guest's payment is under way or has just come in, or a payment page is open that could not be closed. \
             Check the amounts on this page as they are now before you go on."
                .to_owned()
        }
        Refusal::PaymentInProgress { retry_at: Some(at) } => {
            format!("A guest is paying just now. Try again after {}.", when(*at, time_zone))
        }
        Refusal::RefundAbovePaid { refundable } => {
            format!("At most {} of this payment can still be refunded.", money(*refundable, currency))
        }
        Refusal::OutstandingBalance { outstanding } if outstanding.is_positive() => {
            format!("{} is still to be paid.", money(*outstanding, currency))
        }
        Refusal::OutstandingBalance { .. } => "A payment of this booking is disputed.".to_owned(),
        Refusal::EmailMissing => {
            "The buyer has no email address. Add one, or hand the link on in another way.".to_owned()
        }
        Refusal::BasketCancelled => "This booking is cancelled and takes no more changes.".to_owned(),
        Refusal::BasketFull(what) => {
            format!("This booking cannot hold more {what}. Start a new basket for what is still to come.")
        }
        Refusal::TooManyEmails { retry_at } => format!(
            "Many emails were sent for this booking within an hour. Try again after {}, or copy the link.",
            when(*retry_at, time_zone)
        ),
        Refusal::TooManyMerchantEmails { retry_at } => format!(
            "Your account sent as many emails as it can in an hour. Try again after {}, or copy the link.",
            when(*retry_at, time_zone)
        ),
        Refusal::GatewayRefused => "The payment gateway refused this.".to_owned(),
        Refusal::TermsNotAccepted => "The guest has not accepted the terms.".to_owned(),
        Refusal::ExpiryOutOfRange => "Choose an expiry between half an hour and 180 days ahead.".to_owned(),
        Refusal::NoSuchLink => "There is no such payment link on this booking.".to_owned(),
        Refusal::NoSuchPayment => "There is no such payment on this booking.".to_owned(),
    }
}

/// What one charge can be.
fn range(limits: &ChargeLimits, currency: Currency) -> String {
    let (min, max) = (money(limits.min, currency), money(limits.max, currency));
    if limits.step > 1 {
        format!(
            "one charge must be {min} to {max}, in steps of {}",
            money(Amount::new(limits.step), currency)
        )
    } else {
        format!("one charge must be {min} to {max}")
    }
}

/// The last characters of a link's id, by which its row and its lines of history are matched.
pub fn short_link(id: LinkId) -> String {
    let text = id.to_string();
    let from = text.len().saturating_sub(6);
    text.get(from..).unwrap_or(&text).to_owned()
}

const fn mail(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::PaymentRequest => "payment link",
        MessageKind::Reminder => "reminder",
        MessageKind::Receipt => "receipt",
        MessageKind::StaffNotice => "payment notice to staff",
        MessageKind::RefundFailed => "failed-refund notice to staff",
        MessageKind::Dispute => "dispute notice to staff",
        MessageKind::Tickets => "tickets",
        MessageKind::EndpointDisabled => "notice that a webhook endpoint was disabled",
        MessageKind::EmailFailed => "failed-email notice to staff",
    }
}

/// Why a reminder was not sent (R23).
const fn not_applicable(reason: NotApplicable) -> &'static str {
    match reason {
        NotApplicable::Past => "its time was over",
        NotApplicable::UnderWay => "money was under way",
        NotApplicable::Disputed => "a payment was disputed",
        NotApplicable::EmailFailed => "the last email had failed",
        NotApplicable::NothingOutstanding => "nothing was outstanding",
        NotApplicable::TooSoon => "the guest had just been asked for money",
    }
}

/// What happened, as one sentence (R19).
pub fn history(event: &HistoryEvent, basket: &Basket) -> String {
    use HistoryEvent as E;
    let money = |amount: &Amount| money(*amount, basket.currency);
    let paid = |id: &PaymentId, amount: &Amount| {
        let payment = basket.payment(*id);
        self::money(
            *amount,
            payment.map_or(basket.currency, |payment| payment.currency),
        )
    };
    let refunded = |id: &RefundId, amount: &Amount| {
        let refund = basket.refunds.iter().find(|refund| refund.id == *id);
        self::money(
            *amount,
            refund.map_or(basket.currency, |refund| refund.currency),
        )
    };
    let link = |id: &LinkId| short_link(*id);
    match event {
        E::BasketCreated { total } => format!("Basket created, total {}", money(total)),
        E::ItemsChanged { total } => format!("Items changed, total now {}", money(total)),
        E::BasketCancelled => "Basket cancelled".to_owned(),
        E::BuyerChanged { name } => format!("Buyer changed to {name}"),
        E::LinkCreated { link_id } => format!("Payment link {} created", link(link_id)),
        E::LinkCancelled { link_id } => format!("Payment link {} cancelled", link(link_id)),
        E::LinkSuperseded { link_id } => {
            format!(
                "Payment link {} superseded, since the buyer changed",
                link(link_id)
            )
        }
        E::LinkExpired { link_id } => format!("Payment link {} expired", link(link_id)),
        E::LinkExpiryMoved {
            link_id,
            expires_at,
        } => format!(
            "Payment link {} now expires {}, since the departure changed",
            link(link_id),
            when(*expires_at, basket.time_zone().unwrap_or("UTC"))
        ),
        E::ReminderNotApplicable {
            link_id,
            days,
            reason,
        } => format!(
            "Reminder of payment link {} ({days} {} before its end) not applicable: {}",
            link(link_id),
            if *days == 1 { "day" } else { "days" },
            not_applicable(*reason)
        ),
        E::NewLinkRequested { link_id } => {
            format!(
                "New link asked for in place of the expired {}",
                link(link_id)
            )
        }
        E::EmailQueued { message, .. } => {
            format!("Email with the {} put on its way", mail(*message))
        }
        E::EmailSent { message } => format!("Email with the {} sent", mail(*message)),
        E::EmailFailed { message, reason } => {
            format!("Email with the {} failed: {reason}", mail(*message))
        }
        E::EmailDelayed { message } => {
            format!("Email with the {} delayed", mail(*message))
        }
        E::EmailDelivered { message } => {
            format!("Email with the {} delivered", mail(*message))
        }
        E::EmailSkipped { message, reason } => {
            format!("Email with the {} not sent: {reason}", mail(*message))
        }
        E::TermsAccepted { url } => format!("Terms accepted: {url}"),
        E::PaymentStarted { link_id, amount } => {
            format!(
                "Payment of {} begun through link {}",
                money(amount),
                link(link_id)
            )
        }
        E::PaymentProcessing { amount } => {
            format!(
                "Payment of {} completed, the money is under way",
                money(amount)
            )
        }
        E::PaymentFailed { amount } => format!("Payment of {} failed", money(amount)),
        E::PaymentExpired { amount } => {
            format!("Payment of {} not completed in time", money(amount))
        }
        E::PaymentRecorded {
            payment_id,
            amount,
            method: by,
        } => {
            format!(
                "Payment of {} recorded: {}",
                paid(payment_id, amount),
                method(*by)
            )
        }
        E::PaymentFlagged { flag: raised, .. } => format!("Payment flagged: {}", flag(*raised)),
        E::PaymentAccepted { payment_id, amount } => {
            format!("Payment of {} accepted as right", paid(payment_id, amount))
        }
        E::RefundRequested { refund_id, amount } => {
            format!("Refund of {} asked for", refunded(refund_id, amount))
        }
        E::RefundSucceeded { refund_id, amount } => {
            format!("Refund of {} made", refunded(refund_id, amount))
        }
        E::RefundFailed { refund_id, amount } => {
            format!("Refund of {} failed", refunded(refund_id, amount))
        }
        E::DisputeOpened { amount } => {
            format!("Dispute over {} opened by the guest's bank", money(amount))
        }
        E::DisputeWon { amount } => format!("Dispute over {} won", money(amount)),
        E::DisputeLost { amount } => format!("Dispute over {} lost", money(amount)),
        E::TicketsSent { fully_paid: true } => "Tickets sent".to_owned(),
        E::TicketsSent { fully_paid: false } => "Tickets sent, marked “not fully paid”".to_owned(),
    }
}

/// What an action did, said on the page that it leads to. The address carries only the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    BasketCreated,
    BuyerChanged,
    ItemsChanged,
    BasketCancelled,
    LinkCreated,
    LinkSent,
    LinkCancelled,
    PaymentRecorded,
    PaymentAccepted,
    RefundMade,
    RefundPending,
    RefundFailed,
    TicketsSent,
}

impl Done {
    const ALL: [Self; 13] = [
        Self::BasketCreated,
        Self::BuyerChanged,
        Self::ItemsChanged,
        Self::BasketCancelled,
        Self::LinkCreated,
        Self::LinkSent,
        Self::LinkCancelled,
        Self::PaymentRecorded,
        Self::PaymentAccepted,
        Self::RefundMade,
        Self::RefundPending,
        Self::RefundFailed,
        Self::TicketsSent,
    ];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BasketCreated => "basket-created",
            Self::BuyerChanged => "buyer-changed",
            Self::ItemsChanged => "items-changed",
            Self::BasketCancelled => "basket-cancelled",
            Self::LinkCreated => "link-created",
            Self::LinkSent => "link-sent",
            Self::LinkCancelled => "link-cancelled",
            Self::PaymentRecorded => "payment-recorded",
            Self::PaymentAccepted => "payment-accepted",
            Self::RefundMade => "refund-made",
            Self::RefundPending => "refund-pending",
            Self::RefundFailed => "refund-failed",
            Self::TicketsSent => "tickets-sent",
        }
    }

    /// What it says.
    pub const fn text(self) -> &'static str {
        match self {
            Self::BasketCreated => "The basket was created.",
            Self::BuyerChanged => "The buyer was changed.",
            Self::ItemsChanged => "The items were changed.",
            Self::BasketCancelled => "The basket was cancelled.",
            Self::LinkCreated => "The payment link was created.",
            Self::LinkSent => "The email with the payment link is on its way.",
            Self::LinkCancelled => "The payment link was cancelled.",
            Self::PaymentRecorded => "The payment was recorded.",
            Self::PaymentAccepted => {
                "The payment is accepted as right and no longer needs attention."
            }
            Self::RefundMade => "The refund was made.",
            Self::RefundPending => {
                "The refund is on its way. It shows as pending until the payment gateway confirms it."
            }
            Self::RefundFailed => "The payment gateway refused the refund. Nothing was returned.",
            Self::TicketsSent => "The tickets are on their way to the buyer.",
        }
    }

    /// Whether it is bad news.
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::RefundFailed)
    }

    /// What a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }
}
