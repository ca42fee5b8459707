//! Teams, and the ways into them (R24).
//!
//! | `pk` | `sk` | |
//! |---|---|---|
//! | `MERCHANT#id` | `TEAM` | [`Team`], the authority on who is a member and as what |
//! | `USER#issuer#subject` | `USER` | where this person has a place; it counts only as far as the team says so |
//! | `INVITE#email` | merchant | where somebody with this address is invited; the same |

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};

use super::merchants::{Keyed, merchant_key};
use super::{Store, StoreError};
use paylink_domain::buyer::EmailAddress;
use paylink_domain::ids::{MerchantId, UserId};
use paylink_domain::merchant::Role;
use paylink_domain::team::Team;

/// A person at a merchant, as the team knows them (R24).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The issuer that signs them in.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
    /// Whose data they see.
    pub merchant_id: MerchantId,
    /// Which user of its team they are.
    pub user_id: UserId,
    /// What they may do.
    pub role: Role,
    /// What they are called; their address where nobody said.
    pub name: String,
    /// The address they were invited at.
    pub email: EmailAddress,
}

/// Where a person has a place.
#[derive(Serialize, Deserialize)]
struct Place {
    merchant_id: MerchantId,
    user_id: UserId,
}

/// Where an address is invited.
#[derive(Serialize, Deserialize)]
struct Invited {
    merchant_id: MerchantId,
}

impl Store {
    /// A merchant's team, the newest state; an empty one where there is none.
    pub async fn get_team(&self, id: MerchantId) -> Result<Team, StoreError> {
        let team = self.read(merchant_key(id), "TEAM").await?;
        Ok(team.unwrap_or_default())
    }

    /// Writes a changed team in the place of the one that was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where somebody else wrote since.
    pub async fn save_team(
        &self,
        id: MerchantId,
        read: &Team,
        mut next: Team,
    ) -> Result<Team, StoreError> {
        next.version = read.version.saturating_add(1);
        let item = Keyed {
            pk: merchant_key(id),
            sk: "TEAM",
            value: &next,
        };
        let saved = if read.version == 0 {
            self.write_if(item, "attribute_not_exists(pk)", None).await
        } else {
            self.write_if(item, "version = :read", Some(read.version))
                .await
        };
        // Also where it is not known whether it was written.
        self.cache.members.clear();
        saved.map(|()| next)
    }

    /// The member that an issuer knows by this subject, at most 60 seconds old.
    pub async fn find_member(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Member>, StoreError> {
        let key = (issuer.to_owned(), subject.to_owned());
        match self.cache.members.get(&key) {
            Some(member) => Ok(Some(member)),
            None => self.read_member(issuer, subject).await,
        }
    }

    /// The member that an issuer knows by this subject, the newest state.
    pub async fn read_member(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Member>, StoreError> {
        let place: Option<Place> = self.read(user_key(issuer, subject), "USER").await?;
        let Some(Place {
            merchant_id,
            user_id,
        }) = place
        else {
            return Ok(None);
        };
        let team = self.get_team(merchant_id).await?;
        let member = team
            .user(user_id)
            .filter(|user| user.is(issuer, subject))
            .map(|user| Member {
                issuer: issuer.to_owned(),
                subject: subject.to_owned(),
                merchant_id,
                user_id,
                role: user.role,
                name: user
                    .name
                    .clone()
                    .unwrap_or_else(|| user.email.as_str().to_owned()),
                email: user.email.clone(),
            });
        if let Some(member) = &member {
            let key = (issuer.to_owned(), subject.to_owned());
            self.cache.members.put(key, member.clone());
        }
        Ok(member)
    }

    /// Notes where a person has a place.
    pub async fn put_place(
        &self,
        issuer: &str,
        subject: &str,
        merchant_id: MerchantId,
        user_id: UserId,
    ) -> Result<(), StoreError> {
        self.write(Keyed {
            pk: user_key(issuer, subject),
            sk: "USER",
            value: Place {
                merchant_id,
                user_id,
            },
        })
        .await
    }

    /// Forgets that a person has a place, unless they have another one since.
    pub async fn delete_place(
        &self,
        issuer: &str,
        subject: &str,
        user_id: UserId,
    ) -> Result<(), StoreError> {
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(user_key(issuer, subject)))
            .key("sk", AttributeValue::S("USER".to_owned()))
            .condition_expression("user_id = :user")
            .expression_attribute_values(":user", AttributeValue::S(user_id.to_string()))
            .send()
            .await
            .map_err(StoreError::from);
        match deleted {
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Notes that an address is invited somewhere.
    pub async fn put_invitation(
        &self,
        email: &EmailAddress,
        merchant_id: MerchantId,
    ) -> Result<(), StoreError> {
        self.write(Keyed {
            pk: invitation_key(email),
            sk: &merchant_id.to_string(),
            value: Invited { merchant_id },
        })
        .await
    }

    /// Where an address is invited, as far as the teams still say so.
    pub async fn invitations_of(
        &self,
        email: &EmailAddress,
    ) -> Result<Vec<MerchantId>, StoreError> {
        let invited: Vec<Invited> = self.read_partition(&invitation_key(email)).await?;
        Ok(invited.into_iter().map(|entry| entry.merchant_id).collect())
    }

    /// Forgets that an address is invited somewhere.
    pub async fn delete_invitation(
        &self,
        email: &EmailAddress,
        merchant_id: MerchantId,
    ) -> Result<(), StoreError> {
        self.delete(invitation_key(email), &merchant_id.to_string())
            .await
    }
}

fn user_key(issuer: &str, subject: &str) -> String {
    format!("USER#{issuer}#{subject}")
}

/// Nobody has two mailboxes that differ in capitals only.
fn invitation_key(email: &EmailAddress) -> String {
    format!("INVITE#{}", email.as_str().to_ascii_lowercase())
}
