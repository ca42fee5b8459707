//! Recording what the mail service tells later of the mails that it took (R22).

use std::fmt;

use super::team::update_team;
use super::{Core, Error};
use paylink_domain::apply::Fact;
use paylink_domain::ids::{BasketId, MailId, MerchantId};
use paylink_domain::outbox::MailReport;

/// What a mail is about, as its tags say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailOf {
    /// A basket.
    Basket(BasketId),
    /// A merchant's team: it is an invitation.
    Team(MerchantId),
}

impl fmt::Display for MailOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Basket(id) => id.fmt(f),
            Self::Team(id) => id.fmt(f),
        }
    }
}

/// What the mail service tells of one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the mail is about.
    pub of: MailOf,
    /// Which mail.
    pub mail_id: MailId,
    /// What it tells.
    pub report: MailReport,
    /// Why a mail did not arrive, for staff; without personal data.
    pub reason: String,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is written.
    Recorded,
    /// As much or more was known of the mail, or the mail is not known.
    Known,
    /// There is no such basket.
    Nobodys,
}

/// Records what the mail service tells of a mail. When this answers `Ok`, it is durable.
pub async fn record_report(core: &Core, report: Report) -> Result<Outcome, Error> {
    let Report {
        of,
        mail_id,
        report,
        reason,
    } = report;
    let changed = match of {
        MailOf::Basket(id) => {
            let Some(stored) = core.store.get_basket(id).await? else {
                return Ok(Outcome::Nobodys);
            };
            let fact = Fact::MailReported {
                mail_id,
                report,
                reason,
                notice: core.ids().mail(),
            };
            let before = stored.version;
            core.record(stored, &fact).await?.version != before
        }
        MailOf::Team(id) => {
            let before = core.store.get_team(id).await?;
            let after = update_team(core, id, |team| Ok(team.note_report(mail_id, report))).await?;
            after != before
        }
    };
    Ok(if changed {
        Outcome::Recorded
    } else {
        Outcome::Known
    })
}
