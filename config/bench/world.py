"""The register that is measured: databases of its own, the programs that serve it, and the people at its doors."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import one_time_codes
from accounts.actions.roles import give_role
from accounts.actions.users import create_user
from accounts.actor import Actor
from accounts.demo import SEEDER, SEEDING
from accounts.models import Force, Role, User
from audit.core.entry import Reason
from config import demo
from config.bench import caseload, databases, nation, registered
from config.bench.settling import settle
from config.services.places import CHECKOUT, Place, ServiceError
from config.services.supervisor import POLL_SECONDS, Console, StopRequest, Supervisor
from register.actions.feeds import importer, start_import
from register.imports.loading import load
from register.models import FeedRun

HOST = "127.0.0.1"
CALL = Reason("live_call", "Incident 4471")
READY_SECONDS = 60
FEEDS = (
    ("10", "10-northumbria.csv"),
    ("13", "13-west-yorkshire.csv"),
    ("14", "14-south-yorkshire.ndjson"),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured. `feed_lines` cuts each feed short; `starts`: first and later starts of `make demo`.

    `many` people are looked up by `asked` terms a round, or `told` terms once; then there are `grown` people.
    `humans` cuts a data set. There are few `registered` people and many, and few duties and many are `due`;
    there are so many `cases`, so many `changes` in the log, and people in a `batch`.
    """

    rounds: int
    turns: int
    clients: int
    lookups_of_client: int
    alerts: int
    people: int
    many: int
    grown: int
    asked: int
    told: int
    starts: tuple[int, int]
    registered: tuple[int, int]
    due: tuple[int, int]
    cases: int
    changes: int
    batch: int
    feed_lines: int | None = None
    humans: int | None = None


FULL = Scale(
    rounds=5, turns=60, clients=8, lookups_of_client=40, alerts=300, people=60, many=1_000_000, grown=5_000_000,
    asked=300, told=4_800, starts=(1, 5), registered=(12_000, 120_000), due=(100, 1_000),
    cases=1_000_000, changes=1_000_000, batch=1_000,
)  # fmt: skip
SMALL = Scale(
    rounds=1, turns=2, clients=2, lookups_of_client=4, alerts=2, people=3, many=200, grown=400, asked=8, told=96,
    starts=(1, 1), registered=(60, 120), due=(2, 4), cases=400, changes=300, batch=20,
    feed_lines=25, humans=120,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user who has signed in by password and one-time code, with the client that did it."""

    user: User
    client: Client

    @property
    def cookies(self) -> dict[str, str]:
        return {name: morsel.value for name, morsel in self.client.cookies.items()}

    @property
    def actor(self) -> Actor:
        return self.user.actor(on=timezone.localdate())


@dataclass
class World:
    """Makes what a measurement needs. Its databases are `<prefix>_…`; `close` drops those it made.

    `template` names a migrated database that somebody else keeps; without it one is made when first needed.
    `keeps_nations` leaves the invented nations for the next run.
    """

    prefix: str
    place: Place
    console: Console
    scale: Scale = FULL
    template: str = ""
    keeps_nations: bool = False
    _made: list[str] = field(default_factory=list)
    _nations: dict[str, int] = field(default_factory=dict)
    _kept_cases: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._before = databases.in_use()

    def close(self) -> None:
        databases.use(self._before)
        kept = [*self._nations, *sorted(self._kept_cases)]
        for name in [*self._made, *(kept if not self.keeps_nations else ())]:
            databases.drop(name)

    def empty(self) -> None:
        """Work on a fresh register: reference data, nobody in it."""
        self._work_on(self.template or self._kept("empty", databases.make))

    def with_feeds(self) -> None:
        """Work on a fresh register that holds the people of the demonstration's feeds."""
        self._work_on(self._kept("feeds", self._fill))

    def with_nation(self, count: int) -> None:
        """Work on a register that holds the first `count` people of the invented nation.

        It takes long to make, so it is made once, and on a server that somebody else keeps it stays for the next run.
        What works on it leaves its people as they are.
        """
        databases.leave()
        name = f"{self.prefix}_nation_{count}"
        if name not in self._nations and not databases.is_as_noted(name, nation.NOTE):
            self._settle(name, count)
        self._nations[name] = count
        databases.use(name)

    def with_registrations(self, count: int) -> None:
        """Work on a register that holds so many active registrations and what is due under them."""
        databases.use(self._kept(f"registered_{count}", lambda name: self._register(name, count)))

    def with_cases(self, count: int) -> None:
        """Work on a register that holds so many cases. It takes long to make, so it is kept as a nation is."""
        databases.leave()
        name = f"{self.prefix}_cases_{count}"
        if name not in self._kept_cases and not databases.is_as_noted(name, caseload.NOTE):
            self.console.say(f"Making the database {name}")
            self.empty()
            databases.leave()
            databases.clone(databases.in_use(), name)
            databases.use(name)
            caseload.fill(count)
            databases.leave()
            databases.note(name, caseload.NOTE)
        self._kept_cases.add(name)
        databases.use(name)

    def _register(self, name: str, count: int) -> None:
        self.empty()
        databases.leave()
        databases.clone(databases.in_use(), name)
        databases.use(name)
        registered.fill(count)

    def _settle(self, name: str, count: int) -> None:
        """From the largest smaller nation there is, or from nobody."""
        smaller = max((n for n in self._nations.values() if n < count), default=0)
        self.console.say(f"Making the database {name}")
        if smaller:
            databases.clone(f"{self.prefix}_nation_{smaller}", name)
        else:
            self.empty()
            databases.leave()
            databases.clone(databases.in_use(), name)
        databases.use(name)
        for number, added in enumerate(settle(smaller, count)):
            if number % 10 == 0:
                self.console.say(f"Inventing people: {smaller + added:,} of {count:,}")
        databases.leave()
        databases.note(name, nation.NOTE)

    def _kept(self, kind: str, make: Callable[[str], None]) -> str:
        name = f"{self.prefix}_{kind}"
        if name not in self._made:
            self.console.say(f"Making the database {name}")
            make(name)
            self._made.append(name)
        return name

    def _work_on(self, source: str) -> None:
        databases.leave()
        name = f"{self.prefix}_at_work"
        if name not in self._made:
            self._made.append(name)
        databases.clone(source, name)
        databases.use(name)

    def _fill(self, name: str) -> None:
        self.empty()
        for _ in self.import_feeds():
            pass
        databases.leave()
        databases.clone(databases.in_use(), name)

    def import_feeds(self) -> Iterator[FeedRun]:
        """Import the three feeds as a force's import does, and give each run that has ended.

        Raises:
            ServiceError: a feed could not be read.
        """
        for code, name in FEEDS:
            force = Force.objects.get(code=code)
            run: FeedRun = start_import(
                force, actor=importer(force), reason=SEEDING, file_name=name, chunks=self._chunks(name)
            )
            load(run)
            run.refresh_from_db()
            if run.status != FeedRun.Status.DONE or not run.rows_new:
                raise ServiceError(f"The feed {name} was not imported: {run.problem or run.status}")
            yield run

    def _chunks(self, name: str) -> Iterable[bytes]:
        content = (CHECKOUT / "demo" / "feeds" / name).read_bytes()
        return [b"".join(content.splitlines(keepends=True)[: self.scale.feed_lines])]

    def sign_in(self, *, force: str, role: str = "control-room-specialist") -> SignedIn:
        """A new user of the force with the role, who has just signed in through the real pages."""
        email, password = f"{secrets.token_hex(6)}@example.org", secrets.token_urlsafe(24)
        user = create_user(
            Force.objects.get(code=force), actor=SEEDER, reason=SEEDING, email=email, name="Sam Measure",
            password=password,
        )  # fmt: skip
        give_role(user, actor=SEEDER, reason=SEEDING, role=Role.objects.get(code=role))
        one_time_codes.set_up_app(user)
        client = Client(headers={"host": HOST})
        client.post(reverse("account_login"), {"login": email, "password": password})
        answer = client.post(reverse("mfa_authenticate"), {"code": one_time_codes.current_code(user)})
        if answer.status_code != 302 or "/account/" in answer.headers["Location"]:
            raise ServiceError("Nobody could sign in: the pages of signing in have changed.")
        return SignedIn(user, client)

    @contextmanager
    def serving(self, *names: str) -> Iterator[int]:
        """The named programs of the demonstration (web, worker, beat) on the database in use; gives the port of web."""
        self.place.make()
        port = free_port()
        programs = [program for program in demo.programs(port, self.place) if program.name in names]
        record = self.place.run / "programs.json"
        environment = {**os.environ, "LOG_LEVEL": "INFO"}
        supervisor = Supervisor(programs, environment, self.place.logs, Quiet(), record, CHECKOUT)
        try:
            supervisor.start()
            self._wait_until_ready(port, supervisor)
            yield port
        finally:
            supervisor.stop(StopRequest())

    def _wait_until_ready(self, port: int, supervisor: Supervisor) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not demo.is_ready(port):
            if time.monotonic() > deadline:
                raise ServiceError(f"The register does not answer: see {self.place.logs / 'web.log'}")
            supervisor.tend()
            time.sleep(POLL_SECONDS)

    def rounds(self, what: str) -> Iterator[int]:
        """The numbers of the rounds, each announced."""
        for number in range(self.scale.rounds):
            self.console.say(f"{what}: round {number + 1} of {self.scale.rounds}")
            yield number


class Quiet(Console):
    """Says nothing: what the programs do is of no interest while they do it."""

    def say(self, text: str) -> None:
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def spread(rows: Sequence[int], count: int) -> list[int]:
    """So many of the rows, evenly from first to last; all of them when there are fewer."""
    if len(rows) <= count:
        return list(rows)
    return [rows[number * len(rows) // count] for number in range(count)]
