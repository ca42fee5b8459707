//! The rules, each tested under its number.

use jiff::{SignedDuration, Timestamp};

use super::actor::Actor;
use super::apply::payment::{GatewayPayment, PaymentMails};
use super::apply::refund::GatewayRefund;
use super::apply::{Fact, apply};
use super::basket::{Basket, BasketList, BasketStatus, Item, ItemKind};
use super::buyer::{Buyer, Language, StaffRole};
use super::decide::charging::Charging;
use super::decide::create_link::{AmountRequest, NewLink, can_create_link};
use super::decide::record_payment::NewPayment;
use super::decide::refund::NewRefund;
use super::decide::refusal::Refusal;
use super::decide::start_payment::{NewAttempt, PaymentPlan, accept_terms, plan_payment};
use super::decide::{Command, decide, sessions_to_expire};
use super::due::{next_due, work};
use super::effects::{claim_mails, row_is_held};
use super::flag::BasketFlag;
use super::history::{HistoryEntry, HistoryEvent, NotApplicable};
use super::ids::{BasketId, MailId, MerchantId, PaymentId, RefundId};
use super::limits;
use super::link::{Link, LinkStatus, Reminders, Terms};
use super::merchant::{Merchant, Role};
use super::money::{Amount, ChargeLimits, Currency};
use super::outbox::{EmailStatus, Message, MessageKind, OutboxRow, RowState};
use super::payment::{Accepted, AttemptState, DisputeStatus, Method, PaymentFlag, RefundStatus};
use super::reminder::days_before;
use super::test_support::*;
use super::token::{Secret, Token};

mod accept_payment;
mod attempts;
mod balance;
mod change_buyer;
mod change_items;
mod commands;
mod create_link;
mod disputes;
mod due;
mod events;
mod facts;
mod history;
mod links;
mod mails;
mod outbox;
mod payments;
mod refunds;
mod reminder_times;
mod reminders;
mod reports;
mod request_new_link;
mod send_link;
mod send_tickets;
mod start_payment;
mod webhook_rows;
mod words;

#[test]
fn the_item_reads_back_as_it_was_written() {
    let basket = with_link(&basket(), 1, AmountRequest::Amount(money(3_000)));
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 3_000), at(5));
    let cash = decide(&paid, &cash(1, 500, false), &staff(6)).unwrap();
    let item: serde_dynamo::Item = serde_dynamo::to_item(&cash).unwrap();
    let read: Basket = serde_dynamo::from_item(item).unwrap();
    assert_eq!(read, cash);
    insta::assert_json_snapshot!(cash);
}

/// Calls `visit` with every order of `n` things.
fn permutations(n: usize, visit: &mut impl FnMut(&[usize])) {
    fn go(rest: &mut Vec<usize>, order: &mut Vec<usize>, visit: &mut impl FnMut(&[usize])) {
        if rest.is_empty() {
            visit(order);
        }
        for at in 0..rest.len() {
            let next = rest.remove(at);
            order.push(next);
            go(rest, order, visit);
            order.pop();
            rest.insert(at, next);
        }
    }
    go(&mut (0..n).collect(), &mut Vec::new(), visit);
}
