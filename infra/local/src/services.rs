//! The services beside the app: sandbox gateway, mailbox, issuer and database, and what functions are told of them.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use paylink_sandbox::{issuer, mailbox, stripe};

use crate::handler::Environment;
use crate::seed;
use crate::template::{Function, REGION};

/// The client that the desk is at the issuer.
const OIDC_CLIENT_ID: &str = "paylink-desk";

/// The address that emails come from.
const SENDER_ADDRESS: &str = "payments@paylink.test";

/// The platform's key at the sandbox gateway.
const STRIPE_SECRET_KEY: &str = "sk_test_paylink_local";

/// What the sandbox gateway signs its webhooks with.
const STRIPE_WEBHOOK_SECRET: &str = "whsec_paylink_local";

/// What the secrets of webhook endpoints are encrypted with here.
const WEBHOOK_KEY: &str = "paylink local webhook key";

/// Where everything listens; 0 is a free port.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ports {
    pub(crate) app: u16,
    pub(crate) stripe: u16,
    pub(crate) mailbox: u16,
    pub(crate) issuer: u16,
    pub(crate) dynamodb: u16,
}

impl Ports {
    /// The app's port and the four after it, or free ones for 0. `None` when they do not fit below 65536.
    pub(crate) fn from_app(app: u16) -> Option<Self> {
        if app == 0 {
            return Some(Self::default());
        }
        Some(Self {
            app,
            stripe: app.checked_add(1)?,
            mailbox: app.checked_add(2)?,
            issuer: app.checked_add(3)?,
            dynamodb: app.checked_add(4)?,
        })
    }
}

/// The port in a URL that ends with it; 0 where there is none.
pub(crate) fn port_of(url: &str) -> u16 {
    url.rsplit_once(':')
        .and_then(|(_, port)| port.parse().ok())
        .unwrap_or(0)
}

/// Where everything is, without a slash at the end.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    pub(crate) app: String,
    pub(crate) stripe: String,
    pub(crate) mailbox: String,
    pub(crate) issuer: String,
    pub(crate) dynamodb: String,
}

/// Why a sandbox service did not start.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum SandboxError {
    /// The gateway.
    Gateway(#[from] stripe::Error),
    /// The mailbox or the issuer.
    Other(#[from] paylink_sandbox::StartError),
}

/// The running sandbox.
pub(crate) struct Sandbox {
    pub(crate) stripe: stripe::Running,
    pub(crate) mailbox: mailbox::Running,
    pub(crate) issuer: issuer::Running,
}

impl Sandbox {
    /// Starts the sandbox. Its data is in `folder`, or nowhere; only then `issuer_key` is used.
    pub(crate) async fn start(
        ports: Ports,
        folder: Option<&Path>,
        issuer_key: Option<&'static str>,
        app: &str,
        callback: String,
    ) -> Result<Self, SandboxError> {
        let listen = |port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let file = |name: &str| folder.map(|folder| folder.join(name));
        let webhook =
            stripe::WebhookTarget::new(format!("{app}/webhooks/stripe"), STRIPE_WEBHOOK_SECRET);
        let stripe = stripe::start(stripe::Options {
            listen: listen(ports.stripe),
            database: file("stripe.sqlite"),
            webhook: Some(webhook),
            ..stripe::Options::new(STRIPE_SECRET_KEY)
        })
        .await?;
        let mailbox = mailbox::start(mailbox::Options {
            listen: listen(ports.mailbox),
            database: file("mailbox.sqlite"),
        })
        .await?;
        let issuer = issuer::start(issuer::Options {
            listen: listen(ports.issuer),
            database: file("issuer.sqlite"),
            signing_key: issuer_key.filter(|_| folder.is_none()),
            client_id: OIDC_CLIENT_ID.to_owned(),
            redirect_uris: vec![callback],
            users: seed::demo_users(),
            // A stack that is deployed without an issuer of its own gets Cognito.
            cognito: true,
            ..Default::default()
        })
        .await?;
        Ok(Self {
            stripe,
            mailbox,
            issuer,
        })
    }

    /// Frees ports and files.
    pub(crate) async fn stop(self) {
        self.stripe.stop().await;
        self.mailbox.stop().await;
        self.issuer.stop().await;
    }
}

/// The template's parameters on this machine.
pub(crate) fn parameters(at: &Addresses) -> BTreeMap<String, String> {
    [
        ("Stage", "local"),
        ("SenderAddress", SENDER_ADDRESS),
        ("OidcIssuer", &at.issuer),
        ("OidcClientId", OIDC_CLIENT_ID),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// A function's environment: what the template gives it, what the platform would add, and where things are here.
///
/// A name that the template does not give to the function does not reach it here either.
pub(crate) fn environment(function: &Function, at: &Addresses) -> Environment {
    let mut environment: Environment = function
        .environment
        .iter()
        .filter_map(|(name, value)| value.clone().map(|value| (name.clone(), value)))
        .collect();
    let named = |name: &str| function.environment.contains_key(name);
    // What stands there instead is set below, so that nothing asks a Secrets Manager that is not here.
    for secret in ["STRIPE_SECRET_ARN", "WEBHOOK_KEY_SECRET_ARN"] {
        environment.remove(secret);
    }
    let mut set = |name: &str, value: &str| environment.insert(name.to_owned(), value.to_owned());

    set("AWS_REGION", REGION);
    set("AWS_ACCESS_KEY_ID", "local");
    set("AWS_SECRET_ACCESS_KEY", "local");
    if named("BASE_URL") {
        set("BASE_URL", &at.app);
    }
    if named("BASKETS_TABLE") || named("MERCHANTS_TABLE") {
        set("AWS_ENDPOINT_URL_DYNAMODB", &at.dynamodb);
    }
    if named("SES_CONFIGURATION_SET") {
        set("AWS_ENDPOINT_URL_SESV2", &at.mailbox);
    }
    if named("STRIPE_SECRET_ARN") {
        set("STRIPE_BASE_URL", &at.stripe);
        set("STRIPE_SECRET_KEY", STRIPE_SECRET_KEY);
        set("STRIPE_WEBHOOK_SECRETS", STRIPE_WEBHOOK_SECRET);
    }
    if named("WEBHOOK_KEY_SECRET_ARN") {
        set("WEBHOOK_KEY", WEBHOOK_KEY);
        // Whoever tries webhooks on a laptop receives them there.
        set("WEBHOOK_ALLOW_LOOPBACK", "true");
    }
    environment
}
