//! The payment gateway: the port that the use cases call, and Stripe behind it.

mod port;
pub mod stripe;

pub use port::{
    Account, AccountRequest, Capture, ConnectedAccount, DisputeReport, EventKind, GatewayError,
    GatewayEvent, PaymentGateway, References, RefundReport, RefundRequest, Session, SessionRequest,
    SessionState,
};
pub use stripe::units::charge_limits;
