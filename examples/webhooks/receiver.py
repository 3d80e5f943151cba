"""Receives webhooks. Needs Python 3.9 or newer, and nothing else.

usage: WEBHOOK_SECRET=<secret of the rule> [WEBHOOK_PORT=9000] python3 receiver.py
"""

import hashlib
import hmac
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Two rules, or one whose secret is being changed: their secrets, separated by commas.
SECRETS = [secret for secret in os.environ.get("WEBHOOK_SECRET", "").split(",") if secret]
if not SECRETS:
    raise SystemExit("WEBHOOK_SECRET is not set")

MOST_BYTES = 1024 * 1024
# Seconds that a request is accepted after it was signed: nobody can send an old one again.
FRESH_SECONDS = 300


def equal(a, b):
    # `==` ends at the first character that differs, so its time tells how many were right.
    return hmac.compare_digest(a.encode(), b.encode())


def is_signed(header, body, event):
    """Whether this body comes from who knows a secret.

    header: `t=1700000000,v1=…`, while a secret changes with a second `v1`.
    """
    first, *signatures = header.split(",")
    seconds = first.removeprefix("t=")
    if not seconds.isdecimal() or abs(time.time() - int(seconds)) >= FRESH_SECONDS:
        return False

    def is_right(secret):
        signed = f"{event.get('callId')}.{seconds}.".encode() + body
        right = "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return any(equal(signature, right) for signature in signatures)

    return any(map(is_right, SECRETS)) and any(is_vendor_signed(event, secret) for secret in SECRETS)


def is_vendor_signed(event, secret):
    """The vendor's signature. It does not cover the content: a receiver of Ringpost alone can do without."""
    signed = f"{event.get('callId')}{secret}{event.get('timestamp')}"
    return equal(str(event.get("security")), hashlib.md5(signed.encode()).hexdigest())


# What was done already, oldest first. A real receiver keeps this in its database, in the transaction that does it.
done = {}
MOST_DONE = 10_000
lock = threading.Lock()


def receive(event, body):
    """Events come at least once, so the same one may come again."""
    # A message and its chat_offline have the same callId.
    key = json.dumps([event["callId"], event.get("eventType"), event.get("to")])
    with lock:
        if key in done:
            return
        print(body.decode(), flush=True)
        done[key] = True
        if len(done) > MOST_DONE:
            del done[next(iter(done))]


def judge(question):
    """Decides about a message that somebody sends. They wait for it."""
    who = f"a message from {question['from']} to {question['to']}"
    content = next(iter(question["payload"]["bodies"]), {})
    if content.get("type") != "txt":
        return {"valid": True}
    if "forbidden" in content["msg"]:
        print("refused:", who, flush=True)
        return {"valid": False, "code": "forbidden word"}
    text = content["msg"].replace("colour", "color")
    if text == content["msg"]:
        return {"valid": True}
    print("replaced:", who, flush=True)
    return {"valid": True, "payload": {"bodies": [{**content, "msg": text}]}}


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # Keeps connections, as Ringpost does.
    disable_nagle_algorithm = True
    timeout = 60  # Seconds until a connection that says nothing is closed.

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            return self.answer(413, "too long, or of unknown length")
        body = self.rfile.read(int(length))
        try:
            event = json.loads(body)
        except ValueError:
            return self.answer(400, "no JSON")
        header = self.headers.get("x-ringpost-signature", "")
        if not isinstance(event, dict) or not is_signed(header, body, event):
            return self.answer(401, "wrong signature")
        if self.path == "/before":
            return self.answer(200, json.dumps(judge(event)))
        receive(event, body)
        return self.answer(200, "")

    def answer(self, status, text):
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass  # One line for each event is enough.


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("WEBHOOK_PORT", "9000"))), Receiver)
print(f"listening at http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
