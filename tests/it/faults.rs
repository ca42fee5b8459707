//! The gateway fails, or somebody is faster, at the moment that hurts most.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;
use paylink_app::baskets::ManualPayment;
use paylink_app::checkout::Press;
use paylink_app::principal::Principal;
use paylink_app::refunds::RefundOrder;
use paylink_app::{Core, Error, baskets, checkout, refunds};
use paylink_domain::decide::Command;
use paylink_domain::ids::{AttemptId, BasketId, RefundId};
use paylink_domain::money::Amount;
use paylink_domain::payment::Method;
use paylink_gateway::stripe::Stripe;
use paylink_gateway::{
    Account, AccountRequest, ConnectedAccount, DisputeReport, GatewayError, GatewayEvent,
    PaymentGateway, References, RefundReport, RefundRequest, Session, SessionRequest,
};
use paylink_store::Stored;
use serde_json::json;

use crate::events::{core_ahead, owner};
use crate::world::{GOOD_CARD, World};

/// What happens inside the next call that ends a session, before it reaches the gateway.
#[derive(Debug)]
enum Meanwhile {
    /// The guest presses Pay on this link.
    PressPay { core: Core, token: String },
    /// The gateway cannot be reached.
    Outage,
    /// The gateway says that there is no such session.
    Gone,
}

/// Stripe, with one thing that happens at the worst moment.
#[derive(Debug)]
struct Worst {
    stripe: Stripe,
    meanwhile: Meanwhile,
    happened: AtomicBool,
}

impl Worst {
    async fn happen(&self) -> Result<(), GatewayError> {
        match &self.meanwhile {
            Meanwhile::Outage => Err(GatewayError::Unknown("timed out".to_owned())),
            Meanwhile::Gone => Err(GatewayError::NotFound),
            Meanwhile::PressPay { core, token } => {
                if !self.happened.swap(true, Ordering::SeqCst) {
                    let pressed =
                        checkout::start_payment(core, &self.stripe, token, Press::default()).await;
                    assert!(pressed.is_ok(), "{pressed:?}");
                }
                Ok(())
            }
        }
    }
}

#[async_trait]
impl PaymentGateway for Worst {
    async fn create_session(&self, request: &SessionRequest) -> Result<Session, GatewayError> {
        self.stripe.create_session(request).await
    }

    async fn retrieve_session(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<Session, GatewayError> {
        if matches!(self.meanwhile, Meanwhile::Gone | Meanwhile::Outage) {
            self.happen().await?;
        }
        self.stripe.retrieve_session(account, id).await
    }

    async fn expire_session(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<Session, GatewayError> {
        let session = match self.meanwhile {
            Meanwhile::PressPay { .. } => self.stripe.expire_session(account, id).await,
            Meanwhile::Outage | Meanwhile::Gone => self.stripe.retrieve_session(account, id).await,
        };
        self.happen().await?;
        session
    }

    async fn find_session(
        &self,
        account: Account<'_>,
        attempt_id: AttemptId,
        since: Timestamp,
    ) -> Result<Option<Session>, GatewayError> {
        self.stripe.find_session(account, attempt_id, since).await
    }

    async fn create_refund(&self, request: &RefundRequest) -> Result<RefundReport, GatewayError> {
        self.stripe.create_refund(request).await
    }

    async fn retrieve_refund(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<RefundReport, GatewayError> {
        self.stripe.retrieve_refund(account, id).await
    }

    async fn find_refund(
        &self,
        account: Account<'_>,
        payment_intent: &str,
        refund_id: RefundId,
    ) -> Result<Option<RefundReport>, GatewayError> {
        self.stripe
            .find_refund(account, payment_intent, refund_id)
            .await
    }

    async fn events_since(
        &self,
        account: Account<'_>,
        since: Timestamp,
    ) -> Result<Vec<GatewayEvent>, GatewayError> {
        self.stripe.events_since(account, since).await
    }

    async fn sessions_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Session>, GatewayError> {
        self.stripe.sessions_between(account, since, until).await
    }

    async fn refunds_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<RefundReport>, GatewayError> {
        self.stripe.refunds_between(account, since, until).await
    }

    async fn disputes_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<DisputeReport>, GatewayError> {
        self.stripe.disputes_between(account, since, until).await
    }

    async fn references_of_intent(
        &self,
        account: Account<'_>,
        payment_intent: &str,
    ) -> Result<Option<References>, GatewayError> {
        self.stripe
            .references_of_intent(account, payment_intent)
            .await
    }

    async fn create_account(
        &self,
        request: &AccountRequest,
    ) -> Result<ConnectedAccount, GatewayError> {
        self.stripe.create_account(request).await
    }

    async fn retrieve_account(&self, id: &str) -> Result<ConnectedAccount, GatewayError> {
        self.stripe.retrieve_account(id).await
    }

    async fn onboarding_url(
        &self,
        account: &str,
        return_url: &str,
    ) -> Result<String, GatewayError> {
        self.stripe.onboarding_url(account, return_url).await
    }
}

/// A basket of 170.00 whose guest stands on the gateway's page, and who can act on it.
struct Scene {
    world: World,
    core: Core,
    stripe: Stripe,
    staff: Principal,
    basket: String,
    link: serde_json::Value,
    page: String,
}

impl Scene {
    async fn set() -> Self {
        let world = World::start().await;
        let basket = world.basket().await;
        let link = world.link(&basket, json!({})).await;
        let page = world.press_pay(&link).await;
        let now = core_ahead(&world, 0).await;
        let staff = owner(&world).await;
        Self {
            core: now.core,
            stripe: now.gateway,
            staff,
            world,
            basket,
            link,
            page,
        }
    }

    fn id(&self) -> BasketId {
        self.basket.parse().unwrap()
    }

    fn worst(&self, meanwhile: Meanwhile) -> Worst {
        Worst {
            stripe: self.stripe.clone(),
            meanwhile,
            happened: AtomicBool::new(false),
        }
    }

    /// Staff record cash through this gateway.
    async fn cash(&self, gateway: &Worst, minor: i64, confirm: bool) -> Result<Stored, Error> {
        let payment = ManualPayment {
            amount: Amount::new(minor),
            method: Method::Cash,
            note: None,
            received_at: self.core.now(),
            confirm,
        };
        let ids = self.core.ids();
        baskets::record_manual_payment(&self.core, gateway, &self.staff, &ids, self.id(), payment)
            .await
    }
}

#[tokio::test]
async fn r17_a_session_that_opens_while_another_is_expired_is_expired_too() {
    let scene = Scene::set().await;
    let token = scene.link["url"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let press = Meanwhile::PressPay {
        core: scene.core.clone(),
        token,
    };
    let gateway = scene.worst(press);
    let recorded = scene.cash(&gateway, 17_000, false).await;
    assert!(recorded.is_ok(), "{recorded:?}");
    assert!(gateway.happened.load(Ordering::SeqCst));
    let basket = scene.world.read_basket(&scene.basket).await;
    assert_eq!(
        (&basket["outstanding"], &basket["reserved"]),
        (&json!(0), &json!(0))
    );
}

#[tokio::test]
async fn r17_cancelling_under_a_guest_who_has_just_paid_is_told_first() {
    let scene = Scene::set().await;
    scene.world.drop_webhooks().await;
    scene
        .world
        .enter_card(&scene.page, GOOD_CARD)
        .await
        .expect(303);
    let path = format!("/v1/baskets/{}/cancel", scene.basket);
    let told = scene.world.post(&path, json!({})).await.expect(409);
    assert_eq!(told.problem(), "payment-in-progress");
    let basket = scene.world.read_basket(&scene.basket).await;
    assert_eq!(
        (&basket["status"], &basket["paid"]),
        (&json!("paid"), &json!(17_000))
    );
    scene
        .world
        .post(&path, json!({"confirm": true}))
        .await
        .expect(200);
}

#[tokio::test]
async fn r17_an_outage_of_the_gateway_does_not_stop_staff_who_mean_it() {
    let scene = Scene::set().await;
    let gateway = scene.worst(Meanwhile::Outage);
    let refused = scene.cash(&gateway, 5_000, false).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    scene.cash(&gateway, 5_000, true).await.unwrap();
    assert_eq!(
        scene.world.read_basket(&scene.basket).await["outstanding"],
        12_000
    );
}

#[tokio::test]
async fn r12_a_session_that_is_gone_at_the_gateway_frees_its_amount_in_the_end() {
    let scene = Scene::set().await;
    let gateway = scene.worst(Meanwhile::Gone);
    let command = Command::CancelBasket { confirm: false };
    let early =
        baskets::change_basket(&scene.core, &gateway, &scene.staff, scene.id(), &command).await;
    assert!(
        matches!(early, Err(Error::Refused(_))),
        "it may still be payable: {early:?}"
    );
    let later = core_ahead(&scene.world, 60).await.core;
    let cancelled =
        baskets::change_basket(&later, &gateway, &scene.staff, scene.id(), &command).await;
    assert!(cancelled.is_ok(), "{cancelled:?}");
    assert_eq!(scene.world.read_basket(&scene.basket).await["reserved"], 0);
}

#[tokio::test]
async fn r17_a_command_that_changes_nothing_leaves_the_guests_session_alone() {
    let scene = Scene::set().await;
    let path = format!("/v1/baskets/{}/buyer", scene.basket);
    let same = json!({
        "name": "Anna Muster", "email": "anna@example.com", "language": "de", "phone": "+41 1",
    });
    scene.world.put(&path, same).await.expect(200);
    assert_eq!(
        scene.world.read_basket(&scene.basket).await["reserved"],
        17_000
    );
    scene
        .world
        .enter_card(&scene.page, GOOD_CARD)
        .await
        .expect(303);
}

#[tokio::test]
async fn r18_a_replaced_key_never_fails_a_refund() {
    let scene = Scene::set().await;
    scene
        .world
        .enter_card(&scene.page, GOOD_CARD)
        .await
        .expect(303);
    let paid = scene
        .world
        .basket_when(&scene.basket, |basket| basket["status"] == "paid")
        .await;
    let payment = paid["payments"][0]["id"].as_str().unwrap().parse().unwrap();
    let key = secrecy::SecretString::from("sk_test_of_yesterday");
    let yesterday = Stripe::new(key, Some(scene.world.stack.stripe.clone())).unwrap();
    let order = RefundOrder {
        payment_id: payment,
        amount: None,
        reason: None,
        keep_total: false,
        outside: false,
    };
    let ids = scene.core.ids();
    refunds::refund_payment(
        &scene.core,
        &yesterday,
        &scene.staff,
        &ids,
        scene.id(),
        order,
    )
    .await
    .unwrap();
    let waiting = scene.world.read_basket(&scene.basket).await;
    assert_eq!(waiting["refunds"][0]["status"], "pending");
    core_ahead(&scene.world, 2).await.tick().await;
    let returned = scene.world.read_basket(&scene.basket).await;
    assert_eq!(returned["refunds"][0]["status"], "succeeded");
}
