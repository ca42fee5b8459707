//! Making and revoking API keys (R25).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Core, Error};
use crate::principal::Principal;
use paylink_domain::ids::ApiKeyId;
use paylink_domain::merchant::{Permission, Role};
use paylink_platform::hash::sha256_hex;
use paylink_platform::random::Ids;
use paylink_store::StoreError;
use paylink_store::keys::{ApiKey, KeyEntry};

/// What every API key starts with.
pub const PREFIX: &str = "sk_";
/// Keys a merchant can have.
pub const KEYS: usize = 50;

/// What a key is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// What the merchant calls it.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// A key that was made.
#[derive(Debug, Clone)]
pub struct MadeKey {
    /// The key as the merchant sees it.
    pub entry: KeyEntry,
    /// The key itself, shown this once; `None` where the same ids made it before.
    pub secret: Option<SecretString>,
}

/// Makes a key. With the same ids, the key that was made before is answered without its secret:
/// nobody has that but whoever was answered first. A key whose first answer was lost is of no use
/// and is best revoked.
pub async fn create_key(
    core: &Core,
    principal: &Principal,
    ids: &Ids,
    new: NewKey,
) -> Result<MadeKey, Error> {
    principal.require(Permission::Administer)?;
    let merchant_id = principal.merchant_id();
    let id = ids.api_key();
    if let Some(entry) = core.store.get_key_entry(merchant_id, id).await? {
        return made_before(entry);
    }
    if list_keys(core, principal).await?.len() >= KEYS {
        return Err(Error::TooManyKeys);
    }
    // Not from the operation's seed, which is stored and would give the key away.
    let random = URL_SAFE_NO_PAD.encode(core.random.bytes::<32>());
    let secret = SecretString::from(format!("{PREFIX}{random}"));
    let entry = KeyEntry {
        id,
        name: new.name,
        role: new.role,
        sha256: sha256_hex(secret.expose_secret().as_bytes()),
        created_at: core.now(),
        created_by: principal.actor().clone(),
        last_used_at: None,
        revoked_at: None,
        expires_at: None,
    };
    match core.store.insert_key_entry(merchant_id, &entry).await {
        Ok(()) => {}
        // The same request, or the SDK repeating a write whose answer was lost.
        Err(StoreError::Conflict) => {
            let found = core.store.get_key_entry(merchant_id, id).await?;
            let found = found.ok_or(Error::NotFound)?;
            if found.sha256 != entry.sha256 {
                return made_before(found);
            }
        }
        Err(error) => return Err(error.into()),
    }
    // What makes the key good comes last: a key that works is always in the merchant's list.
    let key = ApiKey {
        id,
        merchant_id,
        role: entry.role,
        name: entry.name.clone(),
    };
    core.store.put_api_key(&entry.sha256, &key).await?;
    Ok(MadeKey {
        entry,
        secret: Some(secret),
    })
}

/// The answer to a request that made this key before.
fn made_before(entry: KeyEntry) -> Result<MadeKey, Error> {
    match entry.revoked_at {
        Some(_) => Err(Error::RemovedSince),
        None => Ok(MadeKey {
            entry,
            secret: None,
        }),
    }
}

/// The keys of the caller's merchant, in the order in which they were made.
pub async fn list_keys(core: &Core, principal: &Principal) -> Result<Vec<KeyEntry>, Error> {
    principal.require(Permission::Administer)?;
    let mut entries = core.store.key_entries(principal.merchant_id()).await?;
    entries.retain(|entry| entry.revoked_at.is_none());
    Ok(entries)
}

/// One of them.
pub async fn get_key(core: &Core, principal: &Principal, id: ApiKeyId) -> Result<KeyEntry, Error> {
    principal.require(Permission::Administer)?;
    let entry = core
        .store
        .get_key_entry(principal.merchant_id(), id)
        .await?;
    entry
        .filter(|entry| entry.revoked_at.is_none())
        .ok_or(Error::NotFound)
}

/// Revokes a key: it is dead everywhere within 60 seconds.
pub async fn revoke_key(core: &Core, principal: &Principal, id: ApiKeyId) -> Result<(), Error> {
    let entry = get_key(core, principal, id).await?;
    // What makes the key good goes first: as long as it is in the list, it can be revoked.
    core.store.delete_api_key(&entry.sha256).await?;
    core.store
        .put_revoked(principal.merchant_id(), &entry, core.now())
        .await?;
    Ok(())
}
