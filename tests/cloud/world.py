"""People and programs around the deployed stack, and what each of them can do."""

import contextlib
import json
import re
import time
import uuid

from desk import Browser
from web import call, fetch_json, send_form

CARD = {"card_number": "4242424242424242", "expiry": "12/34", "cvc": "123"}
PATIENCE_SECONDS = 20


class Wrong(Exception):
    """Something is not as it has to be."""


class Refused(Exception):
    """The function that is watched was refused something: there is no need to look further."""


def check(is_right, *what):
    if not is_right:
        raise Wrong(*what)


class Impatient(Browser):
    """A browser at the desk that tries everything once, at the address that the desk has in the cloud."""

    def __init__(self, world, user):
        stack = {"app": world.door.url, "issuer": world.stack["issuer"]}
        super().__init__(stack, lambda ask: ask())
        self.world, self.user = world, user

    def send(self, path, fields=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        url, own = self.world.door.url + path, f"https://{self.world.door.domain}"
        if fields is None:
            status, given, text = call(url, headers=headers)
        else:
            origin = {"Sec-Fetch-Site": "same-origin", "Origin": own}
            status, given, text = send_form(url, fields, {**headers, **origin})
        for cookie in given.get_all("set-cookie") or () if status else ():
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return status, given, text


class World:
    def __init__(self, deployment, door, doors, stack):
        self.deployment, self.door, self.doors, self.stack = deployment, door, doors, stack
        self.watched = None
        self.api_key = None

    # ---- the API

    def ask(self, method, path, body=None, token=None, key=None, accept=None):
        headers = {"Authorization": f"Bearer {token or self.api_key}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        if accept:
            headers["Accept"] = accept
        data = None if body is None else json.dumps(body).encode()
        return call(f"{self.door.url}{path}", data, headers, method)

    def api(self, method, path, body=None, wanted=(200, 201, 202, 204), **more):
        status, _, text = self.ask(method, path, body, **more)
        check(status in wanted, method, path, status, text[:400])
        return json.loads(text) if text and text[0] in "{[" else text

    def token(self, who):
        return fetch_json(f"{self.stack['issuer']}/_sandbox/tokens", body={"sub": f"demo-{who}"})["id_token"]

    def new_basket(self, amount=5000, key=None, **more):
        body = {
            "reference": f"C-{uuid.uuid4().hex[:10]}", "currency": "CHF",
            "items": [{"kind": "custom", "description": "Tour", "quantity": 1, "unit_amount": amount}],
            "buyer": {"name": "Anna", "email": "anna@example.com", "language": "en"}, **more,
        }
        return self.api("POST", "/v1/baskets", body, key=key or uuid.uuid4().hex)

    def new_link(self, basket, **body):
        return self.api("POST", f"/v1/baskets/{basket['id']}/payment-links", body, key=uuid.uuid4().hex)

    def read(self, basket):
        return self.api("GET", f"/v1/baskets/{basket['id']}")

    def read_if_paid(self, basket):
        found = self.read(basket)
        return found if found["status"] == "paid" else None

    def take_cash(self, basket, amount):
        body = {"amount": amount, "method": "cash"}
        return self.api("POST", f"/v1/baskets/{basket['id']}/payments", body, key=uuid.uuid4().hex)

    # ---- the guest

    def press_pay(self, link):
        status, headers, text = send_form(self.door.here(link["url"]), {})
        check(status == 303, "Pay", status, text[-300:])
        return headers["location"]

    def enter_card(self, page):
        status, headers, text = send_form(page, CARD)
        check(status == 303, "the card", status, text[-300:])
        return self.door.here(headers["location"])

    # ---- what arrives

    def mails(self):
        found = fetch_json(f"{self.deployment.emulator.url}/_ministack/ses/messages")["messages"]
        return [mail for mails in found.values() for mail in mails]

    def deliveries(self):
        return fetch_json(f"{self.stack['stripe']}/_sandbox/deliveries")["data"]

    def until(self, what, look, seconds=PATIENCE_SECONDS):
        end = time.monotonic() + seconds
        while not (found := look()):
            if self.watched and self.watched.refused:
                raise Refused(what)
            check(time.monotonic() < end, f"waited in vain: {what}")
            time.sleep(0.2)
        return found

    # ---- behind the functions' backs

    @contextlib.contextmanager
    def streams_stopped(self):
        """Nothing is sent at once meanwhile."""
        client = self.deployment.functions_client
        ids = [mapping["UUID"] for mapping in client.list_event_source_mappings()["EventSourceMappings"]]
        for mapping in ids:
            client.update_event_source_mapping(UUID=mapping, Enabled=False)
        try:
            yield
        finally:
            for mapping in ids:
                client.update_event_source_mapping(UUID=mapping, Enabled=True)

    def forget_cursors(self):
        """As if the gateway's events had never been read."""
        table = self.deployment.ids["MerchantsTable"]
        found = self.deployment.dynamodb.query(
            TableName=table, KeyConditionExpression="pk = :cursor", ExpressionAttributeValues={":cursor": {"S": "CURSOR"}})
        for item in found["Items"]:
            self.deployment.dynamodb.delete_item(TableName=table, Key={name: item[name] for name in ("pk", "sk")})

    def make_due(self, basket):
        """What the basket owes is due now."""
        table, key = self.deployment.ids["BasketsTable"], {"basket_id": {"S": basket["id"]}}
        item = self.deployment.dynamodb.get_item(TableName=table, Key=key)["Item"]
        past = time.time() - 60
        shown = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(past))
        item = json.loads(re.sub(r'("try_at": {"S": ")[^"]*', rf"\g<1>{shown}", json.dumps(item)))
        item["due_at"]["N"] = str(int(past * 1000))
        self.deployment.dynamodb.put_item(TableName=table, Item=item)

    def invitation_id(self, user):
        """The id of the mail that invited a user, which no answer tells."""
        found = self.deployment.dynamodb.scan(TableName=self.deployment.ids["MerchantsTable"])["Items"]
        users = [one["M"] for item in found for one in item.get("users", {"L": []})["L"]]
        [state] = [one["state"]["M"] for one in users if one["id"]["S"] == user["id"]]
        return state["mail"]["M"]["id"]["S"]

    @contextlib.contextmanager
    def webhooks_held(self):
        """The gateway tells nobody anything meanwhile."""
        control = f"{self.stack['stripe']}/_sandbox/webhooks"
        fetch_json(control, body={"mode": "hold"})
        try:
            yield
        finally:
            fetch_json(control, body={"mode": "deliver"})

    def put_right(self):
        """What an exercise that broke off may have left: payments are on again."""
        fetch_json(f"{self.stack['stripe']}/_sandbox/accounts/{self.account}", body={"charges_enabled": True})
        self.api("POST", "/v1/merchant/gateway/refresh", token=self.token("owner"))

    def fill(self, basket):
        """Leaves no room in a basket: the name stands twice in what would be written next.

        Written as the functions write, on the version that was read: one that sends an event meanwhile
        would put back what it had read before.
        """
        table, key = self.deployment.ids["BasketsTable"], {"basket_id": {"S": basket["id"]}}
        dynamodb = self.deployment.dynamodb
        while True:
            item = dynamodb.get_item(TableName=table, Key=key)["Item"]
            seen = item["version"]
            item["version"] = {"N": str(int(seen["N"]) + 1)}
            item["doc"]["M"]["buyer"]["M"]["name"]["S"] = "A" * 220_000
            try:
                return dynamodb.put_item(TableName=table, Item=item, ConditionExpression="version = :seen",
                                         ExpressionAttributeValues={":seen": seen})
            except dynamodb.exceptions.ConditionalCheckFailedException:
                continue

    # ---- the functions themselves

    def invoke(self, function, event):
        name = f"{self.deployment.stack}-{function}"
        answer = self.deployment.functions_client.invoke(FunctionName=name, Payload=json.dumps(event).encode())
        payload = json.loads(answer["Payload"].read() or b"null")
        check("FunctionError" not in answer, function, payload)
        return payload
