"""The official Standard Webhooks package against what a running stack delivers.

A receiver on this machine takes what the stack posts, and the package that real integrations use says whether it is
authentic. Python's standard library does the rest.
"""

import csv
import io
import json
import os
import pathlib
import sys
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
import uuid

from standardwebhooks import Webhook, WebhookVerificationError

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/lambda"))
from receiver import Receiver  # noqa: E402

STACK = json.loads(pathlib.Path(os.environ.get("STACK_JSON", ROOT / "target/local/stack.json")).read_text())
ENDPOINTS = "/v1/webhook-endpoints"
# What a body can hold that is easily signed in one form and sent in another.
TEXTS = ["Plain", "Zürich – 5 €", "日本語", "🚣‍♀️ boat", 'quote " and \\ back', "<b>&amp;</b>", "\u200f\u05e9\u05dc\u05d5\u05dd"]


def call(method, path, body=None):
    request = urllib.request.Request(
        STACK["app"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"authorization": f"Bearer {STACK['api_key']}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        text = answer.read()
    return json.loads(text) if text else None


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def submit(url, fields):
    """Sends a form as a browser does; where the answer leads to."""
    opener = urllib.request.build_opener(NoRedirect)
    try:
        opener.open(url, urllib.parse.urlencode(fields).encode(), timeout=20)
    except urllib.error.HTTPError as answer:
        if answer.code == 303:
            return answer.headers["location"]
        raise
    raise AssertionError(f"{url} leads nowhere")


def new_basket(text, amount=17_000):
    item = {"kind": "custom", "description": text, "quantity": 1, "unit_amount": amount}
    buyer = {"name": text, "email": "anna@example.com", "language": "de"}
    basket = {
        "reference": f"W-{uuid.uuid4().hex[:8]} {text}"[:40], "currency": "CHF", "items": [item], "buyer": buyer,
        "metadata": {"note": text},
    }
    return call("POST", "/v1/baskets", basket)["id"]


class Deliveries(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        body = {"url": self.receiver.url, "events": ["payment_link.created", "payment.recorded", "basket.paid"]}
        self.endpoint = call("POST", ENDPOINTS, body)
        self.path = f"{ENDPOINTS}/{self.endpoint['id']}"
        self.addCleanup(call, "DELETE", self.path)
        self.webhook = Webhook(self.endpoint["secret"])

    def test_every_delivery_is_authentic_and_says_what_the_api_says(self):
        told = {}
        for text in TEXTS:
            basket_id = new_basket(text)
            call("POST", f"/v1/baskets/{basket_id}/payment-links", {"message": text})
            call("POST", f"/v1/baskets/{basket_id}/payments", {"amount": 17_000, "method": "cash", "note": text})
            for _ in range(3):
                headers, body = self.receiver.next()
                event = self.webhook.verify(body, headers)
                told.setdefault(event["data"]["basket"]["id"], []).append(event)
                self.assertEqual(headers["content-type"], "application/json")
            events = {event["type"]: event["data"] for event in told[basket_id]}
            self.assertEqual(set(events), {"payment_link.created", "payment.recorded", "basket.paid"})
            shown = call("GET", f"/v1/baskets/{basket_id}")
            self.assertEqual(events["payment.recorded"]["payment"], shown["payments"][0])
            self.assertEqual(events["basket.paid"]["basket"]["status"], "paid")
            self.assertEqual(events["basket.paid"]["basket"]["metadata"], {"note": text.strip()})
        print(f"{3 * len(TEXTS)} deliveries verified", flush=True)

    def test_a_guest_pays_and_an_integrator_reads_it_in_webhook_and_export(self):
        basket_id = new_basket("Zürich – 5 €")
        link = call("POST", f"/v1/baskets/{basket_id}/payment-links", {"send_email": True})
        page = submit(link["url"], {})
        submit(page, {"card_number": "4242424242424242", "expiry": "12/34", "cvc": "123"})
        told = {}
        while set(told) < {"payment_link.created", "payment.recorded", "basket.paid"}:
            headers, body = self.receiver.next()
            event = self.webhook.verify(body, headers)
            told[event["type"]] = event["data"]
        payment = told["payment.recorded"]["payment"]
        self.assertEqual((payment["amount"], payment["method"]), (17_000, "card"))
        headers = {"authorization": f"Bearer {STACK['api_key']}", "accept": "text/csv"}
        request = urllib.request.Request(STACK["app"] + "/v1/payments", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read().decode("utf-8-sig")
        [row] = [row for row in csv.DictReader(io.StringIO(text)) if row["id"] == payment["id"]]
        self.assertEqual((row["amount"], row["currency"], row["method"]), ("170.00", "CHF", "card"))
        self.assertEqual(row["basket_id"], basket_id)

    def test_what_was_changed_on_the_way_is_not_authentic(self):
        call("POST", f"/v1/baskets/{new_basket('Plain')}/payment-links", {})
        headers, body = self.receiver.next()
        self.webhook.verify(body, headers)
        refused = 0
        other_id = headers["webhook-id"][:-1] + ("1" if headers["webhook-id"].endswith("0") else "0")
        changes = [{**headers, "webhook-id": other_id}]
        changes.append({**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)})
        changes.append({**headers, "webhook-signature": "v1,AAAA"})
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
            changes.append({key: value for key, value in headers.items() if key != name})
        pairs = [(body, changed) for changed in changes]
        pairs += [(body[:at] + bytes([body[at] ^ 1]) + body[at + 1:], headers) for at in range(0, len(body), 7)]
        pairs += [(body + b" ", headers), (b"", headers)]
        for changed, with_headers in pairs:
            with self.subTest(body=changed, headers=with_headers):
                with self.assertRaises((WebhookVerificationError, UnicodeDecodeError)):
                    self.webhook.verify(changed, with_headers)
            refused += 1
        with self.assertRaises(WebhookVerificationError):
            Webhook("whsec_" + "QUJD" * 8).verify(body, headers)
        print(f"{refused + 1} changes refused", flush=True)

    def test_both_secrets_verify_while_one_is_replaced(self):
        rotated = call("POST", f"{self.path}/rotate", {})
        call("POST", f"/v1/baskets/{new_basket('Plain')}/payment-links", {})
        headers, body = self.receiver.next()
        self.assertEqual(self.webhook.verify(body, headers)["type"], "payment_link.created")
        self.assertEqual(Webhook(rotated["secret"]).verify(body, headers)["type"], "payment_link.created")

    def test_a_replay_is_authentic_again_under_the_same_id(self):
        call("POST", f"/v1/baskets/{new_basket('Plain')}/payment-links", {})
        headers, body = self.receiver.next()
        first = self.webhook.verify(body, headers)
        # A second later the signature is another one.
        time.sleep(1.1)
        call("POST", f"{self.path}/deliveries/{headers['webhook-id']}/replay", {})
        again, body = self.receiver.next()
        second = self.webhook.verify(body, again)
        self.assertEqual(again["webhook-id"], headers["webhook-id"])
        self.assertNotEqual(again["webhook-signature"], headers["webhook-signature"])
        self.assertEqual(second["timestamp"], first["timestamp"])


if __name__ == "__main__":
    unittest.main()
