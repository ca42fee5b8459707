//! Why something was not done, and what staff can do.

use paylink_domain::decide::refusal::Refusal;
use paylink_domain::link::LinkStatus;
use paylink_domain::merchant::GatewaySetup;
use paylink_domain::money::{Amount, ChargeLimits, Currency};
use paylink_domain::team::TeamRefusal;
use paylink_http::ProblemType;

use super::words::{money, when};

/// Said when the issuer does not answer.
pub const ISSUER_AWAY: &str =
    "The sign-in service does not answer at the moment. Please try again in a minute.";

/// Said when the issuer's answer does not hold.
pub const SIGN_IN_REFUSED: &str =
    "The sign-in service did not confirm who you are. Please sign in again.";

/// Said in place when the gateway does not answer.
pub const GATEWAY_AWAY: &str = "The payment gateway does not answer at the moment, so this was not done. Try again in a minute.";

/// Why a form that was sent twice does nothing.
pub const REMOVED_SINCE: &str =
    "This was done once and taken back since. Open the page again to do it anew.";

/// Title and text of the page of a problem.
///
/// It is long because each problem is named: a new one does not compile without its words.
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
///
/// It is long because each refusal has an arm of its own: a new one does not compile without its words.
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
