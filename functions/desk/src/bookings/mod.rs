//! Bookings: the list of baskets, a new one, one of them, and what can be done with it.

mod act;
mod actions;
mod document;
mod lookup;
mod new;
mod overview;
mod share;
mod show;

use axum::Router;
use axum::routing::{get, post};

use crate::state::State;

/// The routes of the bookings.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/desk/bookings", get(overview::overview))
        .route("/desk/bookings/new", get(new::show).post(new::create))
        .route("/desk/bookings/{basket_id}", get(show::show))
        .route("/desk/bookings/{basket_id}/invoice", get(document::invoice))
        .route("/desk/bookings/{basket_id}/receipt", get(document::receipt))
        .route(
            "/desk/bookings/{basket_id}/links/{link_id}/qr",
            get(share::counter),
        )
        .route(
            "/desk/bookings/{basket_id}/buyer",
            post(actions::change_buyer),
        )
        .route(
            "/desk/bookings/{basket_id}/items",
            post(actions::change_items),
        )
        .route(
            "/desk/bookings/{basket_id}/cancel",
            post(actions::cancel_basket),
        )
        .route(
            "/desk/bookings/{basket_id}/links",
            post(actions::create_link),
        )
        .route(
            "/desk/bookings/{basket_id}/links/{link_id}/send",
            post(actions::send_link),
        )
        .route(
            "/desk/bookings/{basket_id}/links/{link_id}/cancel",
            post(actions::cancel_link),
        )
        .route(
            "/desk/bookings/{basket_id}/payments",
            post(actions::record_payment),
        )
        .route(
            "/desk/bookings/{basket_id}/payments/{payment_id}/accept",
            post(actions::accept_payment),
        )
        .route(
            "/desk/bookings/{basket_id}/payments/{payment_id}/refunds",
            post(actions::refund),
        )
        .route(
            "/desk/bookings/{basket_id}/tickets",
            post(actions::send_tickets),
        )
}
