//! The basket that an address names.

use axum::response::Response;
use paylink_app::baskets;
use paylink_domain::basket::Basket;
use paylink_http::request::path_id;

use crate::pages;
use crate::staff::Staff;
use crate::state::State;

/// Reads the basket with this id.
///
/// # Errors
/// The page that says why it cannot be shown.
pub async fn read_basket(
    state: &State,
    staff: &Staff,
    basket_id: &str,
) -> Result<Basket, Response> {
    let id = path_id(basket_id).map_err(|problem| pages::problem(Some(staff), &problem))?;
    match baskets::read_basket(&state.core, &staff.principal, id).await {
        Ok(stored) => Ok(stored.basket),
        Err(error) => Err(pages::problem(Some(staff), &error.into())),
    }
}
