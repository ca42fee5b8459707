//! Why a use case did not work.

use paylink_domain::decide::refusal::Refusal;
use paylink_domain::merchant::Permission;
use paylink_domain::team::TeamRefusal;
use paylink_gateway::GatewayError;
use paylink_store::StoreError;

/// A use case did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A rule refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The team stays as it is (R24).
    #[error(transparent)]
    Team(#[from] TeamRefusal),
    /// The merchant has as many API keys as it can have (R25).
    #[error("the merchant has too many API keys")]
    TooManyKeys,
    /// There is no such thing, or it is another merchant's (R24).
    #[error("there is no such thing here")]
    NotFound,
    /// What the same request made before was removed since.
    #[error("it was made and removed since")]
    RemovedSince,
    /// The caller's role does not allow it (R24).
    #[error("the caller may not do this")]
    Forbidden(Permission),
    /// Events are not sent to this endpoint.
    #[error("the webhook endpoint is disabled")]
    EndpointDisabled,
    /// The merchant has as many webhook endpoints as there can be.
    #[error("there are too many webhook endpoints")]
    TooManyEndpoints,
    /// The tables did not answer as needed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The gateway did not answer as needed.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
}
