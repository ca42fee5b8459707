//! The HTTP client for AWS alone. Everybody else is reached by [`crate::http_client`].

use std::borrow::Cow;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::http_client::client_builder;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The certificates that AWS's endpoints may chain to, as PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsRoots(Cow<'static, [u8]>);

impl AwsRoots {
    /// Amazon's own, as <https://www.amazontrust.com/repository/> lists them. Reading the system's
    /// store of all public roots would be the longest part of a cold start.
    pub const AMAZON: Self = Self(Cow::Borrowed(include_bytes!("amazon_roots.pem")));

    /// Those of a file, as other AWS tools take it from `AWS_CA_BUNDLE`.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn read(path: &str) -> Result<Self, String> {
        let text = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
        Ok(Self(Cow::Owned(text)))
    }

    /// A client for the AWS SDKs that trusts these and nobody else.
    ///
    /// # Errors
    /// Where they hold no certificate, or one that cannot be used.
    pub fn client(&self) -> Result<SharedHttpClient, String> {
        let client = client_builder(self.store()?)?.connect_timeout(CONNECT_TIMEOUT);
        let client = client.build().map_err(|error| error.to_string())?;
        Ok(SharedHttpClient::new(Client(client)))
    }

    fn store(&self) -> Result<RootCertStore, String> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(&self.0) {
            let certificate = certificate.map_err(|error| error.to_string())?;
            let added = roots.add(certificate);
            added.map_err(|error| error.to_string())?;
        }
        if roots.is_empty() {
            return Err("there is no certificate in it".to_owned());
        }
        Ok(roots)
    }
}

/// What carries the SDKs' calls: the same HTTP library that the gateway is called with, so that a
/// function need not hold two, and one that only speaks HTTP/1.1, as the tables' endpoint does.
///
/// How long a call may take, and when it is repeated, is the SDKs' business.
#[derive(Debug, Clone)]
struct Client(reqwest::Client);

impl HttpClient for Client {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Client {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = self.0.clone();
        HttpConnectorFuture::new(async move { send(&client, request).await })
    }
}

async fn send(
    client: &reqwest::Client,
    request: HttpRequest,
) -> Result<HttpResponse, ConnectorError> {
    let request = request
        .try_into_http1x()
        .map_err(|error| ConnectorError::user(error.into()))?;
    // No call of ours sends a stream, which would have no bytes yet.
    let request = request.map(|body| body.bytes().map(<[u8]>::to_vec).unwrap_or_default());
    let request = reqwest::Request::try_from(request).map_err(failed)?;
    let response = client.execute(request).await.map_err(failed)?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.map_err(failed)?;
    let mut answer = http::Response::new(SdkBody::from(body));
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    HttpResponse::try_from(answer).map_err(|error| ConnectorError::other(error.into(), None))
}

/// The SDKs repeat a call that failed on the way.
fn failed(error: reqwest::Error) -> ConnectorError {
    let error = error.without_url();
    if error.is_builder() {
        ConnectorError::user(error.into())
    } else if error.is_timeout() {
        ConnectorError::timeout(error.into())
    } else {
        ConnectorError::io(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http_client::public_roots;

    #[test]
    fn amazons_roots_are_five_of_the_many_that_everybody_else_is_checked_against() {
        let amazon = AwsRoots::AMAZON.store().unwrap().roots;
        assert_eq!(amazon.len(), 5);
        let public = public_roots().roots;
        assert!(amazon.iter().all(|root| public.contains(root)));
        assert!(public.len() > 100, "{}", public.len());
    }

    #[test]
    fn a_file_without_a_usable_certificate_is_an_error_and_no_panic() {
        let roots = |text: &'static str| AwsRoots(Cow::Borrowed(text.as_bytes())).client();
        for text in [
            "",
            "no certificate",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----\n",
        ] {
            assert!(roots(text).is_err(), "{text}");
        }
        assert!(AwsRoots::read("/nowhere/ca.pem").is_err());
    }
}
