"""AWS around the functions, as far as they can tell: API Gateway, the stream mapping, the schedule."""

import base64
import json
import queue
import re
import threading
import time
import urllib.parse

from runtime_api import answer_http

# What the template says of the mapping of send-email.
BATCH_SIZE, LANES, RETRIES = 10, 4, 3
TICK_SECONDS = 2


class FrontDoor:
    """API Gateway: requests over HTTP to the functions, as events of payload format 2.0."""

    def __init__(self, killer):
        self.functions, self.killer, self.acknowledged = {}, killer, lambda event: None
        self.url = answer_http(self.answer)

    def answer(self, method, target, headers, body):
        parts = urllib.parse.urlsplit(target)
        event = http_event(method, parts, headers, body, self.url)
        pattern = re.sub(r"/(bsk|pl|pay)_\w+|(?<=/pay)/[\w-]{43}", "/{}", parts.path)
        function = self.functions.get(function_of(parts.path))
        if not function:
            return 503, [], b""  # It is not there yet, and whoever asks will ask again.
        outcome, answer = function.invoke(event, f"{method} {pattern}")
        if outcome != "response":
            return 500, [("Content-Type", "application/json")], b'{"message":"Internal Server Error"}'
        text = answer.get("body") or ""
        content = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
        status = answer["statusCode"]
        if status >= 500:
            self.killer.faults.append(f"{method} {pattern}: {status} {text[:300]}")
        if pattern == "/webhooks/stripe" and status == 200:
            self.acknowledged(json.loads(body))
        cookies = [("Set-Cookie", cookie) for cookie in answer.get("cookies") or ()]
        kept = [(name, value) for name, value in answer["headers"].items() if name != "content-length"]
        return status, kept + cookies, content


def function_of(path):
    """The routes of the template, as far as they are used here."""
    if path.startswith("/v1/baskets"):
        return "create-link" if "/payment-links" in path else "baskets"
    names = {"/v1/": "settings", "/pay": "checkout", "/webhooks/stripe": "record-payment"}
    return next((name for start, name in names.items() if path.startswith(start)), "desk")


def http_event(method, parts, headers, body, url):
    path = urllib.parse.unquote(parts.path)
    joined = {}
    for name, value in headers.items():
        joined[name.lower()] = f"{joined[name.lower()]},{value}" if name.lower() in joined else value
    cookies = [cookie.strip() for cookie in joined.pop("cookie", "").split(";") if cookie.strip()]
    is_json = "json" in joined.get("content-type", "json")
    event = {
        "version": "2.0", "routeKey": f"{method} {path}", "rawPath": path, "rawQueryString": parts.query,
        "headers": {**joined, "x-forwarded-proto": "http"},
        "requestContext": {
            "accountId": "000000000000", "apiId": "local", "domainName": urllib.parse.urlsplit(url).netloc,
            "domainPrefix": "local", "requestId": "kill", "routeKey": f"{method} {path}", "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime()), "timeEpoch": int(time.time() * 1000),
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                     "userAgent": joined.get("user-agent", "")},
        },
        "isBase64Encoded": not is_json,
    }
    if cookies:
        event["cookies"] = cookies
    if body:
        event["body"] = body.decode() if is_json else base64.b64encode(body).decode()
    return event


class StreamMapping:
    """Reads the table's stream for send-email: several lanes, each basket always in the same one."""

    def __init__(self, engine, table, function):
        self.engine, self.function = engine, function
        self.given_up = self.records = 0
        self.lanes = [queue.Queue() for _ in range(LANES)]
        stream = engine.call("DescribeTable", {"TableName": table})["Table"]["LatestStreamArn"]
        shards = engine.call("DescribeStream", {"StreamArn": stream})["StreamDescription"]["Shards"]
        self.stream, self.stopped, self.threads = stream, threading.Event(), []
        for shard in shards:
            start = {"StreamArn": stream, "ShardId": shard["ShardId"], "ShardIteratorType": "LATEST"}
            at = engine.call("GetShardIterator", start)["ShardIterator"]
            self.threads.append(threading.Thread(target=self.read, args=(at,), daemon=True))
        self.threads += [threading.Thread(target=self.deliver_all, args=(lane,), daemon=True) for lane in self.lanes]
        for thread in self.threads:
            thread.start()

    def read(self, at):
        while not self.stopped.is_set():
            found = self.engine.call("GetRecords", {"ShardIterator": at})
            at = found["NextShardIterator"]
            for record in found["Records"]:
                if "BOOL" in record["dynamodb"].get("NewImage", {}).get("mail_due", {}):
                    key = record["dynamodb"]["Keys"]["basket_id"]["S"]
                    self.lanes[hash(key) % LANES].put({**record, "eventSourceARN": self.stream})
                    self.records += 1
            if not found["Records"]:
                time.sleep(0.1)

    def deliver_all(self, lane):
        while not self.stopped.is_set():
            try:
                batch = [lane.get(timeout=0.2)]
            except queue.Empty:
                continue
            while len(batch) < BATCH_SIZE and not lane.empty():
                batch.append(lane.get())
            self.deliver(batch, 0)

    def deliver(self, batch, failures):
        """Calls until the batch is taken; halves what fails, and gives up after the retries."""
        outcome, answer = self.function.invoke({"Records": batch}, f"{len(batch)} records")
        failed = {item["itemIdentifier"] for item in (answer or {}).get("batchItemFailures", [])}
        if outcome == "response":
            first = [number for number, record in enumerate(batch) if record["dynamodb"]["SequenceNumber"] in failed]
            batch = batch[first[0]:] if first else []
        if not batch:
            return
        if failures == RETRIES:
            self.given_up += len(batch)
            return
        time.sleep(0.1 * (failures + 1))
        middle = (len(batch) + 1) // 2
        for half in (batch[:middle], batch[middle:]):
            if half:
                self.deliver(half, failures + 1)

    def is_alive(self):
        return all(thread.is_alive() for thread in self.threads)

    def stop(self):
        self.stopped.set()


class Schedule:
    """Fires tick again and again; one that dies is not repeated."""

    def __init__(self, function):
        self.function, self.stopped = function, threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stopped.wait(TICK_SECONDS):
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            self.function.invoke({
                "version": "0", "id": "0", "detail-type": "Scheduled Event", "source": "aws.events",
                "account": "000000000000", "time": now, "region": "eu-central-1", "detail": {},
                "resources": ["arn:aws:events:eu-central-1:000000000000:rule/tick"],
            })

    def is_alive(self):
        return self.thread.is_alive()

    def stop(self):
        self.stopped.set()
