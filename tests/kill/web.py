"""HTTP as people and programs use it, the database over HTTP, and the program that serves both."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(NoRedirect)


def call(url, body=None, headers=None, method=None):
    """Status, headers and text; status 0 where nobody answers."""
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with opener.open(request, timeout=40) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()
    except OSError:
        return 0, {}, ""


def send_form(url, fields, headers=None):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return call(url, urllib.parse.urlencode(fields).encode(), {**kind, **(headers or {})})


def fetch_json(url, headers=None, body=None):
    data = None if body is None else json.dumps(body).encode()
    status, _, text = call(url, data, {"Content-Type": "application/json", **(headers or {})})
    assert status == 200, f"{url}: {status} {text}"
    return json.loads(text)


def start_stack(program, folder, *options):
    """Starts paylink-local with its data and log in this folder. Its process, and what it offers."""
    file = folder / "stack.json"
    file.unlink(missing_ok=True)
    with open(folder / "stack.log", "a") as log:
        process = subprocess.Popen(
            [program, "--port", "0", "--data", folder, *options], stdout=log, stderr=log)
    for _ in range(1200):
        if file.exists() and (text := file.read_text()):
            return process, json.loads(text)
        if process.poll() is not None:
            break
        time.sleep(0.05)
    sys.exit(f"the stack did not start: see {folder}/stack.log")


class Engine:
    """DynamoDB and its streams. The engine wants requests signed, but does not check by whom."""

    def __init__(self, stack):
        self.url, self.table = stack["dynamodb"], stack["tables"]["baskets"]

    def call(self, action, body):
        streams = action in ("DescribeStream", "GetShardIterator", "GetRecords")
        service = "DynamoDBStreams_20120810" if streams else "DynamoDB_20120810"
        return fetch_json(self.url, {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"{service}.{action}",
            "X-Amz-Date": "20261124T000000Z",
            "Authorization": "AWS4-HMAC-SHA256 Credential=local/20261124/eu-central-1/dynamodb/aws4_request, "
                             "SignedHeaders=host;x-amz-date, Signature=0",
        }, body)

    def basket(self, basket_id):
        key = {"basket_id": {"S": basket_id}}
        found = self.call("GetItem", {"TableName": self.table, "Key": key, "ConsistentRead": True})
        return plain({"M": found.get("Item", {})})

    def baskets(self):
        """All of them."""
        items, after = [], {}
        while True:
            page = self.call("Scan", {"TableName": self.table, **after})
            items += [plain({"M": item}) for item in page["Items"]]
            if not page.get("LastEvaluatedKey"):
                return items
            after = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def plain(value):
    """An attribute value as a plain one."""
    (kind, inner), = value.items()
    if kind == "M":
        return {name: plain(item) for name, item in inner.items()}
    if kind == "L":
        return [plain(item) for item in inner]
    return int(inner) if kind == "N" else None if kind == "NULL" else inner
