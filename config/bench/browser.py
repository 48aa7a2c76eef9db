"""A browser without a screen: one connection, the cookies of a session, and the requests that htmx makes."""

from __future__ import annotations

import http.client
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from config.services.places import ServiceError

SECONDS = 30


class Browser:
    """Keeps its connection open from one request to the next, as browsers do; `close` ends it."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self._cookies = dict(cookies)

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str) -> str:
        """The body of a page or of the part of it that htmx asks for.

        Raises:
            ServiceError: the answer is not 200.
        """
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> str:
        """The part of a page with which htmx answers a form."""
        if "csrf" not in self._cookies:
            self.get(path)
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "X-CSRFToken": self._cookies.get("csrf", ""),
        }
        # A whole page brings the token, so the first request is one.
        if "csrf" in self._cookies:
            headers["HX-Request"] = "true"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            response = self._answer(method, path, body, headers)
        except ConnectionError:  # the server may close a connection on which nothing was said for a while
            self._connection.close()
            response = self._answer(method, path, body, headers)
        content = response.read().decode()
        if response.status != 200:
            raise ServiceError(f"{method} {path} was answered with {response.status}, {response.headers['Location']}")
        for header in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        return content

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self._connection.request(method, path, body, headers)
        return self._connection.getresponse()
