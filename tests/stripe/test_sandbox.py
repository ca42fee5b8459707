"""Stripe's official package against the sandbox gateway.

The package is what real integrations use, and it is strict about what it is answered. What passes here is what our
own thin client may rely on: sessions, payments, refunds, idempotency, lists, errors and signed webhooks.
"""

import http.server
import json
import os
import pathlib
import queue
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
import uuid

import stripe

ROOT = pathlib.Path(__file__).resolve().parents[2]
STACK = json.loads(pathlib.Path(os.environ.get("STACK_JSON", ROOT / "target/local/stack.json")).read_text())
BASE = STACK["stripe"]
# The one key that the laptop's gateway takes.
KEY = STACK.get("stripe_key", "sk_test_paylink_local")

GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
GOOD_IBAN = "DE89370400440532013000"


def client(key=KEY, **options):
    return stripe.StripeClient(key, base_addresses={"api": BASE}, max_network_retries=0, **options)


def control(path, **body):
    """Tells the sandbox's control API something, which has no counterpart at Stripe."""
    request = urllib.request.Request(
        f"{BASE}/_sandbox{path}", data=json.dumps(body).encode(), headers={"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


def session_params(**changes):
    params = {
        "mode": "payment",
        "success_url": "https://shop.example/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.example/cancelled",
        "customer_email": "guest@example.com",
        "client_reference_id": "bsk_01",
        "metadata": {"basket": "bsk_01", "attempt": "att_01"},
        "payment_intent_data": {"metadata": {"basket": "bsk_01", "attempt": "att_01"}},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "chf",
                    "unit_amount": 12050,
                    "product_data": {"name": "Gletscherwanderung für zwei"},
                },
            }
        ],
    }
    params.update(changes)
    return params


class SandboxTest(unittest.TestCase):
    """What all tests share."""

    def setUp(self):
        self.stripe = client()

    def create(self, options=None, **changes):
        return self.stripe.v1.checkout.sessions.create(session_params(**changes), options or {})

    def pay(self, session, **how):
        control(f"/sessions/{session.id}/pay", **how)
        return self.stripe.v1.checkout.sessions.retrieve(session.id)

    def refused(self, error, call, *arguments, **named):
        with self.assertRaises(error) as raised:
            call(*arguments, **named)
        return raised.exception


class Sessions(SandboxTest):
    def test_a_session_is_created_and_retrieved(self):
        session = self.create()
        self.assertTrue(session.id.startswith("cs_test_"))
        self.assertEqual(session.object, "checkout.session")
        self.assertEqual(session.status, "open")
        self.assertEqual(session.payment_status, "unpaid")
        self.assertEqual((session.amount_total, session.currency), (12050, "chf"))
        self.assertEqual(session.metadata["attempt"], "att_01")
        self.assertTrue(session.url.startswith(BASE))
        self.assertAlmostEqual(session.expires_at - session.created, 24 * 3600, delta=2)
        again = self.stripe.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})
        self.assertEqual(again.id, session.id)
        self.assertEqual(again.line_items.data[0].description, "Gletscherwanderung für zwei")

    def test_a_session_lives_as_long_as_asked(self):
        expires_at = int(time.time()) + 35 * 60
        self.assertEqual(self.create(expires_at=expires_at).expires_at, expires_at)
        error = self.refused(stripe.InvalidRequestError, self.create, expires_at=int(time.time()) + 60)
        self.assertEqual((error.http_status, error.param), (400, "expires_at"))

    def test_an_expired_session_cannot_be_paid_or_expired_again(self):
        session = self.create()
        expired = self.stripe.v1.checkout.sessions.expire(session.id)
        self.assertEqual((expired.status, expired.url), ("expired", None))
        self.refused(stripe.InvalidRequestError, self.stripe.v1.checkout.sessions.expire, session.id)
        after = self.pay(session)
        self.assertEqual((after.status, after.payment_status, after.payment_intent), ("expired", "unpaid", None))

    def test_a_paid_session_cannot_be_expired(self):
        session = self.pay(self.create())
        self.assertEqual((session.status, session.payment_status), ("complete", "paid"))
        error = self.refused(stripe.InvalidRequestError, self.stripe.v1.checkout.sessions.expire, session.id)
        self.assertEqual(error.http_status, 400)

    def test_sessions_are_listed_newest_first(self):
        made = [self.create().id for _ in range(3)]
        listed = self.stripe.v1.checkout.sessions.list({"limit": 3})
        self.assertEqual([session.id for session in listed.data], made[::-1])
        self.assertTrue(listed.has_more)

    def test_what_stripe_refuses_is_refused(self):
        item = session_params()["line_items"][0]

        def priced(**changes):
            return [{**item, "price_data": {**item["price_data"], **changes}}]

        for changes, param in [
            ({"mode": None}, "mode"),
            ({"mode": "payments"}, "mode"),
            ({"success_url": "not a url"}, None),
            ({"line_items": priced(unit_amount=-1)}, None),
            ({"line_items": priced(currency="xxx")}, None),
            ({"line_items": priced(unit_amount=10)}, None),
            ({"customer_email": "nobody"}, None),
            ({"colour": "blue"}, "colour"),
        ]:
            with self.subTest(changes=changes):
                params = {name: value for name, value in session_params(**changes).items() if value is not None}
                error = self.refused(stripe.InvalidRequestError, self.stripe.v1.checkout.sessions.create, params)
                self.assertEqual(error.http_status, 400)
                self.assertTrue(error.user_message)
                if param:
                    self.assertEqual(error.param, param)

    def test_an_unknown_session_is_not_found(self):
        error = self.refused(stripe.InvalidRequestError, self.stripe.v1.checkout.sessions.retrieve, "cs_test_nothing")
        self.assertEqual((error.http_status, error.code), (404, "resource_missing"))
        self.assertTrue(error.request_id.startswith("req_"))

    def test_a_wrong_key_is_refused(self):
        error = self.refused(
            stripe.AuthenticationError, client("sk_test_wrong").v1.checkout.sessions.create, session_params()
        )
        self.assertEqual(error.http_status, 401)

    def test_amounts_are_in_stripes_units(self):
        # Stripe's own units: no decimals for JPY, hundredths for ISK, thousandths ending in 0 for KWD.
        for currency, amount in [("jpy", 5000), ("isk", 500000), ("kwd", 12500), ("eur", 12050)]:
            with self.subTest(currency=currency):
                price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Tour"}}
                session = self.create(line_items=[{"quantity": 1, "price_data": price}])
                self.assertEqual((session.amount_total, session.currency), (amount, currency))
        price = {"currency": "kwd", "unit_amount": 12501, "product_data": {"name": "Tour"}}
        self.refused(stripe.InvalidRequestError, self.create, line_items=[{"quantity": 1, "price_data": price}])


class Payments(SandboxTest):
    def test_a_payment_carries_our_ids(self):
        session = self.pay(self.create(), card_number=GOOD_CARD)
        intent = self.stripe.v1.payment_intents.retrieve(session.payment_intent, {"expand": ["latest_charge"]})
        self.assertEqual((intent.status, intent.amount_received), ("succeeded", 12050))
        self.assertEqual(intent.metadata["basket"], "bsk_01")
        self.assertEqual(intent.latest_charge.amount, 12050)
        self.assertEqual(intent.latest_charge.payment_method_details.type, "card")
        self.assertEqual(intent.latest_charge.payment_method_details.card.last4, "4242")

    def test_a_guest_pays_on_the_hosted_page(self):
        session = self.create()
        self.assertEqual(self.send_card(session.url, DECLINED_CARD)[0], 200)
        self.assertEqual(self.stripe.v1.checkout.sessions.retrieve(session.id).payment_status, "unpaid")
        status, location = self.send_card(session.url, GOOD_CARD)
        self.assertEqual((status, location), (303, f"https://shop.example/done?session={session.id}"))
        self.assertEqual(self.stripe.v1.checkout.sessions.retrieve(session.id).payment_status, "paid")

    def send_card(self, url, number):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        fields = {"card_number": number, "expiry": "12 / 34", "cvc": "123", "email": "guest@example.com"}
        try:
            data = urllib.parse.urlencode(fields).encode()
            answer = urllib.request.build_opener(Stay).open(url, data, timeout=10)
            return answer.status, None
        except urllib.error.HTTPError as error:
            return error.code, error.headers["location"]

    def test_a_bank_debit_takes_its_time(self):
        price = {"currency": "eur", "unit_amount": 5000, "product_data": {"name": "Tour"}}
        created = self.create(
            payment_method_types=["card", "sepa_debit"], line_items=[{"quantity": 1, "price_data": price}]
        )
        session = self.pay(created, iban=GOOD_IBAN)
        self.assertEqual((session.status, session.payment_status), ("complete", "unpaid"))
        self.assertEqual(self.stripe.v1.payment_intents.retrieve(session.payment_intent).status, "processing")
        control(f"/sessions/{session.id}/settle", outcome="succeeded")
        self.assertEqual(self.stripe.v1.checkout.sessions.retrieve(session.id).payment_status, "paid")


class Refunds(SandboxTest):
    def setUp(self):
        super().setUp()
        self.intent = self.pay(self.create()).payment_intent

    def refund(self, **params):
        return self.stripe.v1.refunds.create({"payment_intent": self.intent, **params})

    def test_a_part_and_then_the_rest_is_refunded(self):
        part = self.refund(amount=2050, metadata={"refund": "re_01"}, reason="requested_by_customer")
        self.assertTrue(part.id.startswith("re_"))
        self.assertEqual((part.status, part.amount, part.currency), ("succeeded", 2050, "chf"))
        self.assertEqual(part.metadata["refund"], "re_01")
        rest = self.refund()
        self.assertEqual(rest.amount, 10000)
        intent = self.stripe.v1.payment_intents.retrieve(self.intent, {"expand": ["latest_charge"]})
        self.assertTrue(intent.latest_charge.refunded)
        self.assertEqual(intent.latest_charge.amount_refunded, 12050)
        listed = self.stripe.v1.refunds.list({"payment_intent": self.intent})
        self.assertEqual([refund.id for refund in listed.data], [rest.id, part.id])
        self.assertEqual(self.stripe.v1.refunds.retrieve(part.id).amount, 2050)

    def test_more_than_was_paid_is_refused(self):
        error = self.refused(stripe.InvalidRequestError, self.refund, amount=12051)
        self.assertEqual((error.http_status, error.param), (400, "amount"))
        self.refund()
        error = self.refused(stripe.InvalidRequestError, self.refund)
        self.assertEqual(error.code, "charge_already_refunded")

    def test_a_refund_can_fail_later(self):
        refund = self.refund(amount=1000)
        control(f"/refunds/{refund.id}/settle", outcome="failed")
        self.assertEqual(self.stripe.v1.refunds.retrieve(refund.id).status, "failed")


class Idempotency(SandboxTest):
    def test_the_same_key_is_answered_the_same(self):
        key = {"idempotency_key": str(uuid.uuid4())}
        first = self.create(key)
        second = self.create(key)
        self.assertEqual(first.id, second.id)
        self.assertEqual(second.last_response.headers["idempotent-replayed"], "true")
        self.assertNotEqual(self.create({"idempotency_key": str(uuid.uuid4())}).id, first.id)

    def test_the_same_key_with_other_parameters_is_refused(self):
        key = {"idempotency_key": str(uuid.uuid4())}
        self.create(key)
        error = self.refused(stripe.IdempotencyError, self.create, key, client_reference_id="other")
        self.assertEqual(error.http_status, 400)

    def test_a_refusal_of_a_parameter_is_not_kept(self):
        key = {"idempotency_key": str(uuid.uuid4())}
        self.refused(stripe.InvalidRequestError, self.create, key, mode="nonsense")
        self.assertEqual(self.create(key).status, "open")

    def test_one_of_many_at_once_wins(self):
        key = {"idempotency_key": str(uuid.uuid4())}
        ids, conflicts = [], []

        def call():
            try:
                ids.append(client().v1.checkout.sessions.create(session_params(), key).id)
            except stripe.APIError as error:
                conflicts.append(error.http_status)

        threads = [threading.Thread(target=call) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(set(ids)), 1)
        self.assertTrue(all(status == 409 for status in conflicts), conflicts)


class Events(SandboxTest):
    def test_events_can_be_read_page_by_page(self):
        made = [self.create().id for _ in range(5)]
        for session in made:
            self.stripe.v1.checkout.sessions.expire(session)
        expired = {"type": "checkout.session.expired", "limit": 2}
        found = []
        for event in self.stripe.v1.events.list(expired).auto_paging_iter():
            found.append(event.data.object["id"])
            if len(found) == 5:
                break
        self.assertEqual(found, made[::-1])

    def test_a_cursor_gives_what_is_newer(self):
        self.stripe.v1.checkout.sessions.expire(self.create().id)
        newest = self.stripe.v1.events.list({"limit": 1}).data[0]
        self.assertEqual(self.stripe.v1.events.list({"ending_before": newest.id}).data, [])
        session = self.pay(self.create())
        newer = self.stripe.v1.events.list({"ending_before": newest.id, "limit": 100}).data
        types = [event.type for event in newer]
        self.assertIn("checkout.session.completed", types)
        completed = newer[types.index("checkout.session.completed")]
        self.assertEqual(completed.data.object["id"], session.id)
        self.assertEqual(self.stripe.v1.events.retrieve(completed.id).type, "checkout.session.completed")
        self.assertFalse(completed.livemode)


class Accounts(SandboxTest):
    def test_a_connected_account_has_books_of_its_own(self):
        account = self.stripe.v1.accounts.create({"type": "standard", "country": "CH", "email": "tours@example.com"})
        link = self.stripe.v1.account_links.create(
            {
                "account": account.id,
                "type": "account_onboarding",
                "refresh_url": "https://shop.example/again",
                "return_url": "https://shop.example/back",
            }
        )
        self.assertTrue(link.url.startswith(BASE))
        control(f"/accounts/{account.id}", charges_enabled=True)
        self.assertTrue(self.stripe.v1.accounts.retrieve(account.id).charges_enabled)
        session = self.create({"stripe_account": account.id})
        own = {"stripe_account": account.id}
        self.assertEqual(self.stripe.v1.checkout.sessions.retrieve(session.id, {}, own).id, session.id)
        self.refused(stripe.InvalidRequestError, self.stripe.v1.checkout.sessions.retrieve, session.id)


class Endpoint:
    """A place for webhooks to go to, in this process."""

    def __enter__(self):
        received = self.received = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                received.put((self.headers["stripe-signature"], body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, session, kind):
        """The signature and body of the webhook about a session."""
        while True:
            signature, body = self.received.get(timeout=20)
            event = json.loads(body)
            if event["type"] == kind and event["data"]["object"]["id"] == session:
                return signature, body


class Webhooks(SandboxTest):
    SECRET = "whsec_of_this_test"

    def receive(self, **settings):
        """Pays a session, and gives the signature and body of the webhook about it."""
        with Endpoint() as endpoint:
            control("/webhooks", mode="deliver", url=endpoint.url, secret=self.SECRET, **settings)
            session = self.create()
            self.pay(session)
            return endpoint.wait_for(session.id, "checkout.session.completed")

    def test_a_webhook_is_signed_as_stripe_signs(self):
        signature, body = self.receive()
        event = self.stripe.construct_event(body, signature, self.SECRET)
        self.assertEqual(event.type, "checkout.session.completed")
        self.assertEqual(event.data.object["payment_status"], "paid")
        self.assertEqual(event.data.object["metadata"]["basket"], "bsk_01")
        for broken_body, broken_signature, secret in [
            (body.replace(b"12050", b"12051"), signature, self.SECRET),
            (body, signature, "whsec_other"),
            (body, signature.replace("t=", "t=1"), self.SECRET),
            (body, "", self.SECRET),
        ]:
            self.refused(
                stripe.SignatureVerificationError, self.stripe.construct_event, broken_body, broken_signature, secret
            )

    def test_while_a_secret_is_changed_both_verify(self):
        signature, body = self.receive(former_secret="whsec_of_before")
        self.assertEqual(signature.count("v1="), 2)
        for secret in (self.SECRET, "whsec_of_before"):
            self.assertEqual(self.stripe.construct_event(body, signature, secret).object, "event")


if __name__ == "__main__":
    unittest.main()
