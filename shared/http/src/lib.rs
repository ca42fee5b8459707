//! The edge: requests in, answers out. The only place that knows status codes.

mod base_url;
pub mod caller;
pub mod headers;
pub mod idempotency;
pub mod json;
pub mod lambda;
pub mod page;
pub mod problem;
pub mod request;
pub mod token;
pub mod views;

pub use base_url::base_url;
pub use caller::{Caller, OperatorCaller};
pub use lambda::{RequestContext, serve};
pub use problem::{Problem, ProblemType};
pub use request::{ApiRequest, BODY_LIMIT};
pub use token::TokenVerifier;
