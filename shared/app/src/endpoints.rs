//! Webhook endpoints: making, changing, removing them, new secrets, and what was delivered.

use secrecy::SecretString;

use super::{CONFLICT_TRIES, Core, Error};
use crate::principal::Principal;
use crate::webhook::{Sealer, sign};
use paylink_domain::events::replay_webhook;
use paylink_domain::ids::{EventId, MerchantId, WebhookEndpointId};
use paylink_domain::limits;
use paylink_domain::merchant::Permission;
use paylink_domain::webhook::{EventType, WebhookRow};
use paylink_platform::random::Ids;
use paylink_store::StoreError;
use paylink_store::webhooks::{
    Delivery, DeliveryPage, Disabled, DisabledReason, Endpoint, Endpoints, SigningSecret,
};

/// What a merchant wants an endpoint to be. The address was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointRequest {
    /// Where events are posted.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// The types of event it gets; `None` is all.
    pub events: Option<Vec<EventType>>,
    /// Whether events are sent to it.
    pub enabled: bool,
}

/// An endpoint, with its secret where it was just made: it is never shown a second time.
#[derive(Debug, Clone)]
pub struct EndpointAndSecret {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The new secret.
    pub secret: Option<SecretString>,
}

/// A merchant's endpoints, oldest first.
pub async fn list_endpoints(core: &Core, principal: &Principal) -> Result<Endpoints, Error> {
    principal.require(Permission::Configure)?;
    Ok(core.store.get_endpoints(principal.merchant_id()).await?)
}

/// One endpoint of the caller's merchant.
pub async fn read_endpoint(
    core: &Core,
    principal: &Principal,
    id: WebhookEndpointId,
) -> Result<Endpoint, Error> {
    let endpoints = list_endpoints(core, principal).await?;
    endpoints.get(id).cloned().ok_or(Error::NotFound)
}

/// Makes an endpoint. With the same ids, the one that was made before is answered, without its secret.
pub async fn create_endpoint(
    core: &Core,
    principal: &Principal,
    ids: &Ids,
    sealer: &Sealer,
    request: EndpointRequest,
) -> Result<EndpointAndSecret, Error> {
    principal.require(Permission::Configure)?;
    let id = ids.webhook_endpoint();
    let (signing, secret) = new_secret(core, ids, sealer, id)?;
    change_endpoints(core, principal.merchant_id(), |endpoints| {
        if let Some(known) = endpoints.get(id) {
            return Ok(EndpointAndSecret {
                endpoint: known.clone(),
                secret: None,
            });
        }
        if endpoints.endpoints.len() >= limits::WEBHOOK_ENDPOINTS {
            return Err(Error::TooManyEndpoints);
        }
        let mut endpoint = Endpoint {
            id,
            url: String::new(),
            description: None,
            events: None,
            secrets: vec![signing.clone()],
            created_at: core.now(),
            disabled: None,
            failing_since: None,
            disabling_until: None,
        };
        set(core, &mut endpoint, &request);
        endpoints.endpoints.push(endpoint.clone());
        Ok(EndpointAndSecret {
            endpoint,
            secret: Some(secret.clone()),
        })
    })
    .await
}

/// Changes an endpoint; its secrets stay. One that is enabled again starts with a clean slate.
pub async fn change_endpoint(
    core: &Core,
    principal: &Principal,
    id: WebhookEndpointId,
    request: &EndpointRequest,
) -> Result<Endpoint, Error> {
    principal.require(Permission::Configure)?;
    change_endpoints(core, principal.merchant_id(), |endpoints| {
        let endpoint = endpoints.get_mut(id).ok_or(Error::NotFound)?;
        set(core, endpoint, request);
        Ok(endpoint.clone())
    })
    .await
}

/// Removes an endpoint. What still waits for it is dropped when its turn comes.
pub async fn delete_endpoint(
    core: &Core,
    principal: &Principal,
    id: WebhookEndpointId,
) -> Result<(), Error> {
    principal.require(Permission::Configure)?;
    change_endpoints(core, principal.merchant_id(), |endpoints| {
        endpoints.get(id).ok_or(Error::NotFound)?;
        endpoints.endpoints.retain(|endpoint| endpoint.id != id);
        Ok(())
    })
    .await
}

/// Gives an endpoint a new secret. The one before goes on signing beside it for a day, so that no
/// receiver misses an event while it changes over. With the same ids, nothing is changed again and
/// the secret not shown again.
pub async fn rotate_secret(
    core: &Core,
    principal: &Principal,
    ids: &Ids,
    sealer: &Sealer,
    id: WebhookEndpointId,
) -> Result<EndpointAndSecret, Error> {
    principal.require(Permission::Configure)?;
    let (signing, secret) = new_secret(core, ids, sealer, id)?;
    change_endpoints(core, principal.merchant_id(), |endpoints| {
        let endpoint = endpoints.get_mut(id).ok_or(Error::NotFound)?;
        let now = core.now();
        let known = endpoint.secrets.iter().any(|known| known.id == signing.id);
        if !known {
            let until = limits::after(now, limits::ROTATED_SECRET_LIFE);
            endpoint
                .secrets
                .retain(|secret| secret.until.is_none_or(|until| now < until));
            for old in &mut endpoint.secrets {
                old.until.get_or_insert(until);
            }
            endpoint.secrets.insert(0, signing.clone());
            // A header has room for so many, and whoever rotates that often wants the old ones gone.
            endpoint.secrets.truncate(SECRETS);
        }
        Ok(EndpointAndSecret {
            endpoint: endpoint.clone(),
            secret: (!known).then(|| secret.clone()),
        })
    })
    .await
}

/// The most secrets that sign at once.
const SECRETS: usize = 3;

/// A page of what was delivered to an endpoint, or was not, newest first.
pub async fn list_deliveries(
    core: &Core,
    principal: &Principal,
    id: WebhookEndpointId,
    after: Option<EventId>,
    limit: i32,
) -> Result<DeliveryPage, Error> {
    read_endpoint(core, principal, id).await?;
    Ok(core.store.list_deliveries(id, after, limit).await?)
}

/// Has an event sent to an endpoint once more, as its basket is now, under the same id. Answers the
/// delivery as it was. With the same ids, it is not sent again.
pub async fn replay_delivery(
    core: &Core,
    principal: &Principal,
    ids: &Ids,
    id: WebhookEndpointId,
    event: EventId,
) -> Result<Delivery, Error> {
    let endpoint = read_endpoint(core, principal, id).await?;
    if !endpoint.is_enabled() {
        return Err(Error::EndpointDisabled);
    }
    let delivery = core
        .store
        .get_delivery(id, event)
        .await?
        .ok_or(Error::NotFound)?;
    let asked_at = ids.at();
    if delivery.replayed_at == Some(asked_at) {
        return Ok(delivery);
    }
    let stored = core.load(principal, delivery.basket_id).await?;
    let row = WebhookRow::new(
        event,
        delivery.event.clone(),
        Some(id),
        delivery.occurred_at,
    );
    core.update(stored, |basket, now| {
        Ok(replay_webhook(basket, row.clone(), asked_at, now))
    })
    .await?;
    Ok(delivery)
}

/// Reads a merchant's endpoints, changes and writes them until nobody else was faster. What changes
/// nothing writes nothing.
pub async fn change_endpoints<T>(
    core: &Core,
    merchant: MerchantId,
    change: impl Fn(&mut Endpoints) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut tries = 0;
    loop {
        let read = core.store.get_endpoints(merchant).await?;
        let mut next = read.clone();
        let answer = change(&mut next)?;
        if next == read {
            return Ok(answer);
        }
        match core
            .store
            .save_endpoints(merchant, &read, next.endpoints)
            .await
        {
            Ok(_) => return Ok(answer),
            Err(StoreError::Conflict) if tries < CONFLICT_TRIES => {
                tries += 1;
                core.pause(tries).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn set(core: &Core, endpoint: &mut Endpoint, request: &EndpointRequest) {
    endpoint.url.clone_from(&request.url);
    endpoint.description.clone_from(&request.description);
    endpoint.events.clone_from(&request.events);
    if !request.enabled {
        endpoint.disabled.get_or_insert_with(|| Disabled {
            at: core.now(),
            reason: DisabledReason::ByMerchant,
        });
    } else if endpoint.disabled.take().is_some() {
        endpoint.failing_since = None;
        endpoint.disabling_until = None;
    }
}

fn new_secret(
    core: &Core,
    ids: &Ids,
    sealer: &Sealer,
    endpoint: WebhookEndpointId,
) -> Result<(SigningSecret, SecretString), Error> {
    let secret = sign::secret_of(ids.bytes());
    let sealed = sealer
        .seal(endpoint, &secret)
        .ok_or_else(|| StoreError::Corrupt("a secret cannot be encrypted".to_owned()))?;
    let signing = SigningSecret {
        id: ids.event().ulid().to_string(),
        sealed,
        created_at: core.now(),
        until: None,
    };
    Ok((signing, secret))
}
