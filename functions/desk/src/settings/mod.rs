//! Settings: how the merchant looks to guests, whose account takes the money, who works here, and the
//! keys and endpoints of its own systems.
//!
//! | page | who |
//! |---|---|
//! | `profile` | owner, admin |
//! | `payments` | owner, admin; only an owner changes something |
//! | `team`, `keys` | owner |
//! | `webhooks`, `endpoint` | owner, admin |

mod done;
mod endpoint;
mod frame;
mod keys;
mod payments;
mod profile;
mod team;
mod webhook_rows;
mod webhooks;

use axum::Router;
use axum::routing::{get, post};

use crate::state::State;

/// The routes of the settings.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/desk/settings", get(profile::show).post(profile::save))
        .route("/desk/settings/payments", get(payments::show))
        .route("/desk/settings/payments/connect", post(payments::connect))
        .route("/desk/settings/payments/continue", get(payments::go_on))
        .route("/desk/settings/payments/return", get(payments::come_back))
        .route("/desk/settings/payments/refresh", post(payments::refresh))
        .route(
            "/desk/settings/payments/disconnect",
            post(payments::disconnect),
        )
        .route("/desk/settings/team", get(team::show).post(team::invite))
        .route("/desk/settings/team/{user_id}/role", post(team::set_role))
        .route(
            "/desk/settings/team/{user_id}/invitation",
            post(team::invite_again),
        )
        .route("/desk/settings/team/{user_id}/remove", post(team::remove))
        .route("/desk/settings/keys", get(keys::show).post(keys::create))
        .route("/desk/settings/keys/{key_id}/revoke", post(keys::revoke))
        .merge(webhooks::routes())
}
