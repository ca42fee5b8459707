//! What staff and guests do with baskets, by the use cases of the product.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use paylink_app::attempts::settle_attempt;
use paylink_app::baskets::ManualPayment;
use paylink_app::checkout::{Press, start_payment};
use paylink_app::links::LinkRequest;
use paylink_app::principal::Principal;
use paylink_app::refunds::RefundOrder;
use paylink_app::{Core, baskets, links, refunds};
use paylink_domain::basket::Item;
use paylink_domain::buyer::Buyer;
use paylink_domain::decide::Command;
use paylink_domain::decide::create_basket::NewBasket;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::ids::BasketId;
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::Method;
use paylink_gateway::stripe::Stripe;
use paylink_platform::clock::ManualClock;
use serde_json::json;

use crate::handler::BoxError;

/// A member of staff at work.
#[derive(Clone)]
pub(crate) struct Desk<'a> {
    /// Where the app is.
    pub(crate) base_url: &'a str,
    /// Where the sandbox gateway is.
    pub(crate) sandbox: &'a str,
    pub(crate) core: Core,
    pub(crate) gateway: &'a Stripe,
    pub(crate) who: Principal,
}

impl Desk<'_> {
    /// The same as it would have been at another time.
    fn at(&self, time: Timestamp) -> Self {
        let mut past = self.clone();
        past.core.clock = Arc::new(ManualClock::new(time));
        past
    }

    /// The same so many days before.
    pub(super) fn ago(&self, days: i64) -> Result<Self, BoxError> {
        let hours = SignedDuration::from_hours(days * 24);
        Ok(self.at(self.core.now().saturating_sub(hours)?))
    }

    pub(super) async fn basket(
        &self,
        reference: &str,
        currency: &str,
        buyer: Buyer,
        items: Vec<Item>,
    ) -> Result<BasketId, BoxError> {
        // Ids sort by the millisecond, and lists are to show this order.
        tokio::time::sleep(Duration::from_millis(2)).await;
        let new = NewBasket {
            reference: reference.to_owned(),
            currency: Currency::from_code(currency).ok_or("no such currency")?,
            items,
            buyer,
            metadata: BTreeMap::new(),
        };
        let ids = self.core.ids();
        let stored = Box::pin(baskets::create_basket(&self.core, &self.who, &ids, new)).await?;
        Ok(stored.basket.id)
    }

    /// Makes a link and answers its token.
    pub(super) async fn link(
        &self,
        basket: BasketId,
        amount: AmountRequest,
        send_email: bool,
    ) -> Result<String, BoxError> {
        let request = LinkRequest {
            amount,
            send_email,
            expires_at: None,
            message: None,
            return_url: None,
            metadata: BTreeMap::new(),
            base_url: self.base_url.to_owned(),
        };
        let ids = self.core.ids();
        let (stored, link_id) = Box::pin(links::create_link(
            &self.core, &self.who, &ids, basket, request,
        ))
        .await?;
        let link = stored.basket.link(link_id).ok_or("the link is gone")?;
        let url = stored.basket.link_url(link);
        Ok(url.rsplit('/').next().unwrap_or_default().to_owned())
    }

    /// A guest pays through a link of their own.
    pub(super) async fn pay(
        &self,
        basket: BasketId,
        amount: AmountRequest,
    ) -> Result<(), BoxError> {
        let token = self.link(basket, amount, true).await?;
        let press = start_payment(&self.core, self.gateway, &token, Press::default());
        Box::pin(press).await?;
        let stored = baskets::read_basket(&self.core, &self.who, basket).await?;
        let attempt = stored
            .basket
            .attempts
            .last()
            .ok_or("no attempt was begun")?;
        let session = attempt
            .session_id()
            .ok_or("no session was opened")?
            .to_owned();
        let attempt_id = attempt.id;
        let client = paylink_platform::http_client::public_client(Duration::from_secs(10))?;
        let url = format!("{}/_sandbox/sessions/{session}/pay", self.sandbox);
        client
            .post(url)
            .json(&json!({}))
            .send()
            .await?
            .error_for_status()?;
        let settled = settle_attempt(&self.core, self.gateway, stored, attempt_id);
        Box::pin(settled).await?;
        Ok(())
    }

    pub(super) async fn cash(
        &self,
        basket: BasketId,
        minor: i64,
        confirm: bool,
    ) -> Result<(), BoxError> {
        self.receive(basket, minor, Method::Cash, confirm).await
    }

    /// Money comes in at the counter.
    pub(super) async fn receive(
        &self,
        basket: BasketId,
        minor: i64,
        method: Method,
        confirm: bool,
    ) -> Result<(), BoxError> {
        let ids = self.core.ids();
        let payment = ManualPayment {
            amount: Amount::new(minor),
            method,
            note: Some("at the counter".to_owned()),
            received_at: self.core.now(),
            confirm,
        };
        let (core, gateway) = (&self.core, self.gateway);
        let recorded =
            baskets::record_manual_payment(core, gateway, &self.who, &ids, basket, payment);
        Box::pin(recorded).await?;
        Ok(())
    }

    /// A part of the first payment goes back over the counter.
    pub(super) async fn give_back(&self, basket: BasketId, minor: i64) -> Result<(), BoxError> {
        let stored = baskets::read_basket(&self.core, &self.who, basket).await?;
        let payment = stored
            .basket
            .payments
            .first()
            .ok_or("nothing was received")?;
        let order = RefundOrder {
            payment_id: payment.id,
            amount: Some(Amount::new(minor)),
            reason: Some("one guest fell ill".to_owned()),
            keep_total: false,
            outside: false,
        };
        let (core, ids) = (&self.core, self.core.ids());
        let refund = refunds::refund_payment(core, self.gateway, &self.who, &ids, basket, order);
        Box::pin(refund).await?;
        Ok(())
    }

    pub(super) async fn cancel(&self, basket: BasketId) -> Result<(), BoxError> {
        let command = Command::CancelBasket { confirm: false };
        let changed = baskets::change_basket(&self.core, self.gateway, &self.who, basket, &command);
        Box::pin(changed).await?;
        Ok(())
    }
}
