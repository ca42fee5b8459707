//! Who is calling, as a value that only a check can make (R24, R25).

use crate::domain::basket::Actor;
use crate::domain::ids::MerchantId;
use crate::domain::merchant::{Permission, Role};
use crate::store::merchants::{ApiKey, Member};
use crate::usecase::Error;

/// A caller who was checked: whose data they see, and what they may do with it.
///
/// It is made from what the store keeps about a key or a member, and from nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    merchant_id: MerchantId,
    role: Role,
    actor: Actor,
}

impl Principal {
    /// The caller with this key.
    pub fn of_api_key(key: &ApiKey) -> Self {
        let actor = Actor::ApiKey {
            id: key.id,
            name: key.name.clone(),
        };
        Self {
            merchant_id: key.merchant_id,
            role: key.role,
            actor,
        }
    }

    /// The signed-in member.
    pub fn of_member(member: &Member) -> Self {
        let actor = Actor::User {
            name: member.name.clone(),
        };
        Self {
            merchant_id: member.merchant_id,
            role: member.role,
            actor,
        }
    }

    /// Whose data the caller sees.
    pub const fn merchant_id(&self) -> MerchantId {
        self.merchant_id
    }

    /// The caller's role.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The caller as the history names them (R19).
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Whether the caller may do this.
    pub const fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// Refuses a caller who may not do this.
    pub const fn require(&self, permission: Permission) -> Result<(), Error> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden(permission))
        }
    }
}
