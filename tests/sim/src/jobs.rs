//! What actors do: the use cases, as they are called in production, each in a sandbox of its own.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use jiff::SignedDuration;
use jiff::Timestamp;
use paylink_app::baskets::{ManualPayment, change_basket, record_manual_payment, send_tickets};
use paylink_app::checkout::{Press, request_new_link, settle_return, start_payment};
use paylink_app::links::{LinkRequest, cancel_link, create_link, send_link};
use paylink_app::principal::Principal;
use paylink_app::reconcile::reconcile;
use paylink_app::record_event::record_event;
use paylink_app::refunds::{RefundOrder, refund_payment};
use paylink_app::{Core, Error};
use paylink_delivery::mails::deliver_mails_of;
use paylink_delivery::tick::{send_webhooks, tick, work_off_shards};
use paylink_domain::basket::Item;
use paylink_domain::buyer::Buyer;
use paylink_domain::decide::Command;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::ids::{AttemptId, BasketId, LinkId, PaymentId};
use paylink_domain::money::Amount;
use paylink_domain::payment::Method;
use paylink_gateway::GatewayEvent;
use paylink_http::idempotency::run_once;
use paylink_http::problem::{Problem, ProblemType};
use paylink_mail::Mailer;
use paylink_platform::random::Ids;
use paylink_webhook::WebhookSender;
use paylink_webhook::deliver_webhooks_of;

use crate::gateway::ModelGateway;

/// What staff order, under an idempotency key.
#[derive(Debug, Clone)]
pub enum Order {
    CreateLink {
        request: AmountRequest,
        email: bool,
    },
    SendLink {
        link_id: LinkId,
    },
    CancelLink {
        link_id: LinkId,
        confirm: bool,
    },
    ChangeBuyer {
        buyer: Buyer,
        confirm: bool,
    },
    ChangeItems {
        items: Vec<Item>,
        confirm: bool,
    },
    CancelBasket {
        confirm: bool,
    },
    Enter {
        amount: Amount,
        note: String,
        confirm: bool,
        at: Timestamp,
    },
    Refund {
        payment_id: PaymentId,
        amount: Option<Amount>,
        keep_total: bool,
        outside: bool,
    },
    SendTickets {
        force: bool,
    },
}

impl Order {
    /// Whether staff said that they know of money under way (R17).
    pub const fn is_confirmed(&self) -> bool {
        match self {
            Self::CancelLink { confirm, .. }
            | Self::ChangeBuyer { confirm, .. }
            | Self::ChangeItems { confirm, .. }
            | Self::CancelBasket { confirm }
            | Self::Enter { confirm, .. } => *confirm,
            Self::CreateLink { .. }
            | Self::SendLink { .. }
            | Self::Refund { .. }
            | Self::SendTickets { .. } => false,
        }
    }
}

/// How a guest behaves on the gateway's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pays {
    /// By card; the capture differs from what was asked by this.
    Card(i64),
    /// By bank debit, which succeeds or not days later.
    Debit(bool),
    /// Not at all.
    Leaves,
}

/// What an actor does.
#[derive(Debug, Clone)]
pub enum Job {
    /// Staff order something on a basket.
    Staff {
        /// Which merchant's staff.
        merchant: usize,
        /// The idempotency key.
        key: u64,
        /// The basket.
        basket_id: BasketId,
        /// What.
        order: Order,
        /// How often it was tried before.
        tries: u32,
    },
    /// A guest presses Pay.
    Press {
        /// The link's token.
        token: String,
        /// What the guest chose.
        chosen: Option<Amount>,
        /// What the guest does then.
        pays: Pays,
        /// How often it was tried before.
        tries: u32,
    },
    /// A guest comes back from the gateway.
    Return {
        /// The link's token.
        token: String,
        /// The attempt in the address.
        attempt_id: AttemptId,
    },
    /// A guest asks for a new link.
    AskForLink {
        /// The old link's token.
        token: String,
    },
    /// The gateway delivers an event.
    Webhook {
        /// Its number in the gateway's books.
        event: usize,
        /// How often it was tried before.
        tries: u32,
    },
    /// The stream tells of a basket with mails.
    Stream {
        /// The basket.
        basket_id: BasketId,
        /// How often it was tried before.
        tries: u32,
    },
    /// The stream tells of a basket with events.
    SendWebhooks {
        /// The basket.
        basket_id: BasketId,
        /// How often it was tried before.
        tries: u32,
    },
    /// A minute has passed.
    Tick {
        /// The parts of the index that are looked at; where `None`, it is the whole of `tick`.
        shards: Option<Vec<u8>>,
        /// Whether the accounts are reconciled as well.
        reconciles: bool,
    },
}

impl Job {
    /// A word for the trace.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Staff { order, .. } => match order {
                Order::CreateLink { .. } => "create_link",
                Order::SendLink { .. } => "send_link",
                Order::CancelLink { .. } => "cancel_link",
                Order::ChangeBuyer { .. } => "change_buyer",
                Order::ChangeItems { .. } => "change_items",
                Order::CancelBasket { .. } => "cancel_basket",
                Order::Enter { .. } => "record_manual_payment",
                Order::Refund { .. } => "refund_payment",
                Order::SendTickets { .. } => "send_tickets",
            },
            Self::Press { .. } => "start_payment",
            Self::Return { .. } => "settle_return",
            Self::AskForLink { .. } => "request_new_link",
            Self::Webhook { .. } => "record_event",
            Self::Stream { .. } => "deliver_mails",
            Self::SendWebhooks { .. } => "deliver_webhooks",
            Self::Tick { .. } => "tick",
        }
    }

    /// Whether it sends mails.
    pub const fn sends_mails(&self) -> bool {
        matches!(self, Self::Stream { .. } | Self::Tick { .. })
    }
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// The guest is sent to this page.
    Page(String),
    /// A rule refused it: the problem's code.
    Refused(&'static str),
    /// It did not work, and may be tried again.
    Failed(String),
}

/// What one sandbox works with.
#[derive(Debug)]
pub struct Sandbox {
    /// Tables, time, randomness.
    pub core: Core,
    /// The gateway.
    pub gateway: ModelGateway,
    /// The mail service.
    pub mailer: Mailer,
    /// The sender of webhooks.
    pub webhooks: WebhookSender,
}

/// A job at work.
pub type Work = Pin<Box<dyn Future<Output = Outcome>>>;

impl Sandbox {
    /// Starts a job. `event` is what a webhook delivers.
    pub fn start(self, job: Job, principal: Principal, event: Option<GatewayEvent>) -> Work {
        match job {
            Job::Staff {
                key,
                basket_id,
                order,
                ..
            } => Box::pin(async move {
                let fingerprint = format!("{basket_id} {order:?}");
                let key = format!("key-{key}");
                let done = run_once(&self.core, &principal, &key, &fingerprint, async |ids| {
                    self.carry_out(&principal, &ids, basket_id, order.clone())
                        .await
                        .map_err(Problem::from)
                })
                .await;
                match done {
                    Ok(()) => Outcome::Done,
                    Err(problem) => of_problem(&problem),
                }
            }),
            Job::Press { token, chosen, .. } => Box::pin(async move {
                let press = Press {
                    chosen,
                    ..Press::default()
                };
                match start_payment(&self.core, &self.gateway, &token, press).await {
                    Ok(page) => Outcome::Page(page),
                    Err(error) => of_problem(&error.into()),
                }
            }),
            Job::Return { token, attempt_id } => Box::pin(async move {
                let back = settle_return(&self.core, &self.gateway, &token, Some(attempt_id));
                of_result(back.await.map(drop))
            }),
            Job::AskForLink { token } => {
                Box::pin(async move { of_result(request_new_link(&self.core, &token).await) })
            }
            Job::Webhook { .. } => Box::pin(async move {
                let event = event.unwrap();
                of_result(
                    record_event(&self.core, &self.gateway, &event)
                        .await
                        .map(drop),
                )
            }),
            Job::Stream { basket_id, .. } => Box::pin(async move {
                of_result(deliver_mails_of(&self.core, &self.mailer, basket_id).await)
            }),
            Job::SendWebhooks { basket_id, .. } => Box::pin(async move {
                of_result(deliver_webhooks_of(&self.core, &self.webhooks, basket_id).await)
            }),
            Job::Tick { shards, reconciles } => Box::pin(async move {
                let Self {
                    core,
                    gateway,
                    mailer,
                    webhooks,
                } = &self;
                let failed = match shards {
                    None => tick(core, gateway, mailer, webhooks).await.failed,
                    Some(shards) => {
                        let shards = shards.into_iter();
                        let worked = work_off_shards(core, gateway, mailer, shards).await;
                        let reconciled = if reconciles {
                            reconcile(core, gateway)
                                .await
                                .map_or(1, |reconciled| reconciled.failed)
                        } else {
                            0
                        };
                        let mut failed = worked.failed + reconciled;
                        for id in worked.webhooks {
                            failed += send_webhooks(core, webhooks, id).await;
                        }
                        failed
                    }
                };
                if failed == 0 {
                    Outcome::Done
                } else {
                    Outcome::Failed(format!("{failed} things"))
                }
            }),
        }
    }

    async fn carry_out(
        &self,
        principal: &Principal,
        ids: &Ids,
        basket_id: BasketId,
        order: Order,
    ) -> Result<(), Error> {
        let Self { core, gateway, .. } = self;
        match order {
            Order::CreateLink { request, email } => {
                let request = link_request(request, email);
                create_link(core, principal, ids, basket_id, request)
                    .await
                    .map(drop)
            }
            Order::SendLink { link_id } => send_link(core, principal, ids, basket_id, link_id)
                .await
                .map(drop),
            Order::CancelLink { link_id, confirm } => {
                cancel_link(core, gateway, principal, basket_id, link_id, confirm)
                    .await
                    .map(drop)
            }
            Order::ChangeBuyer { buyer, confirm } => {
                let command = Command::ChangeBuyer { buyer, confirm };
                change_basket(core, gateway, principal, basket_id, &command)
                    .await
                    .map(drop)
            }
            Order::ChangeItems { items, confirm } => {
                let command = Command::ChangeItems { items, confirm };
                change_basket(core, gateway, principal, basket_id, &command)
                    .await
                    .map(drop)
            }
            Order::CancelBasket { confirm } => {
                let command = Command::CancelBasket { confirm };
                change_basket(core, gateway, principal, basket_id, &command)
                    .await
                    .map(drop)
            }
            Order::Enter {
                amount,
                note,
                confirm,
                at,
            } => {
                let payment = ManualPayment {
                    amount,
                    method: Method::Cash,
                    note: Some(note),
                    received_at: at,
                    confirm,
                };
                record_manual_payment(core, gateway, principal, ids, basket_id, payment)
                    .await
                    .map(drop)
            }
            Order::Refund {
                payment_id,
                amount,
                keep_total,
                outside,
            } => {
                let order = RefundOrder {
                    payment_id,
                    amount,
                    reason: None,
                    keep_total,
                    outside,
                };
                refund_payment(core, gateway, principal, ids, basket_id, order)
                    .await
                    .map(drop)
            }
            Order::SendTickets { force } => send_tickets(core, principal, ids, basket_id, force)
                .await
                .map(drop),
        }
    }
}

/// A link as the desk asks for it.
pub fn link_request(amount: AmountRequest, send_email: bool) -> LinkRequest {
    LinkRequest {
        amount,
        send_email,
        expires_at: None,
        message: None,
        return_url: None,
        metadata: BTreeMap::new(),
        base_url: "https://pay.example.com".to_owned(),
    }
}

fn of_result(result: Result<(), Error>) -> Outcome {
    match result {
        Ok(()) => Outcome::Done,
        Err(error) => of_problem(&error.into()),
    }
}

fn of_problem(problem: &Problem) -> Outcome {
    let again = problem.kind.status().is_server_error()
        || matches!(
            problem.kind,
            ProblemType::IdempotencyInFlight | ProblemType::Conflict
        );
    if again {
        Outcome::Failed(problem.kind.code().to_owned())
    } else {
        Outcome::Refused(problem.kind.code())
    }
}

/// How long a caller waits before the `tries`-th repetition.
pub fn pause_before(tries: u32) -> SignedDuration {
    let seconds = match tries {
        0 | 1 => 2,
        2 => 10,
        3 => 40,
        4 => 120,
        5 => 600,
        _ => 3600,
    };
    SignedDuration::from_secs(seconds)
}
