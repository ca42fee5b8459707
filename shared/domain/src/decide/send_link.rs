//! Emails a payment link to the buyer, for the first time or again (R7).

use super::mails::{drop_failed_mails, queue_mail, refuse_mail_cannon, was_queued};
use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::Basket;
use crate::ids::{LinkId, MailId};
use crate::link::{LinkEmail, LinkStatus};
use crate::outbox::{EmailStatus, Message};
use crate::reminder::link_was_mailed;

pub(super) fn send_link(
    basket: &mut Basket,
    link_id: LinkId,
    mail_id: MailId,
    context: &Context,
) -> Result<(), Refusal> {
    let link = basket.link(link_id).ok_or(Refusal::NoSuchLink)?;
    if was_queued(basket, mail_id) {
        return Ok(());
    }
    let status = basket.link_status(link, context.now);
    if status != LinkStatus::Active {
        return Err(Refusal::LinkNotActive(status));
    }
    if basket.buyer.email.is_none() {
        return Err(Refusal::EmailMissing);
    }
    refuse_mail_cannon(basket, context.now)?;
    let message = Message::PaymentRequest { link_id };
    drop_failed_mails(basket, |failed| failed.link() == Some(link_id));
    queue_mail(basket, mail_id, message, context);
    if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id) {
        link.email = Some(LinkEmail {
            mail_id,
            status: EmailStatus::Queued,
            at: context.now,
            is_reminder: false,
        });
    }
    link_was_mailed(basket, link_id, context.now);
    Ok(())
}
