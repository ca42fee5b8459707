"""The Lambda Runtime API, and the sandbox that a function runs in, as far as a function can tell.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. Standard library only.
"""

import itertools
import json
import os
import queue
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE_SECONDS = 30
numbers = itertools.count(1)


class Ended(Exception):
    """The process ended before it answered."""


def answer_http(answer):
    """Serves on a free loopback port, whose URL this is: `answer` gets method, path, headers and body,
    and gives status, headers and content."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_):
            pass

        def serve(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = answer(self.command, self.path, self.headers, body)
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = serve

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


class RuntimeApi:
    """Hands events to one process and takes its answers, on a free loopback port."""

    def __init__(self):
        events, answers = queue.Queue(), queue.Queue()
        self.events, self.answers = events, answers
        # Set once the process has started and asks for its first event.
        self.is_started = is_started = threading.Event()
        self.started_at, api = 0, self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

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
                if not is_started.is_set():
                    api.started_at = time.time()
                    is_started.set()
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
                if length and len(body) < int(length):
                    raise ConnectionError("the process ended in the middle of its answer")
                answers.put((self.path.rsplit("/", 1)[-1], body))
                self.reply(202, b"{}")

            def chunks(self):
                body = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.events.put((0, None))
        self.server.shutdown()
        self.server.server_close()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        # A process that ends in the middle of a call leaves half of one: no error of this server.
        if not isinstance(sys.exc_info()[1], (OSError, ValueError)):
            super().handle_error(request, client_address)


class Sandbox:
    """One process of a function with a Runtime API of its own."""

    def __init__(self, command, environment):
        self.api = RuntimeApi()
        self.process = subprocess.Popen(
            command, env={**environment, "AWS_LAMBDA_RUNTIME_API": self.api.address})
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        self.process.wait()
        self.api.answers.put(("ended", None))
        self.api.stop()

    def invoke(self, event):
        """Hands over one event, and gives "response" or "error" with the body of the answer."""
        self.api.events.put((next(numbers), event))
        try:
            kind, body = self.api.answers.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise AssertionError(f"no answer within {PATIENCE_SECONDS} seconds") from None
        if kind == "ended":
            raise Ended(f"the process ended with {self.process.returncode}")
        return kind, json.loads(body) if body else None

    def kill(self):
        """SIGKILL: the process gets no chance to finish anything."""
        self.process.kill()


def environment_of(stack, function):
    """What the function is told: by the template, as stack.json has it, and by the platform."""
    return {
        **stack["functions"][function],
        "PATH": os.environ["PATH"],
        "RUST_LOG": "warn",
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
    }
