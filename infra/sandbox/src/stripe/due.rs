//! What the books have planned for a time.

use super::books::{Action, Ledger};
use super::disputes::open_dispute;
use super::error::ApiError;
use super::object::Kind;
use super::payments::{expire_session, settle_payment};
use super::refunds::settle_refund;

/// Does everything that is due by the sandbox's clock, and says how much that was.
pub fn run_due(ledger: &Ledger<'_>) -> Result<usize, ApiError> {
    let mut done = 0;
    while let Some((action, subject, account)) = ledger.take_due()? {
        done += 1;
        if let Err(error) = run_task(&ledger.of_account(&account), action, &subject) {
            // The task's subject has moved on in the meantime, for example a charge that is disputed already.
            tracing::warn!(?action, subject, error = %error.message, "a due task of the sandbox gateway was left out");
        }
    }
    Ok(done)
}

fn run_task(ledger: &Ledger<'_>, action: Action, subject: &str) -> Result<(), ApiError> {
    match action {
        Action::ExpireSession => {
            let mut session = ledger.find(Kind::Session, subject, "session")?;
            if session.body.text("status") == "open" {
                expire_session(ledger, &mut session)?;
            }
        }
        Action::SettlePayment => {
            settle_payment(ledger, subject, None)?;
        }
        Action::SettleRefund => {
            settle_refund(ledger, subject, None)?;
        }
        Action::OpenDispute => {
            open_dispute(ledger, subject, None)?;
        }
    }
    Ok(())
}
