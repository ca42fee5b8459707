//! Settings: what a function is told by its environment.
//!
//! A function reads just what it needs, once, at its cold start. What is missing is told in one
//! message with all names.

use std::collections::BTreeMap;

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::aws_client::AwsRoots;

/// The environment's names and values. An empty value counts as none, since templates cannot leave
/// a variable out.
#[derive(Clone, Default)]
pub struct Settings(BTreeMap<String, String>);

/// The start cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Settings are missing.
    #[error("missing settings: {}", .0.join(", "))]
    Missing(Vec<String>),
    /// A setting cannot be used.
    #[error("the setting {name} cannot be used: {reason}")]
    Invalid {
        /// Which.
        name: &'static str,
        /// Why.
        reason: String,
    },
}

impl Settings {
    /// The settings of this process.
    pub fn from_env() -> Self {
        Self::from_pairs(std::env::vars())
    }

    /// These settings.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(
            pairs
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        )
    }

    /// A setting that may be missing.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    /// A reader that collects the names that are missing.
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            settings: self,
            missing: Vec::new(),
            invalid: None,
        }
    }
}

/// Reads settings and remembers which are missing.
pub struct Reader<'a> {
    settings: &'a Settings,
    missing: Vec<String>,
    invalid: Option<ConfigError>,
}

impl Reader<'_> {
    /// A setting that must be there; empty until [`Self::finish`] reports it.
    pub fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.missing.push(name.to_owned());
            String::new()
        })
    }

    /// A setting that may be missing.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.settings.optional(name)
    }

    /// The error that names all that was missing, else what could not be used.
    pub fn finish(self) -> Result<(), ConfigError> {
        if !self.missing.is_empty() {
            return Err(ConfigError::Missing(self.missing));
        }
        self.invalid.map_or(Ok(()), Err)
    }
}

/// How AWS is reached: the platform hands over region and credentials, so no chain is searched.
#[derive(Debug, Clone)]
pub struct AwsSettings {
    /// The region.
    pub region: String,
    /// The role's temporary credentials.
    pub credentials: Credentials,
    /// Another address of DynamoDB, as the AWS SDKs name the variable.
    pub dynamodb_endpoint: Option<String>,
    /// Another address of SES.
    pub ses_endpoint: Option<String>,
    /// Another address of Secrets Manager.
    pub secrets_endpoint: Option<String>,
    /// The one HTTP client of all SDKs; there is one unless [`Reader::finish`] says why not.
    pub http: Option<SharedHttpClient>,
}

impl AwsSettings {
    /// Reads them. `AWS_CA_BUNDLE` names a file of certificates to trust in place of Amazon's, for
    /// endpoints of a test.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        let bundle = reader.optional("AWS_CA_BUNDLE");
        let roots = bundle.map_or(Ok(AwsRoots::AMAZON), |path| AwsRoots::read(&path));
        let http = roots.and_then(|roots| roots.client()).map_err(|reason| {
            reader.invalid = Some(ConfigError::Invalid {
                name: "AWS_CA_BUNDLE",
                reason,
            });
        });
        Self {
            region: reader.required("AWS_REGION"),
            credentials: Credentials::new(
                reader.required("AWS_ACCESS_KEY_ID"),
                reader.required("AWS_SECRET_ACCESS_KEY"),
                reader.optional("AWS_SESSION_TOKEN"),
                None,
                "environment",
            ),
            dynamodb_endpoint: reader.optional("AWS_ENDPOINT_URL_DYNAMODB"),
            ses_endpoint: reader.optional("AWS_ENDPOINT_URL_SESV2"),
            secrets_endpoint: reader.optional("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
            http: http.ok(),
        }
    }
}

/// The keys of the gateway: one secret, read once.
#[derive(Debug, Clone)]
pub struct StripeKeys {
    /// The platform account's API key.
    pub secret_key: SecretString,
    /// The webhook's signing secrets; two while one is being replaced.
    pub webhook_secrets: Vec<SecretString>,
}

/// The JSON in the secret.
#[derive(Deserialize)]
struct StripeSecret {
    secret_key: String,
    webhook_secrets: Vec<String>,
}

/// Where the keys of the gateway are.
#[derive(Debug, Clone)]
pub enum StripeKeySource {
    /// Here, from `STRIPE_SECRET_KEY` and `STRIPE_WEBHOOK_SECRETS` (comma separated).
    Given(StripeKeys),
    /// In the Secrets Manager secret `STRIPE_SECRET_ARN`, whose text is
    /// `{"secret_key": "sk_...", "webhook_secrets": ["whsec_..."]}`.
    Kept {
        /// The secret.
        arn: String,
        /// How it is reached.
        aws: Box<AwsSettings>,
    },
}

impl StripeKeySource {
    /// The source that the settings name.
    ///
    /// # Errors
    /// Where they name none.
    pub fn of(settings: &Settings, aws: &AwsSettings) -> Result<Self, ConfigError> {
        if let Some(key) = settings.optional("STRIPE_SECRET_KEY") {
            let secrets = settings
                .optional("STRIPE_WEBHOOK_SECRETS")
                .unwrap_or_default();
            let secrets = secrets.split(',').map(str::to_owned);
            return Ok(Self::Given(StripeKeys::new(key, secrets)));
        }
        let arn = settings
            .optional("STRIPE_SECRET_ARN")
            .ok_or_else(|| ConfigError::Missing(vec!["STRIPE_SECRET_ARN".to_owned()]))?;
        let aws = Box::new(aws.clone());
        Ok(Self::Kept { arn, aws })
    }

    /// The keys.
    ///
    /// # Errors
    /// Where the secret cannot be read or understood.
    pub async fn load(&self) -> Result<StripeKeys, ConfigError> {
        let (arn, aws) = match self {
            Self::Given(keys) => return Ok(keys.clone()),
            Self::Kept { arn, aws } => (arn, aws),
        };
        let invalid = |reason: String| ConfigError::Invalid {
            name: "STRIPE_SECRET_ARN",
            reason,
        };
        let text = read_secret(aws, arn.clone()).await.map_err(invalid)?;
        let secret: StripeSecret = serde_json::from_str(text.expose_secret()).map_err(|_| {
            invalid("its text is not {\"secret_key\", \"webhook_secrets\"} as JSON".to_owned())
        })?;
        Ok(StripeKeys::new(secret.secret_key, secret.webhook_secrets))
    }
}

impl StripeKeys {
    /// The keys that the settings name; see [`StripeKeySource`].
    ///
    /// # Errors
    /// Where they name none, or cannot be read.
    pub async fn load(settings: &Settings, aws: &AwsSettings) -> Result<Self, ConfigError> {
        StripeKeySource::of(settings, aws)?.load().await
    }

    fn new(key: String, secrets: impl IntoIterator<Item = String>) -> Self {
        let webhook_secrets = secrets
            .into_iter()
            .map(|secret| secret.trim().to_owned())
            .filter(|secret| !secret.is_empty())
            .map(SecretString::from)
            .collect();
        Self {
            secret_key: SecretString::from(key),
            webhook_secrets,
        }
    }
}

/// What the secrets of webhook endpoints are encrypted with: `WEBHOOK_KEY`, or the text of the Secrets
/// Manager secret `WEBHOOK_KEY_SECRET_ARN`.
pub async fn webhook_key(
    settings: &Settings,
    aws: &AwsSettings,
) -> Result<SecretString, ConfigError> {
    if let Some(key) = settings.optional("WEBHOOK_KEY") {
        return Ok(SecretString::from(key));
    }
    let name = "WEBHOOK_KEY_SECRET_ARN";
    let arn = settings
        .optional(name)
        .ok_or_else(|| ConfigError::Missing(vec![name.to_owned()]))?;
    let invalid = |reason: String| ConfigError::Invalid { name, reason };
    let key = read_secret(aws, arn).await.map_err(invalid)?;
    // A key that anybody could guess is worse than none.
    if key.expose_secret().len() < WEBHOOK_KEY_LENGTH {
        return Err(invalid("it is too short".to_owned()));
    }
    Ok(key)
}

/// The least length of the text that [`webhook_key`] reads from Secrets Manager.
const WEBHOOK_KEY_LENGTH: usize = 32;

/// The text of a secret at Secrets Manager.
async fn read_secret(aws: &AwsSettings, arn: String) -> Result<SecretString, String> {
    let mut config = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(aws_sdk_secretsmanager::config::BehaviorVersion::latest())
        .region(aws_sdk_secretsmanager::config::Region::new(
            aws.region.clone(),
        ))
        .credentials_provider(aws.credentials.clone());
    config.set_http_client(aws.http.clone());
    config.set_endpoint_url(aws.secrets_endpoint.clone());
    let answer = aws_sdk_secretsmanager::Client::from_conf(config.build())
        .get_secret_value()
        .secret_id(arn)
        .send()
        .await
        .map_err(|error| error.into_service_error().to_string())?;
    Ok(SecretString::from(
        answer.secret_string().unwrap_or_default(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_missing_names_stand_in_one_message() {
        let settings = Settings::from_pairs([
            ("A".to_owned(), "1".to_owned()),
            ("B".to_owned(), String::new()),
        ]);
        let mut reader = settings.reader();
        assert_eq!(reader.required("A"), "1");
        reader.required("B");
        reader.required("C");
        let message = reader.finish().unwrap_err().to_string();
        assert_eq!(message, "missing settings: B, C");
    }
}
