"""Drives the release binaries as Lambda does, with the events in events/.

Each binary gets a Lambda Runtime API of its own on a free loopback port, is handed every event of
its function, and must answer each one: no function error, no 5xx, no crash. Beside the stored
events it gets requests that cannot be turned into a URL as they stand, and events that are no
requests, which are function errors; those come last, and an ordinary one after them shows that the
sandbox is still alive.

usage: drive.py BINARIES STACK_JSON [RUNNER...]

BINARIES is a folder with FUNCTION/bootstrap. STACK_JSON names a running stack, whose database,
mailbox, gateway and issuer the binaries use. RUNNER is a command that a binary of another
architecture is started with. Standard library only.
"""

import copy
import json
import pathlib
import sys
import unittest

from runtime_api import Sandbox, environment_of

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# What the events come to on a stack with the demo data, which holds the key, basket and link that they name.
EXPECTED = {
    "baskets/10_create": 201,
    "baskets/11_list": 200,
    "baskets/12_read": 200,
    "baskets/13_read_without_key": 401,
    "baskets/23_record_wrong_payment": 400,
    "create-link/10_create": 201,
    "create-link/11_create_wrong_amount": 400,
    "checkout/unknown": 404,
    "checkout/view": 200,
    "checkout/hostile_query": 200,
    "checkout/pay": 303,
    "record-payment/unsigned": 400,
    "record-payment/completed": 400,
    "settings/10_read_merchant": 200,
    "settings/30_create_webhook_endpoint": 201,
    "settings/31_create_private_webhook_endpoint": 400,
    "settings/32_list_webhook_endpoints": 200,
    "settings/33_read_unknown_webhook_endpoint": 404,
    "settings/37_replay_unknown_delivery": 404,
    "desk/overview_signed_out": 303,
    "desk/unknown_api_route": 404,
}
NO_REQUEST = "no request"
HTTP_FUNCTIONS = {"baskets", "create-link", "checkout", "record-payment", "settings", "desk"}


def hostile(event):
    """The event with what a client can send and a URL cannot hold."""
    for query in ['x=<b>', 'x="a b"', "x=\u0000\u001f", "x=\u00e4#y", "%", "x=%ff"]:
        changed = copy.deepcopy(event)
        changed["rawQueryString"] = query
        changed.pop("queryStringParameters", None)
        yield changed
    for path in ["/pay/a b<c>", "/pay/%", "/pay/\u00fc\u0001", "/../v1/me", "//"]:
        changed = copy.deepcopy(event)
        changed["rawPath"] = changed["requestContext"]["http"]["path"] = path
        yield changed
    for host in ["a b", "<>", "", "[", ":80", "h:99999", "1.2.3.999", "xn--a"]:
        changed = copy.deepcopy(event)
        changed["headers"]["host"] = host
        yield changed
    for scheme in ["http,https", "a b", "://", ""]:
        changed = copy.deepcopy(event)
        changed["headers"]["x-forwarded-proto"] = scheme
        yield changed
    changed = copy.deepcopy(event)
    changed["headers"].update({"bad name": "x", "x-bad": "a\nb"})
    yield changed
    broken = copy.deepcopy(event)
    broken["body"], broken["isBase64Encoded"] = "%%%", True
    yield broken


def no_requests(event):
    """What API Gateway does not send."""
    yield {}
    yield []
    yield {"httpMethod": "GET", "path": "/", "headers": {}, "requestContext": {"httpMethod": "GET"}}
    changed = copy.deepcopy(event)
    changed["requestContext"]["http"]["method"] = "G T"
    yield changed


class Binaries(unittest.TestCase):
    folder = None
    stack = None
    runner = []

    def drive(self, function):
        command = [*self.runner, self.folder / function / "bootstrap"]
        sandbox = Sandbox(command, environment_of(self.stack, function))
        try:
            files = sorted((ROOT / "events" / function).glob("*.json"))
            self.assertTrue(files, f"events/{function} is empty")
            stored = [json.loads(file.read_text()) for file in files]
            events = list(zip([file.stem for file in files], stored))
            if function in HTTP_FUNCTIONS:
                events += [("hostile", event) for event in hostile(stored[0])]
                events += [(NO_REQUEST, event) for event in no_requests(stored[0])]
                events += [("once more", stored[0])]
            for name, event in events:
                with self.subTest(event=name):
                    kind, answer = sandbox.invoke(event)
                    self.assertEqual(kind, "error" if name == NO_REQUEST else "response", answer)
                    if function in HTTP_FUNCTIONS and name != NO_REQUEST:
                        self.assertLess(answer["statusCode"], 500, answer)
                        self.assertEqual(answer["statusCode"], EXPECTED.get(f"{function}/{name}", answer["statusCode"]), answer)
            self.assertIsNone(sandbox.process.poll(), "the binary ended")
        finally:
            sandbox.kill()
            sandbox.process.wait()


def test_of(function):
    return lambda self: self.drive(function)


for folder in sorted((ROOT / "functions").iterdir()):
    setattr(Binaries, f"test_{folder.name.replace('-', '_')}", test_of(folder.name))

if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    Binaries.folder = pathlib.Path(sys.argv[1]).resolve()
    Binaries.stack = json.loads(pathlib.Path(sys.argv[2]).read_text())
    Binaries.runner = sys.argv[3:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
