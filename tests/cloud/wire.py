"""Two doors on this machine: one before the deployed API, one before AWS, which notes what passes."""

import http.client
import json

from runtime_api import answer_http

HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}


class Door:
    """Hands on every request to the emulator, with the host that `host_of` gives it."""

    def __init__(self, port):
        self.port = port
        self.url = answer_http(self.hand_on)

    def hand_on(self, method, path, headers, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                if name.lower() not in HOP_BY_HOP | {"host"}:
                    connection.putheader(name, value)
            connection.putheader("Host", self.host_of(headers))
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
            self.passed(method, path, headers, body, answer.status, content)
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
            return answer.status, kept, content
        finally:
            connection.close()

    def host_of(self, headers):
        return headers["Host"]

    def passed(self, *_):
        """Somebody was answered."""


class ApiDoor(Door):
    """The deployed API at an address that people and the gateway can reach without a name server."""

    def __init__(self, port, domain):
        super().__init__(port)
        self.domain = domain

    def host_of(self, headers):
        return self.domain

    def here(self, url):
        """The same address behind this door."""
        return url.replace(f"https://{self.domain}", self.url, 1)


class AwsDoor(Door):
    """What one function believes to be AWS. Its signatures stay whole: the host is the one it signed."""

    def __init__(self, port):
        super().__init__(port)
        # Actions with the resources they were asked for, and the actions that were refused.
        self.asked, self.refused = set(), set()

    def passed(self, method, path, headers, body, status, content):
        action, resource = what_is_asked(path, headers, body)
        self.asked.add((action, resource))
        if status in (400, 403) and b"AccessDenied" in content:
            self.refused.add(action)


def what_is_asked(path, headers, body):
    """The IAM action, and the end of the resource's name."""
    target = headers.get("X-Amz-Target", "")
    if target.startswith("DynamoDB_"):
        asked = json.loads(body)
        index = f"/index/{asked['IndexName']}" if asked.get("IndexName") else ""
        return f"dynamodb:{target.split('.')[1]}", asked.get("TableName", "") + index
    if target.startswith("secretsmanager."):
        return f"secretsmanager:{target.split('.')[1]}", json.loads(body).get("SecretId", "")
    if path.startswith("/v2/email/outbound-emails"):
        return "ses:SendEmail", ""
    return f"unknown:{path}", ""
