//! A form that was posted to a basket, and the answers that all such forms share.

use axum::extract::{FromRequest, FromRequestParts as _, Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use paylink_app::{Error, baskets};
use paylink_domain::basket::Basket;
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::ids::BasketId;
use paylink_domain::merchant::Permission;
use paylink_domain::money::Currency;
use serde::Deserialize;

use super::lookup;
use super::show::{Panel, ShowPage, Wanted};
use crate::forms::Trouble;
use crate::guard::{Failure, Posted};
use crate::pages;
use crate::state::State;
use crate::texts::{self, Done};

/// A form that was posted to a basket of the merchant.
pub struct Act {
    pub state: State,
    pub posted: Posted,
    pub id: BasketId,
    pub basket: Basket,
}

impl FromRequest<State> for Act {
    type Rejection = Response;

    /// Reads the form and the basket if the user may sell. A refund checks its own permission as well.
    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let basket_id = Path::<OfBasket>::from_request_parts(&mut parts, state)
            .await
            .map(|Path(of)| of.basket_id)
            .unwrap_or_default();
        let posted = Posted::from_request(Request::from_parts(parts, body), state).await?;
        let staff = &posted.staff;
        if !staff.may(Permission::Sell) {
            return Err(pages::forbidden(staff));
        }
        let basket = lookup::read_basket(state, staff, &basket_id).await?;
        Ok(Self {
            state: state.clone(),
            id: basket.id,
            basket,
            posted,
        })
    }
}

/// The basket that a path names.
#[derive(Deserialize)]
struct OfBasket {
    basket_id: String,
}

impl Act {
    /// The merchant's time zone.
    pub fn zone(&self) -> &str {
        &self.posted.staff.merchant.time_zone
    }

    /// Whether staff confirmed the action (R17).
    pub fn confirmed(&self) -> bool {
        self.posted.form.get("confirm") == "true"
    }

    /// Goes back to the basket and says what was done.
    pub fn done(&self, done: Done, anchor: &str) -> Response {
        self.to(&format!("?done={}#{anchor}", done.word()))
    }

    /// Goes back to the basket; `rest` is the query and the anchor.
    pub fn to(&self, rest: &str) -> Response {
        Redirect::to(&format!("/desk/bookings/{}{rest}", self.id)).into_response()
    }

    /// Shows the basket with a panel that has errors.
    fn shown(&self, status: StatusCode, basket: &Basket, panel: Panel) -> Response {
        let page = ShowPage::of(
            &self.posted.staff,
            basket,
            self.state.core.now(),
            Wanted::from(panel),
        );
        pages::html(status, &page)
    }

    /// Shows the form again with what was typed and what is wrong.
    pub fn wrong(&self, panel: Panel) -> Response {
        self.shown(StatusCode::UNPROCESSABLE_ENTITY, &self.basket, panel)
    }

    /// Shows on the page of the basket, read again, why the action was not done. `panel` puts the reason
    /// where the button is. `anyway` gives the label of a button that does it all the same.
    pub async fn failed(
        &self,
        failure: Failure,
        currency: Currency,
        anyway: impl Fn(&Refusal) -> Option<&'static str>,
        panel: impl FnOnce(&Basket, Trouble) -> Panel,
    ) -> Response {
        let staff = &self.posted.staff;
        let trouble = match &failure.error {
            Some(Error::Refused(refusal)) => Trouble {
                text: texts::refusal(refusal, currency, self.zone()),
                anyway: anyway(refusal),
            },
            Some(Error::Gateway(_)) => Trouble {
                text: texts::GATEWAY_AWAY.to_owned(),
                anyway: None,
            },
            Some(
                Error::NotFound
                | Error::RemovedSince
                | Error::Forbidden(_)
                | Error::EndpointDisabled
                | Error::TooManyEndpoints
                | Error::Team(_)
                | Error::TooManyKeys
                | Error::Store(_),
            )
            | None => {
                return pages::problem(Some(staff), &failure.problem);
            }
        };
        match baskets::read_basket(&self.state.core, &staff.principal, self.id).await {
            Ok(stored) => {
                let panel = panel(&stored.basket, trouble);
                self.shown(failure.problem.kind.status(), &stored.basket, panel)
            }
            Err(error) => pages::problem(Some(staff), &error.into()),
        }
    }
}
