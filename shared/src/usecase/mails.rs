//! Sending what stands in a basket's outbox: claim with a lease, send, mark (R20).

use super::{Core, Error};
use crate::domain::apply::{Fact, claim_mail, row_is_free};
use crate::domain::basket::{Basket, Message, OutboxRow};
use crate::domain::ids::{BasketId, MailId};
use crate::domain::merchant::Merchant;
use crate::mail::{Mailer, Rendering, SendError, render};
use crate::store::{StoreError, Stored};

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
    let free: Vec<MailId> = free_mails(core, &stored.basket);
    for mail_id in free {
        let Some((claimed, row)) = claim(core, stored.clone(), mail_id).await? else {
            continue;
        };
        let outcome = send(core, mailer, &claimed.basket, &row).await?;
        stored = core.record(claimed, &outcome).await?;
    }
    Ok(stored)
}

fn free_mails(core: &Core, basket: &Basket) -> Vec<MailId> {
    let now = core.now();
    basket
        .outbox
        .iter()
        .filter(|row| row_is_free(row, now))
        .map(|row| row.id)
        .collect()
}

/// Claims a mail; `None` where another sender has it or it is gone.
async fn claim(
    core: &Core,
    mut stored: Stored,
    mail_id: MailId,
) -> Result<Option<(Stored, OutboxRow)>, Error> {
    loop {
        let Some(next) = claim_mail(&stored.basket, mail_id, core.now()) else {
            return Ok(None);
        };
        let Some(row) = next.outbox.iter().find(|row| row.id == mail_id).cloned() else {
            return Ok(None);
        };
        let id = stored.basket.id;
        match core.store.save_basket(&stored, next).await {
            Ok(claimed) => return Ok(Some((claimed, row))),
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
    let mut merchant = core.merchant_of(basket).await?;
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
