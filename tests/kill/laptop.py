"""Kills the whole system with SIGKILL at random moments, and looks for what was lost or done twice.

In each round a booking system makes a basket and a link, and a guest pays it; somewhere in between
the process is killed and started again on the same data. Then everybody repeats what they did, the
booking system with the same idempotency keys. In the end every basket has one link, is paid once,
and its buyer has one receipt.

usage: laptop.py BINARY DATA [ROUNDS] [SEED]

BINARY is paylink-local, DATA a folder of its own. Prints what was run. Standard library only.
"""

import json
import pathlib
import random
import shutil
import signal
import sys
import threading
import time
import urllib.parse

from web import call, send_form, start_stack

# A sender that was killed holds its mail until the lease of two minutes is over.
MAIL_SECONDS = 200


class System:
    """The stack on one data folder, started as often as it is killed."""

    def __init__(self, binary, data):
        self.binary, self.data, self.process = binary, data, None

    def start(self):
        self.process, self.at = start_stack(self.binary, self.data, "--tick-seconds", "2")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def api(self, path, body=None, key=None):
        headers = {"Authorization": f"Bearer {self.at['api_key']}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = None if body is None else json.dumps(body).encode()
        return call(f"{self.at['app']}/v1{path}", data, headers)

    def api_until_done(self, path, body, key):
        """Repeats a call while the first one may still be at work."""
        for _ in range(60):
            status, headers, text = self.api(path, body, key)
            if status not in (0, 503) and "idempotency-in-flight" not in text:
                return status, json.loads(text)
            time.sleep(1)
        sys.exit(f"{path} was never answered")

    def here(self, url):
        """A link of an earlier start: ports differ between starts."""
        parts = urllib.parse.urlsplit(url)
        return self.at["app"] + urllib.parse.urlunsplit(("", "", parts.path, parts.query, ""))


def new_basket(number):
    return {
        "reference": f"KILL-{number}", "currency": "CHF",
        "items": [{"kind": "custom", "description": "Tour", "quantity": 1, "unit_amount": 5000}],
        "buyer": {"name": "Anna", "email": f"guest{number}@example.com"},
    }


def pay(system, url):
    """The guest presses Pay and enters a card; whether the gateway took the money."""
    status, headers, _ = send_form(system.here(url), {})
    if status != 303:
        return False
    page = urllib.parse.urlsplit(headers["location"])
    card = {"card_number": "4242424242424242", "expiry": "12/34", "cvc": "123"}
    status, headers, _ = send_form(system.at["stripe"] + page.path, card)
    if status != 303:
        return False
    call(system.here(headers["location"]))
    return True


def round_of(system, number, random_):
    """One basket, one kill; the basket's id and whether money was taken before the kill."""
    seen = {}

    def everybody():
        status, _, text = system.api("/baskets", new_basket(number), f"basket-{number}")
        if status == 201:
            seen["basket"] = json.loads(text)["id"]
            path = f"/baskets/{seen['basket']}/payment-links"
            status, _, text = system.api(path, {}, f"link-{number}")
            if status == 201:
                seen["link"] = json.loads(text)["url"]
                seen["paid"] = pay(system, seen["link"])

    at_work = threading.Thread(target=everybody)
    at_work.start()
    time.sleep(random_.random() * 0.3)
    system.kill()
    at_work.join()
    system.start()
    _, basket = system.api_until_done("/baskets", new_basket(number), f"basket-{number}")
    assert seen.get("basket", basket["id"]) == basket["id"], "a second basket was made"
    status, link = system.api_until_done(f"/baskets/{basket['id']}/payment-links", {}, f"link-{number}")
    if status == 201:
        same = urllib.parse.urlsplit(seen.get("link", link["url"])).path
        assert same == urllib.parse.urlsplit(link["url"]).path, "a second link was made"
        pay(system, link["url"])
    return basket["id"], seen.get("paid", False)


def wrong_baskets(system, baskets):
    wrong = []
    for basket_id in baskets:
        basket = json.loads(system.api(f"/baskets/{basket_id}")[2])
        found = (basket["status"], len(basket["payments"]), len(basket["payment_links"]), basket["reserved"])
        if found != ("paid", 1, 1, 0):
            wrong.append((basket_id, found))
    return wrong


def receipts(system, count):
    """How many receipts each guest has."""
    messages = json.loads(call(f"{system.at['mailbox']}/messages?limit=1000")[2])
    got = {f"guest{number}@example.com": 0 for number in range(count)}
    for message in messages:
        for address in message["recipients"]:
            if address in got and "receipt" in message["subject"]:
                got[address] += 1
    return got


def until(what, look, seconds):
    end = time.monotonic() + seconds
    while (wrong := look()) and time.monotonic() < end:
        time.sleep(2)
    if wrong:
        sys.exit(f"{what}: {wrong}")


def main():
    binary, data = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else random.randrange(1_000_000)
    print(f"seed {seed}, {rounds} kills", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    random_ = random.Random(seed)
    system = System(binary, data)
    system.start()
    try:
        outcomes = [round_of(system, number, random_) for number in range(rounds)]
        baskets = [basket for basket, _ in outcomes]
        until("baskets that are not paid once", lambda: wrong_baskets(system, baskets), 60)
        until("guests without a receipt", lambda: [
            address for address, number in receipts(system, rounds).items() if number == 0], MAIL_SECONDS)
        twice = [number for number in receipts(system, rounds).values() if number > 1]
        paid = sum(paid for _, paid in outcomes)
        print(f"{rounds} kills, {paid} after the money was taken: every basket paid once, "
              f"every guest has a receipt, {len(twice)} have two")
        # A mail that was handed over and not yet marked is sent again: one for each kill at most.
        assert len(twice) <= rounds
    finally:
        system.kill()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main()
