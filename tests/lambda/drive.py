"""Drives the release binaries as Lambda does, with the events in events/.

Each binary gets a Lambda Runtime API of its own on a free loopback port, is handed every event of
its function, and must answer each one: no function error, no 5xx, no crash. Beside the stored
events it gets requests that cannot be turned into a URL as they stand; those come last, and an
ordinary one after them shows that the sandbox is still alive.

usage: drive.py BINARIES STACK_JSON [RUNNER...]

BINARIES is a folder with FUNCTION/bootstrap. STACK_JSON names a running stack, whose database,
mailbox, gateway and issuer the binaries use. RUNNER is a command that a binary of another
architecture is started with. Standard library only.
"""

import copy
import json
import os
import pathlib
import queue
import subprocess
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 30
# What the events come to on a stack that holds none of the things they name, with a key that is good.
EXPECTED = {
    "baskets/10_create": 201,
    "baskets/11_list": 200,
    "baskets/12_read": 404,
    "baskets/13_read_without_key": 401,
    "baskets/23_record_wrong_payment": 400,
    "create-link/10_create": 404,
    "create-link/11_create_wrong_amount": 400,
    "checkout/unknown": 404,
    "checkout/view": 404,
    "record-payment/unsigned": 400,
    "record-payment/completed": 400,
    "desk/overview_signed_out": 303,
    "desk/unknown_api_route": 404,
}
HTTP_FUNCTIONS = {"baskets", "create-link", "checkout", "record-payment", "desk"}


class RuntimeApi:
    """https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, as far as a function uses it."""

    def __init__(self):
        events, answers = queue.Queue(), queue.Queue()
        self.events, self.answers = events, answers

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def reply(self, status, body, headers=()):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                number, event = events.get()
                if event is None:
                    self.close_connection = True
                    return
                self.reply(200, json.dumps(event).encode(), [
                    ("Content-Type", "application/json"),
                    ("Lambda-Runtime-Aws-Request-Id", f"request-{number}"),
                    ("Lambda-Runtime-Deadline-Ms", "9999999999999"),
                    ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:x"),
                    ("Lambda-Runtime-Trace-Id", "Root=1-69242c8a-0f2a5b7c3c1d4e5f60718293"),
                ])

            def do_POST(self):
                length = self.headers.get("Content-Length")
                body = self.rfile.read(int(length)) if length else self.chunks()
                answers.put((self.path.rsplit("/", 1)[-1], body))
                try:
                    self.reply(202, b"{}")
                except BrokenPipeError:
                    pass  # The test was over, and the binary ended, before this answer.

            def chunks(self):
                body = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server.server_port}"

    def invoke(self, event, process):
        """Hands over one event, and gives "response" or "error" with the body of the answer."""
        self.events.put((id(event), event))
        for _ in range(PATIENCE_SECONDS * 10):
            try:
                kind, body = self.answers.get(timeout=0.1)
                return kind, json.loads(body) if body else None
            except queue.Empty:
                if process.poll() is not None:
                    raise AssertionError(f"the binary ended with {process.returncode}") from None
        raise AssertionError("the binary did not answer")

    def stop(self):
        self.events.put((0, None))
        self.server.shutdown()
        self.server.server_close()


def environment(stack, api):
    """What the template and the platform would set, for a stack on this machine."""
    return {
        "PATH": os.environ["PATH"],
        "RUST_LOG": "warn",
        "AWS_LAMBDA_RUNTIME_API": api,
        "AWS_LAMBDA_FUNCTION_NAME": "x",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL_DYNAMODB": stack["dynamodb"],
        "AWS_ENDPOINT_URL_SESV2": stack["mailbox"],
        "BASKETS_TABLE": stack["tables"]["baskets"],
        "MERCHANTS_TABLE": stack["tables"]["merchants"],
        "SENDER_ADDRESS": "payments@paylink.test",
        "STRIPE_BASE_URL": stack["stripe"],
        "STRIPE_SECRET_KEY": "sk_test_paylink_local",
        "STRIPE_WEBHOOK_SECRETS": "whsec_paylink_local",
        "OIDC_ISSUER": stack["issuer"],
        "OIDC_CLIENT_ID": "paylink-desk",
    }


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
    for host in ["a b", "<>", ""]:
        changed = copy.deepcopy(event)
        changed["headers"]["host"] = host
        yield changed
    broken = copy.deepcopy(event)
    broken["body"], broken["isBase64Encoded"] = "%%%", True
    yield broken


class Binaries(unittest.TestCase):
    folder = None
    stack = None
    runner = []

    def with_key(self, event):
        """The event with the stack's own API key in place of the example's."""
        if "authorization" in event.get("headers", {}):
            event["headers"]["authorization"] = f"Bearer {self.stack['api_key']}"
        return event

    def drive(self, function):
        api = RuntimeApi()
        binary = self.folder / function / "bootstrap"
        process = subprocess.Popen([*self.runner, binary], env=environment(self.stack, api.address))
        try:
            files = sorted((ROOT / "events" / function).glob("*.json"))
            self.assertTrue(files, f"events/{function} is empty")
            stored = [self.with_key(json.loads(file.read_text())) for file in files]
            events = list(zip([file.stem for file in files], stored))
            if function in HTTP_FUNCTIONS:
                events += [("hostile", event) for event in hostile(stored[0])]
                events += [("once more", stored[0])]
            for name, event in events:
                with self.subTest(event=name):
                    kind, answer = api.invoke(event, process)
                    self.assertEqual(kind, "response", answer)
                    if function in HTTP_FUNCTIONS:
                        self.assertLess(answer["statusCode"], 500, answer)
                        self.assertEqual(answer["statusCode"], EXPECTED.get(f"{function}/{name}", answer["statusCode"]), answer)
            self.assertIsNone(process.poll(), "the binary ended")
        finally:
            process.kill()
            process.wait()
            api.stop()


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
