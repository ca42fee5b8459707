"""What each function does with each of its permissions. Every exercise stands alone, so that a function
can be tried with one permission less while all others have theirs.
"""

import hashlib
import hmac
import json
import pathlib
import re
import time
import uuid

from web import call, fetch_json
from world import Impatient, check

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOO_MUCH = {"amount": 99_999_999, "method": "cash"}


def baskets(world):
    basket = world.new_basket()
    # A guest is on the gateway's page, whose session has to end first.
    world.press_pay(world.new_link(basket))
    world.take_cash(basket, 1_000)
    # What is refused gives its idempotency key back.
    world.api("POST", f"/v1/baskets/{basket['id']}/payments", TOO_MUCH, wanted=(409, 422), key=uuid.uuid4().hex)
    for query in ("", "?status=outstanding", f"?q={basket['reference']}"):
        found = world.api("GET", f"/v1/baskets{query}")["data"]
        check(any(one["id"] == basket["id"] for one in found), query)
    world.api("GET", "/v1/baskets?status=attention")
    found = world.api("GET", "/v1/payments")["data"]
    check(any(one["basket_id"] == basket["id"] for one in found), "the payments")


def create_link(world):
    basket = world.new_basket()
    link = world.new_link(basket, send_email=True)
    path = f"/v1/baskets/{basket['id']}/payment-links"
    world.api("POST", path, {"amount": 99_999}, wanted=(409, 422), key=uuid.uuid4().hex)
    check(len(world.api("GET", path)["data"]) == 1, "the links")
    # A guest is on the gateway's page, whose session has to end first.
    world.press_pay(link)
    world.api("POST", f"{path}/{link['id']}/cancel", {}, key=uuid.uuid4().hex)


def checkout(world):
    link = world.new_link(world.new_basket())
    check(call(world.door.here(link["url"]))[0] == 200, "the page")
    back = world.enter_card(world.press_pay(link))
    check(call(back)[0] == 200, "the way back")
    # What a basket has no room for is kept for a person.
    basket = world.new_basket()
    page = world.press_pay(world.new_link(basket))
    world.fill(basket)
    with world.webhooks_held():
        check(call(world.enter_card(page))[0] in (200, 503), "the way back to a full basket")


def record_payment(world):
    basket = world.new_basket()
    world.enter_card(world.press_pay(world.new_link(basket)))
    world.until("the payment", lambda: world.read_if_paid(basket))
    # A connected account that is switched off and on at the gateway: its merchant is found and told.
    for enabled in (False, True):
        fetch_json(f"{world.stack['stripe']}/_sandbox/accounts/{world.account}", body={"charges_enabled": enabled})
        world.until("the gateway's state", lambda: world.api("GET", "/v1/merchant/gateway")["enabled"] == enabled)
    # A fact of nobody's basket is kept for a person.
    event = json.loads((ROOT / "events/record-payment/completed.json").read_text())["body"]
    event = re.sub(r'"((?:evt|pi|cs)_)\w+"', rf'"\g<1>{uuid.uuid4().hex}"', event)
    at = int(time.time())
    signature = hmac.new(b"whsec_paylink_local", f"{at}.{event}".encode(), hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={at},v1={signature}"}
    status, _, text = call(f"{world.door.url}/webhooks/stripe", event.encode(), headers)
    check(status == 200, "a fact of nobody's basket", status, text)


def send_email(world):
    link = world.new_link(world.new_basket(), send_email=True)
    world.until("the mail", lambda: [mail for mail in world.mails() if link["url"] in mail["BodyText"]])


def email_events(world):
    """The emulator sends mail and tells nothing of it, so what SES would tell is handed over here."""
    event = json.loads((ROOT / "events/email-events/60_bounce.json").read_text())
    basket = world.new_basket()
    world.new_link(basket, send_email=True)
    [mail] = world.until("the mail", lambda: [mail for mail in world.read(basket)["emails"] if mail["status"] == "sent"])
    event["detail"]["mail"]["tags"] |= {"basket_id": [basket["id"]], "mail_id": [mail["id"]]}
    world.invoke("email-events", event)
    check(world.read(basket)["emails"][0]["status"] == "bounced", "the mail's state")
    # An invitation is the merchant's, not a basket's.
    email = f"{uuid.uuid4().hex[:8]}@example.com"
    token = world.token("owner")
    user = world.api("POST", "/v1/users", {"email": email, "role": "employee"}, token=token, key=uuid.uuid4().hex)
    tags = event["detail"]["mail"]["tags"]
    del tags["basket_id"]
    tags |= {"merchant_id": [world.api("GET", "/v1/merchant")["id"]], "mail_id": [world.invitation_id(user)]}
    world.invoke("email-events", event)
    path = f"/v1/users/{user['id']}"
    check(world.api("GET", path, token=token)["invitation"]["email"]["status"] == "bounced", "the invitation's state")
    world.api("DELETE", path, token=token)


def send_webhook(world):
    basket = world.new_basket()
    world.new_link(basket)
    world.until("the event", lambda: any(basket["id"] in body.decode() for _, body in world.receiver.drain()))


def tick(world):
    """A mail and an event that nobody sent wait two minutes for `tick`. They are made old here."""
    world.forget_cursors()
    with world.streams_stopped():
        basket = world.new_basket()
        link = world.new_link(basket, send_email=True)
        world.make_due(basket)
        world.invoke("tick", json.loads((ROOT / "events/tick/schedule.json").read_text()))
        check([mail for mail in world.mails() if link["url"] in mail["BodyText"]], "the mail")
        check(any(basket["id"] in body.decode() for _, body in world.receiver.drain()), "the event")


def settings(world):
    token = world.token("owner")
    world.api("GET", "/v1/merchant", token=token)
    key = world.api("POST", "/v1/api-keys", {"name": "Till", "role": "employee"}, token=token, key=uuid.uuid4().hex)
    world.api("DELETE", f"/v1/api-keys/{key['id']}", token=token)
    world.api("POST", "/v1/api-keys", {"name": "", "role": "king"}, token=token, wanted=(400, 422), key=uuid.uuid4().hex)
    email = f"{uuid.uuid4().hex[:8]}@example.com"
    user = world.api("POST", "/v1/users", {"email": email, "role": "employee"}, token=token, key=uuid.uuid4().hex)
    world.until("the invitation", lambda: [mail for mail in world.mails() if email in mail["To"]])
    world.api("DELETE", f"/v1/users/{user['id']}", token=token)
    path = f"/v1/webhook-endpoints/{world.endpoint['id']}"
    world.api("POST", f"{path}/rotate", {}, token=token)
    world.new_link(world.new_basket())
    [delivery, *_] = world.until("a delivery", lambda: world.api("GET", f"{path}/deliveries", token=token)["data"])
    world.api("POST", f"{path}/deliveries/{delivery['id']}/replay", {}, token=token)
    check(world.api("POST", "/v1/merchant/gateway/refresh", token=token)["enabled"], "the gateway")


def desk(world):
    browser = Impatient(world, "owner")
    browser.sign_in()
    basket = world.new_basket()
    for query in ("", "?status=outstanding", f"?q={basket['reference']}"):
        check(basket["reference"] in browser.open(f"/desk/bookings{query}"), query)
    for page in ("bookings?status=attention", "payments"):
        check("</main>" in browser.open(f"/desk/{page}"), page)
    at = f"/desk/bookings/{basket['id']}"
    link = {"amount": "20.00", "prefilled": "50.00", "send_email": "on"}
    status, answer = browser.submit(browser.open(at), f"{at}/links", link)
    check(status == 303, "a link at the desk", status, answer["text"][-300:])
    # A guest is on the gateway's page, whose session has to end first.
    [link] = world.read(basket)["payment_links"]
    world.press_pay(link)
    status, answer = browser.submit(browser.open(at), f"{at}/links/{link['id']}/cancel", {})
    check(status == 303, "a cancelled link at the desk", status, answer["text"][-300:])
    email = f"{uuid.uuid4().hex[:8]}@example.com"
    path = "/desk/settings/team"
    form = {"email": email, "name": "Emma", "role": "employee"}
    status, answer = browser.submit(browser.open(path), path, form)
    check(status in (200, 303), "an invitation at the desk", status, answer["text"][-300:])
    world.until("the invitation", lambda: [mail for mail in world.mails() if email in mail["To"]])
    path = "/desk/settings/webhooks"
    page = browser.open(path)
    check(world.receiver.url in page, "the endpoints")
    browser.open(f"{path}/{world.endpoint['id']}")


ALL = {
    "baskets": baskets, "create-link": create_link, "checkout": checkout, "record-payment": record_payment,
    "send-email": send_email, "email-events": email_events, "send-webhook": send_webhook, "tick": tick,
    "settings": settings, "desk": desk,
}
