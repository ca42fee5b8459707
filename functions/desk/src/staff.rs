//! The member of staff who is signed in.

use paylink::domain::merchant::{Merchant, Permission};
use paylink::principal::Principal;
use paylink::store::team::Member;

/// A signed-in member of staff.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Who they are and what they may do.
    pub principal: Principal,
    /// Their entry in our table, as it is now.
    pub member: Member,
    /// Whose data they see.
    pub merchant: Merchant,
    /// The token that their forms must carry.
    pub form_token: String,
    /// Under what the session is kept.
    pub session_key: String,
    /// What makes a button of this page, pressed twice, one operation.
    pub operation: String,
}

impl Staff {
    /// Whether the role may do this.
    pub fn may(&self, permission: Permission) -> bool {
        self.principal.may(permission)
    }
}
