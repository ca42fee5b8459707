//! The member of staff who is signed in. `guard` finds them; everything that shows a page reads them.

use paylink_app::principal::Principal;
use paylink_domain::merchant::{Merchant, Permission};
use paylink_store::team::Member;

/// A signed-in member of staff.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The identity and the permissions that use cases check.
    pub principal: Principal,
    /// Their entry in the team, read for this request.
    pub member: Member,
    /// The merchant whose data they see.
    pub merchant: Merchant,
    /// The token that their forms must carry.
    pub form_token: String,
    /// The key of the stored session: the hash of its cookie.
    pub session_key: String,
    /// A token for the forms of this page: a button that is pressed twice does its work once.
    pub operation: String,
}

impl Staff {
    /// Whether the role may do this.
    pub fn may(&self, permission: Permission) -> bool {
        self.principal.may(permission)
    }
}
