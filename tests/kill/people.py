"""What booking system, guest and staff do with one basket. They do it again until it is answered, as
real callers do: with the same idempotency key, or by pressing the button again.
"""

import json
import random
import re
import threading
import time

from desk import Browser
from web import call, fetch_json, send_form

CARD, SLOW_REFUND_CARD = "4242424242424242", "4000000000007726"
DEBIT, FAILING_DEBIT = "DE89370400440532013000", "DE62370400440532013001"
# An operation that was cut off keeps its idempotency key for half a minute.
PATIENCE_SECONDS = 300


class NeverAnswered(Exception):
    """Somebody gave up."""


class Booking:
    """One basket. Notes what was answered, which the end is compared with."""

    def __init__(self, number, stack, seed):
        self.number, self.stack, self.random = number, stack, random.Random(f"{seed}/{number}")
        self.story = list(STORIES)[number % len(STORIES)]
        self.total = self.random.randrange(20, 200) * 100
        self.email = f"guest{number}@example.com"
        self.reference = f"KILL-{number}"
        # What each idempotency key made: ids by key.
        self.made = {}
        self.links = 0
        # Manual payments and refunds that were answered with 201, and refunds of the dashboard.
        self.manual, self.refunds, self.dashboard_refunds = [], [], []
        self.is_cancelled = False
        self.failure = None

    def run(self):
        try:
            STORIES[self.story](self)
        except Exception as error:
            self.failure = f"{self.reference} ({self.story}): {type(error).__name__}: {error}"

    # ---- the booking system and staff, over the API

    def key_of(self, name):
        return f"{self.reference}/{name}"

    def api(self, path, body=None, key=None):
        headers = {"Authorization": f"Bearer {self.stack['api_key']}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        status, _, text = call(f"{self.stack['app']}/v1{path}", None if body is None else json.dumps(body).encode(), headers)
        return status, json.loads(text) if status and text else {}

    def read(self):
        status, basket = self.until_answered(lambda: self.api(f"/baskets/{self.id}"))
        assert status == 200, (status, basket)
        return basket

    def until_answered(self, ask):
        end, pause = time.monotonic() + PATIENCE_SECONDS, 0.3
        while time.monotonic() < end:
            status, answer = ask()
            if status and status < 500 and answer.get("code") not in ("idempotency-in-flight", "conflict"):
                return status, answer
            time.sleep(pause)
            pause = min(pause * 2, 5)
        raise NeverAnswered(f"{status} {answer}")

    def post(self, name, path, body):
        """Posts under a key of this name until there is an answer."""
        status, answer = self.until_answered(lambda: self.api(path, body, self.key_of(name)))
        if status == 201:
            self.made.setdefault(name, set()).add(answer["id"])
        return status, answer

    def post_twice(self, name, path, body):
        """Some callers lose the answer, and ask again long after it was done."""
        status, answer = self.post(name, path, body)
        if status < 300 and self.random.random() < 0.3:
            again, second = self.post(name, path, body)
            assert again == status, (status, answer, again, second)
        return status, answer

    def make_basket(self):
        status, basket = self.post_twice("basket", "/baskets", {
            "reference": self.reference, "currency": "CHF",
            "items": [{"kind": "custom", "description": "Tour", "quantity": 1, "unit_amount": self.total}],
            "buyer": {"name": "Anna", "email": self.email, "language": "en"},
        })
        assert status == 201, (status, basket)
        self.id = basket["id"]

    def make_link(self, name="link"):
        status, link = self.post_twice(name, f"/baskets/{self.id}/payment-links", {"send_email": True})
        assert status == 201, (status, link)
        self.links += 1
        return link

    def take_cash(self, amount):
        body = {"amount": amount, "method": "cash"}
        status, answer = self.post_twice("cash", f"/baskets/{self.id}/payments", body)
        if status == 201:
            self.manual.append(amount)
        return status, answer

    def refund(self, payment, amount):
        path = f"/baskets/{self.id}/payments/{payment['id']}/refunds"
        status, answer = self.post_twice("refund", path, {"amount": amount})
        assert status == 201, (status, answer)
        self.refunds.append(amount)

    # ---- the guest, in a browser

    def press_pay(self, url):
        """The gateway's page that the guest is sent to; `None` when the link takes no payment."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            status, headers, _ = send_form(url, {})
            if status == 303:
                return headers["location"]
            # Whoever is refused looks at the page again: there may be nothing left to pay.
            if 400 <= status < 500 and self.read()["status"] != "outstanding":
                return None
            time.sleep(self.random.uniform(0.5, 2))
        raise NeverAnswered(f"Pay: {status}")

    def enter(self, page, fields):
        """Fills the gateway's form; the way back to the merchant, where the gateway took it."""
        status, headers, text = send_form(page, fields)
        if status == 303:
            return headers["location"]
        assert status == 200, (status, text[:300])
        return None

    def pay(self, link, fields=None, comes_back=None):
        """The guest pays, and presses again where that led nowhere."""
        fields = fields or card(CARD)
        comes_back = self.random.random() < 0.6 if comes_back is None else comes_back
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            page = self.press_pay(link["url"])
            if page is None:
                return
            back = self.enter(page, fields)
            if back:
                # Many a guest closes the page when the gateway says thanks.
                if comes_back:
                    self.come_back(back)
                return
            if self.wait(lambda basket: basket["status"] != "outstanding", 10):
                return
        raise NeverAnswered("the guest could not pay")

    def come_back(self, url):
        for _ in range(self.random.choice([1, 1, 2])):
            self.until_answered(lambda: (call(url)[0], {}))

    def wait(self, wanted, seconds=PATIENCE_SECONDS):
        """The basket once it is as wanted; `None` when it did not become so."""
        end = time.monotonic() + seconds
        while True:
            basket = self.read()
            if wanted(basket):
                return basket
            if time.monotonic() > end:
                return None
            time.sleep(1.5)

    def wait_until_paid(self):
        basket = self.wait(lambda basket: basket["status"] == "paid")
        if not basket:
            raise NeverAnswered("it was never paid")
        return basket


def is_served_at_the_desk(booking):
    """Staff take half of it in cash and make the link for the rest, all at the desk."""
    booking.make_basket()
    browser = Browser(booking.stack, booking.until_answered)
    browser.sign_in()
    at, half = f"/desk/bookings/{booking.id}", booking.total // 2
    cash = {"amount": f"{half / 100:.2f}", "method": "cash"}
    status, answer = browser.submit(browser.open(at), f"{at}/payments", cash)
    assert status == 303, (status, answer["text"][-3000:])
    booking.manual.append(half)
    rest = f"{(booking.total - half) / 100:.2f}"
    link = {"amount": rest, "prefilled": rest, "send_email": "on"}
    status, answer = browser.submit(browser.open(at), f"{at}/links", link)
    assert status == 303, (status, answer["text"][-3000:])
    booking.links += 1
    booking.made["link"] = set(re.findall(r"pl_\w+", answer["location"]))
    booking.pay(booking.read()["payment_links"][0])


def card(number):
    return {"card_number": number, "expiry": "12/34", "cvc": "123"}


def at_once(*actions):
    """Does these at the same time; the first error of any of them is raised."""
    errors = []

    def guarded(action):
        try:
            action()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error


def pays_by_card(booking):
    booking.make_basket()
    booking.pay(booking.make_link())


def pays_by_debit(booking):
    booking.make_basket()
    booking.pay(booking.make_link(), {"iban": DEBIT})


def debit_fails(booking):
    booking.make_basket()
    link = booking.make_link()
    booking.pay(link, {"iban": FAILING_DEBIT})
    # The gateway says so after 20 seconds, and then the guest takes a card.
    if not booking.wait(lambda basket: any(line["event"] == "payment_failed" for line in basket["history"])):
        raise NeverAnswered("the debit never failed")
    booking.pay(link)


def pays_the_rest(booking):
    booking.make_basket()
    booking.take_cash(booking.total // 2)
    booking.pay(booking.make_link())


def is_refunded(booking):
    booking.make_basket()
    booking.pay(booking.make_link(), card(booking.random.choice([CARD, SLOW_REFUND_CARD])))
    payment = booking.wait_until_paid()["payments"][0]
    booking.refund(payment, booking.random.choice([payment["amount"], payment["amount"] // 2]))


def is_refunded_in_the_dashboard(booking):
    booking.make_basket()
    booking.pay(booking.make_link())
    payment = booking.wait_until_paid()["payments"][0]
    order = {"payment_intent": payment["payment_intent"], "amount": 500}
    booking.dashboard_refunds.append(fetch_json(f"{booking.stack['stripe']}/_sandbox/refunds", body=order)["amount"])


def gets_tickets(booking):
    booking.make_basket()
    booking.pay(booking.make_link(), comes_back=True)
    booking.wait_until_paid()
    status, answer = booking.post_twice("tickets", f"/baskets/{booking.id}/tickets/send", {})
    assert status == 200, (status, answer)


def pays_in_two_tabs(booking):
    booking.make_basket()
    link = booking.make_link()
    at_once(lambda: booking.pay(link), lambda: booking.pay(link))


def is_cancelled_meanwhile(booking):
    """Staff cancel while the guest pays, and say so again where money was faster."""
    booking.make_basket()
    link = booking.make_link()
    page = booking.press_pay(link["url"])

    def cancel():
        time.sleep(booking.random.random() * 0.3)
        path = f"/baskets/{booking.id}/cancel"
        status, answer = booking.post("cancel", path, {})
        if answer.get("code") == "payment-in-progress":
            status, answer = booking.post("cancel-confirmed", path, {"confirm": True})
        assert status == 200, (status, answer)
        booking.is_cancelled = True

    at_once(cancel, lambda: booking.enter(page, card(CARD)))


def pays_cash_meanwhile(booking):
    """Staff take cash for all of it while the guest pays by card: one of the two is refused."""
    booking.make_basket()
    link = booking.make_link()
    page = booking.press_pay(link["url"])

    def cash():
        time.sleep(booking.random.random() * 0.3)
        status, answer = booking.take_cash(booking.total)
        assert status == 201 or answer["code"] == "nothing-outstanding", (status, answer)

    at_once(cash, lambda: booking.enter(page, card(CARD)))
    booking.wait_until_paid()


def gets_another_link_meanwhile(booking):
    """Staff cancel the link while the guest pays it, and send another."""
    booking.make_basket()
    link = booking.make_link()
    page = booking.press_pay(link["url"])

    def cancel():
        path = f"/baskets/{booking.id}/payment-links/{link['id']}/cancel"
        status, answer = booking.post("cancel-link", path, {})
        assert status == 200 or answer["code"] in ("payment-in-progress", "link-not-active"), (status, answer)

    at_once(cancel, lambda: booking.enter(page, card(CARD)))
    basket = booking.wait(lambda basket: basket["reserved"] == 0)
    if basket and basket["status"] == "outstanding":
        booking.pay(booking.make_link("another-link"))


STORIES = {
    "card": pays_by_card,
    "desk": is_served_at_the_desk,
    "refund": is_refunded,
    "cancelled while paying": is_cancelled_meanwhile,
    "cash, then card": pays_the_rest,
    "tickets": gets_tickets,
    "two tabs": pays_in_two_tabs,
    "cash while paying": pays_cash_meanwhile,
    "bank debit": pays_by_debit,
    "another link while paying": gets_another_link_meanwhile,
    "refund in the dashboard": is_refunded_in_the_dashboard,
    "failed debit": debit_fails,
}


