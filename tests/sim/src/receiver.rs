//! A merchant's system without a socket: it takes what it is sent.

use std::sync::{Arc, OnceLock};

use paylink::webhook::{AddressPolicy, Sealer, Transport, WebhookSender, WebhookSettings};

/// A receiver that takes everything.
#[derive(Debug)]
struct Receiver;

#[async_trait::async_trait]
impl Transport for Receiver {
    async fn post(
        &self,
        _url: reqwest::Url,
        _headers: reqwest::header::HeaderMap,
        _body: String,
    ) -> Result<u16, &'static str> {
        Ok(200)
    }
}

/// The sender of a sandbox.
pub fn sender() -> WebhookSender {
    static SEALER: OnceLock<Sealer> = OnceLock::new();
    let sealer = SEALER.get_or_init(|| Sealer::new(&"key of the simulator".into()).unwrap());
    let settings = WebhookSettings {
        sealer: sealer.clone(),
        policy: AddressPolicy::default(),
    };
    WebhookSender::with_transport(settings, Arc::new(Receiver))
}
