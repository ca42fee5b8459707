"""A member of staff at the Admin Desk: a browser with cookies and forms, and the sign-in."""

import html.parser
import urllib.parse

from web import call, send_form


class Form(html.parser.HTMLParser):
    """The hidden fields of a page, the first of each name."""

    def __init__(self, page):
        super().__init__()
        self.fields = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "input" and given.get("type") == "hidden":
            self.fields.setdefault(given["name"], given.get("value", ""))


class Browser:
    """Signed in as the demo owner. Whatever fails is tried again, as by somebody who presses the
    button once more or reloads the page."""

    def __init__(self, stack, again):
        self.stack, self.again, self.cookies = stack, again, {}

    def send(self, path, fields=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        url = self.stack["app"] + path
        if fields is None:
            status, given, text = call(url, headers=headers)
        else:
            origin = {"Sec-Fetch-Site": "same-origin", "Origin": self.stack["app"]}
            status, given, text = send_form(url, fields, {**headers, **origin})
        for cookie in given.get_all("set-cookie") or () if status else ():
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return status, given, text

    def sign_in(self):
        """The whole way to the issuer and back; from the start again where it broke off, since the
        issuer's code is good for one try."""
        def once():
            status, headers, _ = self.send("/desk/sign-in/start?return_to=%2Fdesk%2Fbookings")
            if status != 303:
                return status, {}
            _, _, page = call(headers["location"])
            fields = {**Form(page).fields, "user": "demo-owner"}
            status, headers, text = send_form(f"{self.stack['issuer']}/sign-in", fields)
            assert status in (302, 303), (status, text[:300])
            back = urllib.parse.urlsplit(headers["location"])
            status, headers, _ = self.send(f"{back.path}?{back.query}")
            signed_in = status == 303 and headers["location"] == "/desk/bookings"
            return (200 if signed_in else 500), {}
        self.again(once)

    def open(self, path):
        answer = {}

        def once():
            status, _, answer["page"] = self.send(path)
            return status, {}
        status, _ = self.again(once)
        assert status == 200, (path, status)
        return answer["page"]

    def submit(self, page, path, given):
        """Sends the form of a page, and sends the same again until the desk leads on."""
        hidden = Form(page).fields
        fields = {name: hidden[name] for name in ("form_token", "operation")} | given

        def once():
            status, headers, text = self.send(path, fields)
            in_flight = status == 409 and "It is still being worked on" in text
            return (500 if in_flight else status), {"location": headers.get("location"), "text": text}
        return self.again(once)
