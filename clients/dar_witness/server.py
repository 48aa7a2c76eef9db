"""The witness over HTTP. TLS ends at a proxy before it."""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .witness import WORDS, Answer, Witness

LARGEST = 100_000
LONGEST_SECONDS = 10
ADD_CHECKPOINT = "/add-checkpoint"


class Server(ThreadingHTTPServer):
    """Answers for one witness."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        self.witness = witness
        super().__init__(address, Handler)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    timeout = LONGEST_SECONDS

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not self.path.endswith(ADD_CHECKPOINT):
            self._answer(Answer(HTTPStatus.NOT_FOUND, "There is nothing here but add-checkpoint.\n"))
        elif not length.isascii() or not length.isdigit():
            self._answer(Answer(HTTPStatus.LENGTH_REQUIRED, "Say how long the request is.\n"))
        elif int(length) > LARGEST:
            self._answer(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "No checkpoint is as long as this.\n"))
        else:
            self._answer(self.server.witness.add_checkpoint(self.rfile.read(int(length))))

    def do_GET(self) -> None:
        self._answer(Answer(HTTPStatus.NOT_FOUND, "There is nothing here but add-checkpoint.\n", WORDS))

    def _answer(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
