//! What the links of a basket ask for now, their status, URL and end (R8, R9, R10).

use jiff::{SignedDuration, Timestamp};

use super::basket::Basket;
use super::ids::LinkId;
use super::limits;
use super::link::{Ask, Link, LinkStatus, Terms};
use super::token::Token;

impl Basket {
    /// The status of a link of this basket at `now` (R9). It is worked out each time, so no job has to set it.
    pub fn link_status(&self, link: &Link, now: Timestamp) -> LinkStatus {
        let balance = self.balance();
        let paid = match link.terms {
            Terms::Fixed { amount } => {
                self.paid_through(link.id) >= amount || !balance.outstanding.is_positive()
            }
            Terms::Follow | Terms::Choice { .. } => !balance.outstanding.is_positive(),
        };
        let processing = self
            .attempts
            .iter()
            .any(|attempt| attempt.link_id == link.id && attempt.is_processing());
        if link.cancelled_at.is_some() || self.cancelled_at.is_some() {
            LinkStatus::Cancelled
        } else if link.superseded_at.is_some() {
            LinkStatus::Superseded
        } else if paid {
            LinkStatus::Paid
        } else if processing {
            LinkStatus::Processing
        } else if now >= link.expires_at {
            LinkStatus::Expired
        } else {
            LinkStatus::Active
        }
    }

    /// What `link` asks for now, sessions of other links deducted (R9, R12).
    ///
    /// `most` is zero where everything is paid, or where sessions of other links hold the rest.
    pub fn ask(&self, link: &Link) -> Ask {
        let ceiling = (self.balance().outstanding - self.reserved_except(link.id)).or_zero();
        match link.terms {
            Terms::Follow => Ask {
                least: ceiling,
                most: ceiling,
            },
            Terms::Fixed { amount } => {
                let rest = (amount - self.paid_through(link.id)).or_zero().min(ceiling);
                Ask {
                    least: rest,
                    most: rest,
                }
            }
            Terms::Choice { minimum } => Ask {
                least: minimum.min(ceiling),
                most: ceiling,
            },
        }
    }

    /// The link with this id.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// The link of `token`. Every secret is compared, and each comparison takes the same time (R10).
    pub fn link_by_token(&self, token: &Token) -> Option<&Link> {
        let mut found = None;
        for link in &self.links {
            if link.secret.is(&token.secret) {
                found = Some(link);
            }
        }
        found.filter(|_| token.basket_id == self.id)
    }

    /// The URL a guest opens.
    pub fn link_url(&self, link: &Link) -> String {
        let token = Token {
            basket_id: self.id,
            secret: link.secret.clone(),
        };
        format!("{}/pay/{token}", link.base_url)
    }

    /// The end of a link that is made at `now` and whose end nobody chose (R8).
    pub fn default_expiry(&self, life: SignedDuration, now: Timestamp) -> Timestamp {
        self.expiry_of(life, now, now)
    }

    /// The end of a link that was made at `made_at`, worked out at `now` (R8).
    ///
    /// It is the end of `life`, or the first departure at least half an hour ahead, whichever is earlier. It
    /// is at least half an hour ahead, and at most 180 days after the link was made.
    pub(super) fn expiry_of(
        &self,
        life: SignedDuration,
        made_at: Timestamp,
        now: Timestamp,
    ) -> Timestamp {
        let earliest = limits::after(now, limits::LINK_LIFE_MIN);
        let departure = self
            .items
            .iter()
            .filter_map(|item| item.starts_at)
            .filter(|starts_at| *starts_at >= earliest)
            .min();
        let end = limits::after(made_at, life);
        departure
            .map_or(end, |departure| departure.min(end))
            .min(limits::after(made_at, limits::LINK_LIFE_MAX))
            .max(earliest)
    }
}
