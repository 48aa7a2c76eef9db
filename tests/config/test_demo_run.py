"""A whole demonstration over a register of three small files: real servers, real gunicorn, real Celery."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.services import postgres, processes, valkey
from config.services.places import CHECKOUT, Place

FILES = {
    "manage.py": "import sys\nprint('manage.py', *sys.argv[1:])\n",
    "config/settings.py": "SECRET_KEY = 'small'\nUSE_TZ = True\n",
    "config/wsgi.py": (
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'text/plain')])\n"
        "    return [environ['PATH_INFO'].encode()]\n"
    ),
    "config/celery.py": (
        "import os\n"
        "from celery import Celery\n"
        "from config.services.urls import broker_url\n"
        "app = Celery('small', broker=broker_url(os.environ['REDIS_URL']))\n"
    ),
}


@dataclass
class Run:
    """A demonstration under way."""

    process: "subprocess.Popen[str]"
    place: Place
    port: int

    def read_until(self, pattern: str) -> str:
        """What the console says up to the first line that holds the pattern."""
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if re.search(pattern, line):
                return said
        raise AssertionError(f"it ended without saying {pattern!r}:\n{said}")

    def get(self, path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        body = connection.getresponse().read()
        connection.close()
        return body


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "a checkout"
    shutil.copytree(
        CHECKOUT / "config" / "services",
        root / "config" / "services",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("__init__.py", "demo.py"):
        shutil.copy(CHECKOUT / "config" / name, root / "config" / name)
    for name, text in FILES.items():
        (root / name).write_text(text)
    return root


@pytest.fixture
def demonstration(checkout: Path) -> Iterator[Run]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    environment = {name: value for name, value in os.environ.items() if name not in given}
    process = subprocess.Popen(
        [sys.executable, "-m", "config.demo"],
        cwd=checkout,
        env={**environment, "PORT": str(port), "SIMULATED_FORCE": "off"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    run = Run(process, Place(checkout / ".run"), port)
    yield run
    processes.end(process.pid, grace_seconds=30)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    valkey.stop(run.place)
    postgres.stop(run.place)
    run.place.remove()


def test_it_serves_recovers_and_leaves_nothing_behind(demonstration: Run) -> None:
    said = demonstration.read_until("manage.py demo_accounts")
    commands = re.findall(r"^manage\.py (\w+)", said, re.MULTILINE)
    assert commands == ["prepare_database", "migrate", "load_reference", "seed_demo", "demo_accounts"]
    assert f"served on http://127.0.0.1:{demonstration.port}/" in said
    assert demonstration.get("/lookup") == b"/lookup"

    database, broker = postgres.running(demonstration.place), valkey.running(demonstration.place)
    assert database is not None and broker is not None
    database.send(signal.SIGKILL)
    demonstration.read_until("PostgreSQL died; starting it again")
    broker.send(signal.SIGKILL)
    demonstration.read_until("Valkey died; starting it again")

    members = processes.family(demonstration.process.pid)
    demonstration.process.send_signal(signal.SIGINT)
    said = demonstration.read_until("PostgreSQL stopped")

    order = re.findall(r"s  (\w+) stopped", said)
    assert order == ["web", "beat", "worker", "sealer", "Valkey", "PostgreSQL"]
    assert demonstration.process.wait(30) == 0
    assert len(members) > 5, "web, worker and beat, with children of their own"
    assert all(member.ended_within(10) for member in members)
    assert postgres.running(demonstration.place) is None
    assert valkey.running(demonstration.place) is None


def test_a_preparation_that_fails_is_named_and_everything_stops(checkout: Path, demonstration: Run) -> None:
    (checkout / "manage.py").write_text("import sys\nsys.exit(sys.argv[1] == 'migrate')\n")

    said = demonstration.read_until("manage.py migrate` failed")

    assert "PostgreSQL stopped" in said
    assert demonstration.process.wait(30) == 1
    assert postgres.running(demonstration.place) is None
