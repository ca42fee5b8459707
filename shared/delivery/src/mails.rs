//! Sending what stands in a basket's outbox: claim with a lease, send, mark (R20).

use paylink_app::{Core, Error};
use paylink_domain::apply::Fact;
use paylink_domain::basket::Basket;
use paylink_domain::effects::{claim_mails, row_is_held};
use paylink_domain::ids::{BasketId, MailId};
use paylink_domain::merchant::Merchant;
use paylink_domain::outbox::{Message, OutboxRow};
use paylink_mail::{Mailer, Rendering, SendError, render};
use paylink_store::{StoreError, Stored};

/// Sends the mails of a basket that are free to be sent now.
pub async fn deliver_mails_of(core: &Core, mailer: &Mailer, id: BasketId) -> Result<(), Error> {
    match core.store.get_basket(id).await? {
        Some(stored) => deliver_mails(core, mailer, stored).await.map(drop),
        None => Ok(()),
    }
}

/// Sends the mails of a basket that are free to be sent now. A mail that does not go is put off or
/// given up on the basket itself, so an error here means that the basket could not be written.
/// Answers the basket as it is then.
pub async fn deliver_mails(
    core: &Core,
    mailer: &Mailer,
    mut stored: Stored,
) -> Result<Stored, Error> {
    loop {
        let rows;
        (stored, rows) = claim(core, stored).await?;
        if rows.is_empty() {
            return Ok(stored);
        }
        for row in rows {
            // The one before may have taken so long that somebody else has this one.
            if row_is_held(&stored.basket, &row, core.now()) {
                let outcome = send(core, mailer, &stored.basket, &row).await?;
                stored = core.record(stored, &outcome).await?;
            }
        }
    }
}

/// Claims the mails that are free in one write. No rows where there are none.
async fn claim(core: &Core, mut stored: Stored) -> Result<(Stored, Vec<OutboxRow>), Error> {
    loop {
        let Some((next, rows)) = claim_mails(&stored.basket, core.now()) else {
            return Ok((stored, Vec::new()));
        };
        let id = stored.basket.id;
        match core.store.save_basket(&stored, next).await {
            Ok(claimed) => return Ok((claimed, rows)),
            Err(StoreError::Conflict) => {
                stored = core.store.get_basket(id).await?.ok_or(Error::NotFound)?;
            }
            // Whether the claim is ours is not known; if it is, its lease runs out.
            Err(error) => return Err(error.into()),
        }
    }
}

async fn send(
    core: &Core,
    mailer: &Mailer,
    basket: &Basket,
    row: &OutboxRow,
) -> Result<Fact, Error> {
    let mail_id = row.id;
    let merchant = addressee(core, basket, &row.message).await?;
    Ok(match render(&row.message, basket, &merchant, core.now()) {
        Rendering::Skip(reason) => Fact::MailSkipped {
            mail_id,
            reason: reason.to_owned(),
        },
        Rendering::Mail(mail) => match mailer.send(&mail, basket.id, mail_id).await {
            Ok(message_id) => {
                let (basket, kind) = (basket.id, row.message.kind());
                tracing::info!(%basket, mail = %mail_id, ?kind, message_id, "a mail was sent");
                Fact::MailSent { mail_id }
            }
            Err(SendError::Rejected(reason)) => {
                log_failure(basket.id, mail_id, &row.message, &reason);
                Fact::MailNotSent {
                    mail_id,
                    retry: false,
                    reason,
                    notice: core.ids().mail(),
                }
            }
            Err(SendError::Unavailable(reason)) => {
                log_failure(basket.id, mail_id, &row.message, &reason);
                Fact::MailNotSent {
                    mail_id,
                    retry: true,
                    reason,
                    notice: core.ids().mail(),
                }
            }
        },
    })
}

/// The basket's merchant, with an address for what goes to staff: an owner's where the profile names
/// none, since a notice that goes to nobody is worth nothing.
async fn addressee(core: &Core, basket: &Basket, message: &Message) -> Result<Merchant, Error> {
    let merchant_id = basket.merchant_id;
    let shown = core.store.merchant_for_display(merchant_id).await?;
    let mut merchant = shown.ok_or(Error::NotFound)?;
    if !message.is_to_buyer() && merchant.notice_to.is_none() {
        let team = core.store.get_team(merchant.id).await?;
        merchant.notice_to = team.notice_address().cloned();
    }
    Ok(merchant)
}

fn log_failure(basket: BasketId, mail: MailId, message: &Message, reason: &str) {
    let kind = message.kind();
    tracing::warn!(%basket, %mail, ?kind, reason, "a mail was not sent");
}
