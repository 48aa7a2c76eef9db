"""A line between a force and the register that can break: a proxy of real sockets that follows a plan."""

from __future__ import annotations

import http.client
import threading
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What happens to a request: it passes; it never arrives; it arrives and its answer is lost; the gateway is busy.
PASS, LOSE_REQUEST, LOSE_ANSWER, BUSY, HOLD_ANSWER = "pass", "lose request", "lose answer", "busy", "hold answer"


@dataclass
class Wire:
    """`plan` says what happens to each request to `breaks_at` in turn; when it is at its end everything passes. `held`
    is set when an answer is being held back, until `released`."""

    target: str
    breaks_at: str = "/api/v1/people/batch"
    plan: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Wire:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fate_of(self, path: str) -> str:
        self.asked.append(path)
        return self.plan.pop(0) if self.plan and path.startswith(self.breaks_at) else PASS


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Carrier,), {"wire": wire})


class _Carrier(BaseHTTPRequestHandler):
    """Carries one request to the register, and its answer back."""

    wire: Wire

    def do_GET(self) -> None:
        self._carry()

    def do_POST(self) -> None:
        self._carry()

    def log_message(self, *words: Any) -> None:
        """Silence."""

    def _carry(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fate = self.wire.fate_of(self.path)
        self.close_connection = True
        if fate == LOSE_REQUEST:
            return
        if fate == BUSY:
            self._answer(503, [("Retry-After", "7"), ("Content-Type", "application/problem+json")], b"{}")
            return
        reply = _forwarded(self.wire.target, self.command, self.path, dict(self.headers), body)
        if fate == HOLD_ANSWER:
            self.wire.held.set()
            self.wire.released.wait()
        elif fate != LOSE_ANSWER:
            self._answer(*reply)

    def _answer(self, status: int, headers: list[tuple[str, str]], said: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "connection", "content-length", "server", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


def _forwarded(
    target: str, method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, list[tuple[str, str]], bytes]:
    line = http.client.HTTPConnection(urllib.parse.urlsplit(target).netloc)
    try:
        line.request(method, path, body, {name: value for name, value in headers.items() if name != "Host"})
        reply = line.getresponse()
        return reply.status, reply.getheaders(), reply.read()
    finally:
        line.close()
