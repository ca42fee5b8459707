"""Compares what was recorded with the books of everybody else: the gateway's, the callers', the
mailbox. Each difference is a sentence.
"""

import collections
import datetime

from web import fetch_json

SECRET_KEY = {"Authorization": "Bearer sk_test_paylink_local"}
KINDS = {
    "please pay": "payment_request", "receipt for": "receipt", "received for booking": "staff_notice",
    "your tickets": "tickets",
}
# The mailbox may write a mail down a moment after its sender was killed.
MAILBOX_SECONDS = 0.5


class Gateway:
    """What the gateway holds now."""

    def __init__(self, stack):
        self.url = f"{stack['stripe']}/v1"
        self.captures, self.refunds = collections.defaultdict(dict), collections.defaultdict(list)
        baskets = {}
        for intent in self.all("payment_intents"):
            basket = intent["metadata"].get("basket_id")
            baskets[intent["id"]] = basket
            if intent["status"] == "succeeded":
                self.captures[basket][intent["id"]] = intent["amount_received"]
        for refund in self.all("refunds"):
            self.refunds[baskets[refund["payment_intent"]]].append((refund["amount"], refund["status"]))
        self.payable = collections.Counter(
            session["metadata"].get("basket_id") for session in self.all("checkout/sessions") if session["status"] == "open")
        deliveries = fetch_json(f"{stack['stripe']}/_sandbox/deliveries")["data"]
        self.waiting_webhooks = [delivery for delivery in deliveries if delivery["state"] == "pending"]

    def all(self, path):
        found, after = [], ""
        while True:
            page = fetch_json(f"{self.url}/{path}?limit=100{after}", SECRET_KEY)
            found += page["data"]
            if not page["has_more"]:
                return found
            after = f"&starting_after={found[-1]['id']}"


class Mails:
    """Every copy of every mail: by basket and kind, the times of the copies by mail id."""

    def __init__(self, stack):
        self.sent = collections.defaultdict(lambda: collections.defaultdict(lambda: collections.defaultdict(list)))
        for mail in fetch_json(f"{stack['mailbox']}/messages?limit=1000000"):
            kind = next((kind for text, kind in KINDS.items() if text in mail["subject"]), mail["subject"])
            at = datetime.datetime.fromisoformat(mail["sent_at"]).timestamp()
            self.sent[mail["tags"]["basket_id"]][kind][mail["tags"]["mail_id"]].append(at)


def differences(bookings, stack, engine, killer):
    """What is wrong now, and how many mails came twice because a sender was killed."""
    gateway, mails = Gateway(stack), Mails(stack)
    wrong, twice = [], 0
    if gateway.waiting_webhooks:
        wrong.append(f"{len(gateway.waiting_webhooks)} webhooks wait: {gateway.waiting_webhooks[0]}")
    stored = collections.defaultdict(list)
    for item in engine.baskets():
        stored[item["doc"]["reference"]].append(item)
    # A booking that got nowhere has said so itself.
    for booking in (booking for booking in bookings if "basket" in booking.made):
        found = booking_differences(booking, stored[booking.reference], gateway, mails)
        more, copies = mails_sent_twice(booking, mails, killer)
        wrong += [f"{booking.reference} ({booking.story}): {text}" for text in found + more]
        twice += copies
    return wrong, twice


def booking_differences(booking, items, gateway, mails):
    for name, ids in booking.made.items():
        if len(ids) != 1:
            return [f"the key {name} made {ids}"]
    if len(items) != 1 or {items[0]["basket_id"]} != booking.made["basket"]:
        return [f"{len(items)} baskets: {[item['basket_id'] for item in items]}, answered was {booking.made}"]
    item, basket = items[0], booking.read()
    wrong = []

    def same(what, found, wanted):
        if found != wanted:
            wrong.append(f"{what}: {found}, not {wanted}")

    by_card = [payment for payment in basket["payments"] if payment["source"] == "gateway"]
    cash = [payment for payment in basket["payments"] if payment["source"] == "manual"]
    captures = gateway.captures[booking.id]
    same("captures in the ledger", sorted((p["payment_intent"], p["amount"]) for p in by_card), sorted(captures.items()))
    same("cash in the ledger", sorted(p["amount"] for p in cash), sorted(booking.manual))
    refunds = [(refund["amount"], refund["status"]) for refund in basket["refunds"]]
    same("refunds in the ledger", sorted(refunds), sorted(gateway.refunds[booking.id]))
    same("refunds", sorted(amount for amount, _ in refunds), sorted(booking.refunds + booking.dashboard_refunds))
    same("what is paid", basket["paid"], sum(captures.values()) + sum(booking.manual))
    same("what is refunded", basket["refunded"], sum(amount for amount, status in refunds if status != "failed"))
    same("what is reserved", basket["reserved"], 0)
    same("sessions that can be paid", gateway.payable[booking.id], 0)
    same("links", {link["id"] for link in basket["payment_links"]}, link_ids(booking))
    if booking.is_cancelled:
        same("the status", basket["status"], "cancelled")
    else:
        same("outstanding and overpaid", (basket["outstanding"], basket["overpaid"]), (0, 0))
        same("the status", basket["status"], "paid")
    same("mails in the outbox", [item.get("outbox", []), item.get("mail_due")], [[], None])
    return wrong + mails_missing(booking, basket, mails.sent[booking.id])


def link_ids(booking):
    return {link for name, ids in booking.made.items() if name.endswith("link") for link in ids}


def mails_missing(booking, basket, sent):
    """Each mail that is owed has an id of its own, so ids are counted, however often one came."""
    skipped = sum(line.get("count", 1) for line in basket["history"]
                  if line["event"] == "email_skipped" and line["message"] == "payment_request")
    owed = {
        "receipt": len(basket["payments"]),
        "staff_notice": sum(payment["source"] == "gateway" for payment in basket["payments"]),
        "tickets": int(booking.story == "tickets"),
    }
    got = {kind: len(ids) for kind, ids in sent.items()}
    wrong = [f"{got.get(kind, 0)} mails of kind {kind}, owed are {count}"
             for kind, count in owed.items() if got.get(kind, 0) != count]
    # A request to pay is not sent any more when the link was paid or cancelled first.
    requests = got.get("payment_request", 0)
    if requests > booking.links or requests + skipped < booking.links:
        wrong.append(f"{requests} requests to pay and {skipped} skipped, for {booking.links} links")
    if set(got) - set(owed) - {"payment_request"}:
        wrong.append(f"unknown mails: {got}")
    return wrong


def mails_sent_twice(booking, mails, killer):
    """A copy that another one followed must have left a sender that was killed before it could mark
    the mail. Gives what has no such excuse, and how many have."""
    wrong, excused = [], 0
    for kind, ids in mails.sent[booking.id].items():
        for mail_id, times in ids.items():
            for at in sorted(times)[:-1]:
                if any(may_have_sent(cut, booking.id, at) for cut in killer.cut_off):
                    excused += 1
                else:
                    wrong.append(f"the mail {mail_id} ({kind}) came {len(times)} times, and no sender was killed")
    return wrong, excused


def may_have_sent(cut, basket_id, at):
    return (cut.began <= at + 0.001 and at <= cut.ended + MAILBOX_SECONDS
            and (cut.function == "tick" or cut.function == "send-email" and basket_id in cut.event))
