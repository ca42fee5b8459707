//! The HTTP client for everybody who is not AWS: the gateway and the sign-in issuer.

use std::time::Duration;

use rustls::{ClientConfig, RootCertStore};

/// A client that trusts the public certificate roots, follows no redirect, and gives up after
/// `timeout` altogether.
///
/// # Errors
/// Where the TLS library cannot be set up.
pub fn public_client(timeout: Duration) -> Result<reqwest::Client, String> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(timeout)
        .connect_timeout(Duration::from_secs(3))
        .build()
        .map_err(|error| error.to_string())
}
