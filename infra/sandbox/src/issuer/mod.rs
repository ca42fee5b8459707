//! A small OpenID Connect issuer with demo users, so that the desk's sign-in code is the deployed
//! one. Authorization code flow with PKCE (S256), RS256; no passwords: the sign-in page has a
//! button for each demo user.
//!
//! | call | answer |
//! |---|---|
//! | `GET /.well-known/openid-configuration` | discovery |
//! | `GET /jwks`, `GET /.well-known/jwks.json` | the public key |
//! | `GET /authorize` | the sign-in page |
//! | `POST /sign-in` | what the page's buttons do: back to the client with a code |
//! | `POST /token` | code for tokens; a code works once and for a minute |
//! | `GET, POST /userinfo` | who an access token belongs to |
//! | `GET, POST /logout` | `post_logout_redirect_uri` (or Cognito's `logout_uri`) |
//! | `POST /_sandbox/tokens` | tokens without a browser, see [`start`] |
//! | `GET, POST /_sandbox/users` | list the demo users; add or replace one ([`DemoUser`] as JSON) |
//!
//! The issuer keeps no session of its own: every sign-in shows the page, and `prompt=none` is
//! answered with `login_required`.

mod authorize;
mod keys;
mod mint;
mod pages;
mod request;
mod state;
mod store;
#[cfg(test)]
mod tests;
mod token;
mod user;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use self::keys::SigningKey;
use self::state::Issuer;
use self::store::Store;
pub use self::user::DemoUser;
use crate::StartError;
use crate::server::{Server, bind};

/// A signing key for tests, which spares them the making of one. It is no secret.
pub const TEST_KEY: &str = include_str!("test-key.pem");

/// Where the issuer listens and whom it knows.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address to listen on; port 0 takes a free one. The issuer's URL follows from it, so a
    /// fixed port keeps the URL over a restart.
    pub listen: SocketAddr,
    /// The SQLite file (made when missing) with the signing key; `None` makes a key that is
    /// forgotten.
    pub database: Option<PathBuf>,
    /// The signing key, as PKCS #8 in PEM; `None` takes that of the file.
    pub signing_key: Option<&'static str>,
    /// The one client that may ask for sign-ins.
    pub client_id: String,
    /// The client's secret. With `None` the client is a public one, and a secret that it sends is
    /// not looked at.
    pub client_secret: Option<String>,
    /// Where a sign-in or sign-out may lead, besides every `http` URL on this machine's loopback.
    pub redirect_uris: Vec<String>,
    /// Who can sign in.
    pub users: Vec<DemoUser>,
    /// Whether tokens look like Amazon Cognito's: `token_use`, `cognito:groups`,
    /// `cognito:username`, and an access token with `client_id` instead of `aud`.
    pub cognito: bool,
}

impl Default for Options {
    /// A free port on the loopback, nothing kept, the public client `paylink-desk`, no users.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: None,
            signing_key: None,
            client_id: "paylink-desk".to_owned(),
            client_secret: None,
            redirect_uris: Vec::new(),
            users: Vec::new(),
            cognito: false,
        }
    }
}

/// An issuer that is being served until it is dropped or [stopped](Self::stop).
#[derive(Debug)]
pub struct Running {
    /// The issuer's name in tokens and the base of its URLs, without a slash at the end.
    pub issuer_url: String,
    server: Server,
}

impl Running {
    /// Answers what is under way and frees the port and the file.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

/// Starts the issuer on the current tokio runtime.
///
/// Tests get tokens from `POST /_sandbox/tokens` with
/// `{"sub", "audience"?, "expires_in"?, "nonce"?, "overrides"?}`: `expires_in` is in seconds and may
/// be negative, and each claim in `overrides` replaces that of both tokens, or removes it with
/// `null`. The answer is that of `/token`.
///
/// # Errors
/// When the address is taken, the file is not a usable database, or no key can be made.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let store = Store::open(options.database.as_deref())?;
    let key = match options.signing_key {
        Some(pem) => SigningKey::from_pem(pem)?,
        None => store.signing_key()?,
    };
    let (listener, address) = bind(options.listen).await?;
    let issuer_url = format!("http://{address}");
    let issuer = Issuer {
        url: issuer_url.clone(),
        client_id: options.client_id,
        client_secret: options.client_secret,
        redirect_uris: options.redirect_uris,
        cognito: options.cognito,
        key,
        store,
        users: options.users,
    };
    let server = Server::start(listener, router(Arc::new(issuer)));
    Ok(Running { issuer_url, server })
}

fn router(issuer: Arc<Issuer>) -> Router {
    Router::new()
        .route("/", get(pages::home))
        .route("/.well-known/openid-configuration", get(token::discovery))
        .route("/.well-known/jwks.json", get(token::jwks))
        .route("/jwks", get(token::jwks))
        .route("/authorize", get(authorize::authorize))
        .route("/sign-in", post(authorize::sign_in))
        .route("/token", post(token::token))
        .route("/userinfo", get(token::userinfo).post(token::userinfo))
        .route(
            "/logout",
            get(authorize::logout).post(authorize::logout_form),
        )
        .route("/_sandbox/tokens", post(mint::tokens))
        .route(
            "/_sandbox/users",
            get(mint::list_users).post(mint::add_user),
        )
        .with_state(issuer)
}
