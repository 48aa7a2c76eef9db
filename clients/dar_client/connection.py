"""One connection to the API: the token is fetched and renewed by itself, and what may be asked again is asked again.

It goes by the standard library alone. Redirects are not followed: a token goes nowhere but where it is meant for.
"""

from __future__ import annotations

import base64
import http.client
import json
import time
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .problems import ClientError, Problem, Unreachable

TIMEOUT_SECONDS = 120.0
RENEW_BEFORE_SECONDS = 60.0
ATTEMPTS = 6
LONGEST_WAIT_SECONDS = 60.0
BUSY = (409, 429, 502, 503, 504)  # of 409, only that the first request under the key is not answered yet
LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What `create_force_client` printed, and the officer for whom the system asks: force, collar number, incident."""

    client: str
    secret: str = field(repr=False)
    force: str
    collar: str
    incident: str

    @property
    def on_behalf_of(self) -> str:
        return f'force={self.force}, collar="{self.collar}", incident="{self.incident}"'


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(slots=True)
class Connection:
    """A connection to the register at `base`, such as https://register.example.org.

    `pause` waits so many seconds; tests give one that does not.
    """

    base: str
    credentials: Credentials
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _token: str = ""
    _good_until: float = 0.0

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.base)
        is_local = parts.scheme == "http" and parts.hostname in LOCAL
        if not (parts.scheme == "https" or is_local) or not parts.hostname:
            raise ClientError(f"{self.base} is not an https address. Nothing is sent over an open line.")

    def get(self, path: str, **asked: str | int) -> Any:
        """The JSON at a path under /api/v1/."""
        query = f"?{urllib.parse.urlencode(asked)}" if asked else ""
        return self.ask("GET", path + query).body

    def post(
        self, path: str, body: bytes, *, content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """What is answered to a body. It must be safe to send twice: by an `Idempotency-Key` or by its number."""
        return self.ask("POST", path, body, {"Content-Type": content_type, **(headers or {})}).body

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer. What was not answered, or was put off, is asked again a few times, ever more slowly.

        Raises:
            Problem: the register says no. Unreachable: it says nothing.
        """
        last: ClientError = Unreachable("Nothing was asked.")
        was_refused = False
        for attempt in range(ATTEMPTS):
            if attempt:
                self.pause(_wait(attempt, last))
            try:
                answer = self._once(method, f"/api/v1/{path}", body, {**self._signed(), **(headers or {})})
            except (OSError, http.client.HTTPException) as error:
                last = Unreachable(f"The register at {self.base} does not answer: {type(error).__name__}.")
                continue
            except Problem as problem:  # of the token
                last = problem
                if not _is_put_off(problem):
                    raise
                continue
            if answer.status < 300:
                return answer
            last = _problem(answer)
            if answer.status == 401 and self._token:
                self._token = ""  # it has run out, or was ended: another one is asked for, once
                was_refused, is_refused_again = True, was_refused
                if is_refused_again:
                    raise last
            elif not _is_put_off(last):
                raise last
        raise last

    def _signed(self) -> dict[str, str]:
        if not self._token or self.clock() > self._good_until:
            self._fetch_token()
        return {"Authorization": f"Bearer {self._token}", "On-Behalf-Of": self.credentials.on_behalf_of}

    def _fetch_token(self) -> None:
        """Ask for a token (RFC 6749 s.4.4). Raises Problem where the credentials are not good."""
        pair = f"{self.credentials.client}:{self.credentials.secret}".encode()
        headers = {
            "Authorization": f"Basic {base64.b64encode(pair).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = self._once("POST", "/api/v1/token", b"grant_type=client_credentials", headers)
        if answer.status != 200 or not isinstance(answer.body, dict) or "access_token" not in answer.body:
            raise _problem(answer)
        self._token = str(answer.body["access_token"])
        self._good_until = self.clock() + float(answer.body.get("expires_in", 0)) - RENEW_BEFORE_SECONDS

    def _once(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        parts = urllib.parse.urlsplit(self.base)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        line = kind(str(parts.hostname), parts.port, timeout=TIMEOUT_SECONDS)
        try:
            line.request(method, path, body, {"Accept": "application/json", "User-Agent": "dar-client", **headers})
            reply = line.getresponse()
            said = reply.read()
            return Answer(reply.status, _read(said), {name.lower(): value for name, value in reply.getheaders()})
        finally:
            line.close()


def _read(said: bytes) -> Any:
    try:
        return json.loads(said)
    except ValueError:
        return None


def _problem(answer: Answer) -> Problem:
    document = answer.body if isinstance(answer.body, dict) else {}
    if "error" in document and "detail" not in document:
        document = {**document, "detail": f"{document['error']}. Look at the client and its secret."}
    return Problem(answer.status, document, retry_after=answer.headers.get("retry-after", ""))


def _is_put_off(problem: Problem) -> bool:
    return problem.status in BUSY and (problem.status != 409 or problem.code == "key_in_progress")


def _wait(attempt: int, last: ClientError) -> float:
    """Seconds until the next attempt: what the register asks for, or twice as long as before."""
    asked = getattr(last, "retry_after", "")
    wanted = float(asked) if asked.isascii() and asked.isdecimal() else float(2 ** (attempt - 1))
    return min(wanted, LONGEST_WAIT_SECONDS)
