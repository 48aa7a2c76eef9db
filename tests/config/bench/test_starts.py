"""Timing a start: of small programs that stand in for the demonstration, which takes minutes and the network."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from config.bench import starts
from config.bench.starts import KEPT
from config.services.places import ServiceError

SERVES = """
import http.server, os, pathlib, signal, sys

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/account/sign-in" else 404)
        self.end_headers()

def stop(*_):
    pathlib.Path("stopped").write_text("by Ctrl-C")
    sys.exit(0)

signal.signal(signal.SIGINT, stop)
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    clone = tmp_path / "register"
    clone.mkdir()
    (clone / "serve.py").write_text(SERVES)
    return clone


def start(clone: Path, command: str) -> float:
    (clone / "Makefile").write_text(f"demo:\n\t@{command}\n")
    return starts._start(clone, dict(os.environ))


def test_start_is_timed_until_the_page_is_served_and_stopped_as_by_ctrl_c(clone: Path) -> None:
    assert start(clone, f"{sys.executable} serve.py") > 0
    assert (clone / "stopped").read_text() == "by Ctrl-C"


def test_start_that_fails_says_why(clone: Path) -> None:
    with pytest.raises(ServiceError, match="no such lock"):
        start(clone, "echo no such lock; exit 1")


def test_nothing_of_our_own_services_reaches_the_clone() -> None:
    ours = ("DATABASE_URL", "REDIS_URL", "ENVIRONMENT", "SECRET_KEY", "VIRTUAL_ENV", "PYTHONPATH", "PORT")

    assert not [name for name in ours if KEPT.fullmatch(name)]
    assert all(KEPT.fullmatch(name) for name in ("PATH", "PIP_INDEX_URL", "UV_DEFAULT_INDEX", "https_proxy"))
