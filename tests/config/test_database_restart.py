"""PostgreSQL is stopped and started again while systems of a force send: a real server of its own, real gunicorn, real
clients. Nothing that was answered is lost and nothing is doubled, counted by reconciliation and in the tables."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from clients.dar_client import feeds
from clients.dar_client.client import Client
from clients.dar_client.connection import Connection, Credentials
from clients.dar_client.problems import Problem, Unreachable
from clients.dar_client.sync import Sync
from config import demo
from config.services import postgres, processes
from config.services.places import CHECKOUT, Place
from tests.waiting import until

SYSTEMS, EACH = 4, 12
PASSING = (401, 429, 500, 502, 503, 504)
SCOPES = ("people:write", "batches:read", "reconciliation:read")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "restarted" / ".run")
    yield place
    postgres.stop(place)
    place.remove()


@dataclass
class Register:
    """A register that runs on a database server of its own."""

    place: Place
    base: str
    credentials: Credentials
    owner_url: str

    def restart(self) -> None:
        assert postgres.stop(self.place)
        postgres.ensure_running(self.place, durable=False)

    def count(self, table: str) -> int:
        with psycopg.connect(self.owner_url) as connection:
            found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[call-overload]
        assert found is not None
        return int(found[0])


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def register(place: Place, tmp_path: Path) -> Iterator[Register]:
    urls = postgres.ensure_running(place, durable=False)
    passed_on = {name: value for name, value in os.environ.items() if name != "DATABASE_NAME"}
    environment = {**passed_on, **urls, "ENVIRONMENT": "demo", "ALLOWED_HOSTS": "127.0.0.1"}
    for command in (("migrate", "--no-input", "--verbosity=0"), ("load_reference",)):
        manage(environment, *command)
    told = manage(environment, "create_force_client", "13", *(f"--scope={each}" for each in SCOPES))
    said = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "web.log").open("w") as log:
        web = subprocess.Popen(
            demo.programs(port, place)[0].command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log
        )  # fmt: skip
        until(lambda: demo.is_ready(port), "the register answers", seconds=demo.READY_SECONDS)
        credentials = Credentials(said["Client"].strip(), said["Secret"].strip(), "13", "4471", "WY-1234")
        yield Register(place, f"http://127.0.0.1:{port}", credentials, urls["DATABASE_OWNER_URL"])
        processes.end(web.pid, grace_seconds=10)
        web.wait()


def folder_of(root: Path, number: int) -> Path:
    """The feeds of one system: so many people, each with a reference of their own."""
    folder = root / f"system{number}"
    folder.mkdir()
    people = [
        {"local_reference": f"N/{number}/{each}", "forenames": "Ines", "surname": f"Okafor{number}x{each}",
         "changed_on": "2026-11-01"}
        for each in range(EACH)
    ]  # fmt: skip
    (folder / f"{number}.ndjson").write_text("".join(f"{json.dumps(person)}\n" for person in people))
    return folder


@dataclass
class Systems:
    """The systems of a force: `said` is what came of each batch, `put_off` how often one had to ask again."""

    register: Register
    root: Path
    said: list[str] = field(default_factory=list)
    put_off: list[float] = field(default_factory=list)

    def sync(self, number: int, folder: Path) -> Sync:
        connection = Connection(self.register.base, self.register.credentials, pause=self.put_off.append)
        state = self.root / f"{number}.json"
        return Sync(Client(connection), f"system{number}", folder, state, say=self.said.append)

    def send(self, number: int, folder: Path) -> None:
        """Until all is answered, whatever happens to the register meanwhile."""
        until(lambda: self._is_sent(number, folder), f"system {number} has sent all", seconds=300)

    def _is_sent(self, number: int, folder: Path) -> bool:
        try:
            self.sync(number, folder).push()
        except Unreachable:
            return False
        except Problem as problem:
            assert problem.status in PASSING, problem
            return False
        return True

    def have_been_answered(self, times: int) -> None:
        until(lambda: len(self.said) >= times, "they are in the middle of it", seconds=120)


def gathered(folders: list[Path], into: Path) -> Path:
    """All feeds in one folder."""
    into.mkdir()
    for file in (file for folder in folders for file in folder.iterdir()):
        (into / file.name).write_bytes(file.read_bytes())
    return into


def test_what_was_answered_while_the_database_was_restarted_is_held_once(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST_ITEMS", 1)
    systems, folders = Systems(register, tmp_path), [folder_of(tmp_path, number) for number in range(SYSTEMS)]

    with ThreadPoolExecutor(SYSTEMS) as pool:
        sending = [pool.submit(systems.send, number, folder) for number, folder in enumerate(folders)]
        for times in (4, 12, 20):
            systems.have_been_answered(times)
            register.restart()
        for each in sending:
            each.result()

    assert systems.put_off, "the restarts were felt"
    assert systems.sync(SYSTEMS, gathered(folders, tmp_path / "together")).reconcile().is_none
    for table in ("register_person", "register_localrecord", "register_receivedbatch"):
        assert register.count(table) == SYSTEMS * EACH, table
    assert register.count("register_sequencegap") == 0
