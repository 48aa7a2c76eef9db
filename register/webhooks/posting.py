"""Sending one message to an address that somebody else chose.

The register stands in a network where much trusts its neighbours, so an address may lead to nothing private. A name is
resolved once and the connection goes to what was found then: a name that answers differently a moment later leads
nowhere else. Redirects are not followed, proxies not asked, and nothing that is answered is kept.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 8.0
"""From the connection to the end of the answer, however slowly it drips."""
MOST_READ = 4096
HEADERS = {"Content-Type": "application/json", "User-Agent": "dar-webhooks/1"}
LONGEST_URL = 500
_TRANSLATED = (
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
    ip_network("2001::/32"),
)


class Unreachable(Exception):
    """Nothing was answered; `why` is a code for the log and the receiver's engineers."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Pinned(http.client.HTTPSConnection):
    """Goes to the address it was given, and asks for the certificate of the name."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=SECONDS, context=context)
        self.address, self.tls = address, context

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), timeout=SECONDS)
        self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.host)


def problem_of(url: str) -> str:
    """What is wrong with the address of a webhook, in a sentence; empty when nothing is."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "This is not an address."
    if parts.scheme != "https" or not parts.hostname:
        return "The address must begin with https:// and name a host."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "The address may hold no user, no password and nothing after a #."
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or port == 0:
        return f"The address must be plain letters, at most {LONGEST_URL} of them."
    try:
        return "" if may_reach(ip_address(parts.hostname)) else "The address leads into a private network."
    except ValueError:
        return ""  # a name: where it leads is looked at each time


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send the message; gives the status that was answered.

    Raises:
        Unreachable: nothing was answered in time, or the address may not be reached.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    address = _address_of(host, port)
    line = _Pinned(host, port, address, _context())
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _ended_in_time(line) as is_over:
            line.connect()
            if is_over():  # it may have rung while there was nothing yet to hang up
                raise TimeoutError
            line.request("POST", path, body, {**HEADERS, **headers})
            answer = line.getresponse()
            answer.read(MOST_READ)
            return answer.status
    except TimeoutError:
        raise Unreachable("timeout") from None
    except ssl.SSLError:
        raise Unreachable("tls") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable("no_answer") from None
    finally:
        line.close()


def may_reach(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public internet, or of a network that was allowed by name."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return may_reach(address.ipv4_mapped)
        if any(address in network for network in _TRANSLATED):
            return False
    if any(address in ip_network(each) for each in settings.WEBHOOK_PRIVATE_NETWORKS):
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def _address_of(host: str, port: int) -> str:
    """Where the name leads now. One answer that may not be reached spoils all: it is how a name is bent."""
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not found or not all(may_reach(ip_address(each.partition("%")[0])) for each in found):
            raise Unreachable("private_address")
    except (OSError, UnicodeError, ValueError):
        raise Unreachable("no_such_name") from None
    return found[0]


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.WEBHOOK_CA_FILE:
        context.load_verify_locations(settings.WEBHOOK_CA_FILE)
    return context


@contextmanager
def _ended_in_time(line: _Pinned) -> Iterator[Callable[[], bool]]:
    """Hang up when the time is over: a socket's own limit is for each piece, and pieces may drip for ever."""
    is_over = threading.Event()

    def hang_up() -> None:
        is_over.set()
        if line.sock is not None:
            with _quietly():
                line.sock.shutdown(socket.SHUT_RDWR)

    clock = threading.Timer(SECONDS, hang_up)
    clock.daemon = True
    clock.start()
    try:
        yield is_over.is_set
    except (OSError, http.client.HTTPException):
        if is_over.is_set():
            raise TimeoutError from None
        raise
    else:
        if is_over.is_set():  # what was read of a head that was cut off looks like a whole one
            raise TimeoutError
    finally:
        clock.cancel()


@contextmanager
def _quietly() -> Iterator[None]:
    try:
        yield
    except OSError:
        return
