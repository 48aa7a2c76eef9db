"""An address that somebody else chose leads to nothing private, and takes no longer than it may."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any

import pytest

from register.webhooks import posting
from register.webhooks.posting import Unreachable, may_reach, post, problem_of
from tests.register.webhooks.receiver import NAME, Receiver, says

PRIVATE = (
    "10.0.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.1", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
    "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "2001:db8::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_private_is_not_reached(address: str) -> None:
    assert not may_reach(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_what_is_public_is_reached(address: str) -> None:
    assert may_reach(ip_address(address))


def test_a_network_that_is_allowed_by_name_is_reached_and_its_neighbour_is_not(settings: Any) -> None:
    settings.WEBHOOK_PRIVATE_NETWORKS = ["10.20.0.0/16"]

    assert may_reach(ip_address("10.20.3.4"))
    assert may_reach(ip_address("::ffff:10.20.3.4"))
    assert not may_reach(ip_address("10.21.0.1"))


@pytest.mark.parametrize(
    "url",
    [
        "http://records.example.org/", "ftp://records.example.org/", "https://", "records.example.org", "https:///x",
        "https://user@records.example.org/", "https://user:pass@records.example.org/", "https://records.example.org/#x",
        "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://records.example.org/ x",
        "https://records.example.org/\n", "https://records.example.org:0/", "https://records.example.org:99999/",
        "https://réc.example.org/", "https://records.example.org/" + "x" * 500, "https://[",
    ],
)  # fmt: skip
def test_an_address_that_is_no_good_is_refused_with_a_sentence(url: str) -> None:
    assert problem_of(url).endswith(".")


@pytest.mark.parametrize("url", ["https://records.example.org/changes?force=13", "https://records.example.org:8443"])
def test_an_address_that_is_good_is_taken(url: str) -> None:
    assert problem_of(url) == ""


def test_a_message_arrives_as_it_was_sent(receiver: Receiver) -> None:
    assert post(f"{receiver.url}?a=1", b"{}", {"webhook-id": "1"}) == 204

    headers, body = receiver.requests[0]
    assert (headers["webhook-id"], headers["content-type"], body) == ("1", "application/json", b"{}")


def leads(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """The name leads to each of these addresses in turn, and to the last for ever after."""
    real, left = socket.getaddrinfo, list(answers)

    def resolve(host: str, port: int, *more: Any, **named: Any) -> Any:
        if host != NAME:
            return real(host, port, *more, **named)
        return real(left.pop(0) if len(left) > 1 else left[0], port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere_else(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads(monkeypatch, "127.0.0.1", "10.0.0.1")

    assert post(f"https://{NAME}:{receiver.port}/", b"{}", {"webhook-id": "1"}) == 204


def test_a_name_that_leads_into_a_private_network_is_not_followed(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.WEBHOOK_PRIVATE_NETWORKS = []
    leads(monkeypatch, "127.0.0.1")

    with pytest.raises(Unreachable, match="private_address"):
        post(f"https://{NAME}:{receiver.port}/", b"{}", {})
    assert receiver.requests == []


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.usually = says(302, Location=f"https://127.0.0.1:{receiver.port}/elsewhere")

    assert post(receiver.url, b"{}", {"webhook-id": "1"}) == 302
    assert len(receiver.requests) == 1


def floods(handler: BaseHTTPRequestHandler) -> None:
    """Answers with more than anybody would read."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100_000):
            handler.wfile.write(b"x" * 4096)
    except OSError:
        return


@pytest.mark.parametrize(
    "how", [pytest.param(lambda r: r.hangs, id="silence"), pytest.param(lambda r: slow_head, id="a head that drips")]
)
def test_whoever_does_not_answer_is_hung_up_on(
    receiver: Receiver, how: Callable[[Receiver], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.3)
    receiver.usually = how(receiver)

    with pytest.raises(Unreachable, match="timeout"):
        post(receiver.url, b"{}", {"webhook-id": "1"})


def slow_head(handler: BaseHTTPRequestHandler) -> None:
    """Headers that never end, each well within the time for one piece."""
    import threading

    pause = threading.Event()
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not pause.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()
    except OSError:
        return


def test_a_flood_is_not_read(receiver: Receiver) -> None:
    receiver.usually = floods

    assert post(receiver.url, b"{}", {"webhook-id": "1"}) == 200


def test_a_certificate_that_nobody_vouches_for_is_not_believed(receiver: Receiver, settings: Any) -> None:
    settings.WEBHOOK_CA_FILE = ""

    with pytest.raises(Unreachable, match="tls"):
        post(receiver.url, b"{}", {})
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_nobody_listens(receiver: Receiver) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Unreachable, match="no_answer"):
            post(f"https://127.0.0.1:{port}/", b"{}", {})


def test_a_name_that_nobody_knows(receiver: Receiver) -> None:
    with pytest.raises(Unreachable, match="no_such_name"):
        post("https://nobody.invalid/", b"{}", {})
