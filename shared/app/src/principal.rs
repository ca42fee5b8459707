//! Who is calling, as a value that only a check can make (R24, R25).

use crate::Error;
use paylink_domain::actor::Actor;
use paylink_domain::buyer::EmailAddress;
use paylink_domain::ids::MerchantId;
use paylink_domain::merchant::{Permission, Role};
use paylink_store::claims::ClaimScope;
use paylink_store::keys::ApiKey;
use paylink_store::team::Member;

/// The issuer's group whose members make merchants (R24).
const OPERATORS: &str = "operator";

/// A caller who was checked: whose data they see, and what they may do with it.
///
/// It is made from what the store keeps about a key or a member, and from nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    merchant_id: MerchantId,
    role: Role,
    actor: Actor,
}

/// Somebody whom the issuer vouches for: its signature, or its answer to us, was checked.
///
/// It is not yet anybody here; a member or an operator is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The issuer.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
    /// Their address, where the issuer says that it is theirs.
    pub verified_email: Option<EmailAddress>,
    /// What they are called there.
    pub name: Option<String>,
    /// The groups they are in.
    pub groups: Vec<String>,
}

/// Somebody who runs Paylink for merchants and makes them (R24). An operator sees no merchant's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    issuer: String,
    subject: String,
}

impl Operator {
    /// The operator that this person is, if they are one.
    pub fn of_identity(identity: &Identity) -> Option<Self> {
        let is_operator = identity.groups.iter().any(|group| group == OPERATORS);
        is_operator.then(|| Self {
            issuer: identity.issuer.clone(),
            subject: identity.subject.clone(),
        })
    }

    /// The issuer that signed them in.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Who they are there.
    pub fn subject(&self) -> &str {
        &self.subject
    }
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

impl From<&Principal> for ClaimScope {
    fn from(principal: &Principal) -> Self {
        Self::of_merchant(principal.merchant_id())
    }
}

impl From<&Operator> for ClaimScope {
    fn from(operator: &Operator) -> Self {
        Self::of_operator(operator.issuer(), operator.subject())
    }
}
