//! API keys of merchants that the stack makes itself, because their text has to be known on the laptop.

use paylink_app::Core;
use paylink_domain::actor::Actor;
use paylink_domain::ids::MerchantId;
use paylink_domain::merchant::Role;
use paylink_platform::hash::sha256_hex;
use paylink_store::keys::{ApiKey, KeyEntry};

use crate::handler::BoxError;

/// Writes an API key of a merchant.
pub(crate) async fn put_key(
    core: &Core,
    merchant_id: MerchantId,
    text: &str,
) -> Result<ApiKey, BoxError> {
    let entry = KeyEntry {
        id: core.ids().api_key(),
        name: "Booking system".to_owned(),
        role: Role::Owner,
        sha256: sha256_hex(text.as_bytes()),
        created_at: core.now(),
        created_by: Actor::System,
        last_used_at: None,
        revoked_at: None,
        expires_at: None,
    };
    core.store.insert_key_entry(merchant_id, &entry).await?;
    let key = ApiKey {
        id: entry.id,
        merchant_id,
        role: entry.role,
        name: entry.name,
    };
    core.store.put_api_key(&entry.sha256, &key).await?;
    Ok(key)
}
