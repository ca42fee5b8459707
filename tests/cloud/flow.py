"""From an empty deployment to a link that was paid, and what each function does on its own."""

import csv
import io
import json
import uuid

from receiver import Receiver
from web import call, fetch_json
from world import Impatient, check

TOTAL = 17_000


def found_merchant(world):
    """The operator makes a merchant; its owner takes the invitation at the desk, makes a key, turns
    payments on and has a system of theirs told."""
    operator = world.token("operator")
    world.api("POST", "/v1/merchants", {
        "name": "Lake Tours", "time_zone": "Europe/Zurich", "owner_email": "owner@paylink.test",
    }, token=operator, key=uuid.uuid4().hex)
    world.until("the owner's invitation", lambda: [m for m in world.mails() if "owner@paylink.test" in m["To"]])
    world.owner = Impatient(world, "owner")
    world.owner.sign_in()
    token = world.token("owner")
    world.api_key = world.api("POST", "/v1/api-keys", {"name": "Bookings", "role": "owner"}, token=token)["key"]
    made = world.api("POST", "/v1/merchant/gateway", {"kind": "connected"}, token=token)
    world.account = made["account"]
    fetch_json(f"{world.stack['stripe']}/_sandbox/accounts/{world.account}", body={"charges_enabled": True})
    made = world.api("POST", "/v1/merchant/gateway/refresh", token=token)
    check(made["enabled"], made)
    world.receiver = Receiver()
    world.endpoint = world.api("POST", "/v1/webhook-endpoints", {"url": world.receiver.url})


def pay_by_link(world):
    """The ten steps of a payment."""
    basket = world.new_basket(TOTAL)                                    # 1: a booking becomes a basket,
    link = world.new_link(basket, send_email=True)                      # 2: staff ask for its money,
    mail = world.until("the mail with the link", lambda: [          # 3: and the guest is sent a link.
        mail for mail in world.mails() if link["url"] in mail["BodyText"]])[0]
    check(mail["To"] == ["anna@example.com"], mail["To"])
    status, _, page = call(world.door.here(link["url"]))                # 4: The guest opens it,
    check(status == 200 and "170.00" in page, "the guest's page", status, page[:300])
    at_gateway = world.press_pay(link)                                  # 5: presses Pay,
    back = world.enter_card(at_gateway)                                 # 6: pays at the gateway,
    paid = world.until("the payment", lambda: world.read_if_paid(basket))   # 7: whose webhook reaches the API;
    check(any(event["state"] == "delivered" for event in world.deliveries()), "no webhook was delivered")
    [payment] = paid["payments"]
    # 8: the basket is paid,
    check((payment["amount"], payment["source"]) == (TOTAL, "gateway"), payment)
    check(call(back)[0] == 200, "the way back")
    world.until("the receipt", lambda: [                            # 9: the guest gets a receipt,
        mail for mail in world.mails() if "receipt" in mail["Subject"].lower()])
    told = set()                                                        # the merchant's system hears of it,
    while told < {"payment_link.created", "payment.recorded", "basket.paid"}:
        headers, body = world.receiver.next()
        check(any(name.lower() == "webhook-signature" for name in headers), headers)
        told.add(json.loads(body)["type"])
    path = f"/v1/baskets/{basket['id']}/payments/{payment['id']}/refunds"
    world.api("POST", path, {"amount": 2_000}, key=uuid.uuid4().hex)     # 10: and a part goes back.
    [refund] = world.read(basket)["refunds"]
    check((refund["amount"], refund["status"]) == (2_000, "succeeded"), refund)
    _, _, text = world.ask("GET", "/v1/payments", accept="text/csv")
    [row] = [row for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff"))) if row["id"] == payment["id"]]
    check((row["amount"], row["basket_id"]) == ("170.00", basket["id"]), row)
    print("the payment flow: a merchant founded, a link mailed, paid, told, receipted, refunded and exported")
