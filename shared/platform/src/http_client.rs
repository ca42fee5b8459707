//! The HTTP client for everybody who is not AWS: the gateway, the sign-in issuer, merchants' endpoints.

use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, RootCertStore};

/// A client that trusts the public certificate roots, follows no redirect, and gives up after
/// `timeout` altogether.
///
/// # Errors
/// Where the TLS library cannot be set up.
pub fn public_client(timeout: Duration) -> Result<reqwest::Client, String> {
    public_client_builder(timeout)?
        .build()
        .map_err(|error| error.to_string())
}

/// As [`public_client`], to be set up further.
///
/// # Errors
/// Where the TLS library cannot be set up.
pub fn public_client_builder(timeout: Duration) -> Result<reqwest::ClientBuilder, String> {
    Ok(client_builder(public_roots())?
        .timeout(timeout)
        .connect_timeout(Duration::from_secs(3)))
}

/// The roots that browsers trust.
pub(crate) fn public_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots
}

/// A client that trusts these roots and follows no redirect, to be set up further.
///
/// # Errors
/// Where the TLS library cannot be set up.
pub(crate) fn client_builder(roots: RootCertStore) -> Result<reqwest::ClientBuilder, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none()))
}
