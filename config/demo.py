"""`make demo`: the whole register on this machine, in one process tree that Ctrl-C ends.

With DATABASE_URL or REDIS_URL set, that service is used and nothing of its kind is started or stopped here.
"""

from __future__ import annotations

import argparse
import errno
import fcntl
import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from config.services import postgres, valkey
from config.services.environment import PORT, missing_settings
from config.services.places import CHECKOUT, Place, ServiceError
from config.services.processes import Process
from config.services.supervisor import (
    POLL_SECONDS,
    Console,
    Program,
    StopRequest,
    Supervisor,
    end_recorded,
    run_to_end,
)

READY_SECONDS = 120
STOP_SECONDS = 60
BIN = Path(sys.executable).parent
SIMULATED_FORCE = "SIMULATED_FORCE"

PREPARATIONS = (
    ("the roles of the database", ("prepare_database",)),
    ("the tables", ("migrate", "--no-input", "--verbosity=0")),
    ("forces, offences and other reference data", ("load_reference",)),
    ("the people of the demonstration", ("seed_demo",)),
)


class Stopped(Exception):
    """Somebody asked for a stop while the demonstration was still starting."""


@dataclass
class Demo:
    """One run of the demonstration: what it started is what it stops."""

    place: Place
    port: int
    request: StopRequest
    console: Console = field(default_factory=Console)

    def __post_init__(self) -> None:
        self.environment = {**os.environ, **missing_settings(self.place, kind="demo")}
        self.environment["ENVIRONMENT"] = "demo"
        self.own_services = [service for service in (postgres, valkey) if is_ours(service, self.place)]
        self.started_services = [service for service in self.own_services if service.running(self.place) is None]
        self.supervisor = Supervisor(
            programs(self.port, self.place),
            self.environment,
            self.place.logs,
            self.console,
            record=programs_record(self.place),
            directory=CHECKOUT,
        )

    def run(self) -> None:
        """Starts everything, keeps it running until a stop is asked for, and stops it."""
        try:
            self.start_services()
            self.prepare()
            self.supervisor.start()
            self.console.say("Web, worker, beat and sealer started; waiting for the first page")
            self.wait_until_ready()
            self.greet()
            self.keep_running()
        except Stopped:
            pass
        finally:
            self.stop()

    def start_services(self) -> None:
        for service in self.own_services:
            self.environment |= service.ensure_running(self.place)
            self.console.say(f"{service_name(service)} is running")

    def prepare(self) -> None:
        for what, command in PREPARATIONS:
            self.console.say(f"Preparing {what}")
            self.manage(*command)

    def manage(self, *arguments: str) -> None:
        """Runs a management command with its output on the console."""
        if self.request.is_made:
            raise Stopped
        command = [sys.executable, "manage.py", *arguments]
        # Preparing enqueues hundreds of tasks: their log lines would bury what the console says.
        environment = {"LOG_LEVEL": "WARNING", **self.environment}
        status = run_to_end(command, environment=environment, directory=CHECKOUT, request=self.request)
        if status is None:
            raise Stopped
        if status != 0:
            raise ServiceError(f"`manage.py {arguments[0]}` failed (exit status {status}): its words are above.")

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not is_ready(self.port):
            if self.request.wait(POLL_SECONDS):
                raise Stopped
            if time.monotonic() > deadline:
                raise ServiceError(
                    f"The register does not answer after {READY_SECONDS} s: see {self.place.logs / 'web.log'}"
                )
            self.supervisor.tend()

    def greet(self) -> None:
        self.console.say("Ready. Stop it with Ctrl-C.\n")
        print(f"The register is served on {address(self.port)}\n", flush=True)
        self.manage("demo_accounts")
        if force := simulated_force():
            print(
                f"Force {force} is simulated: its system sends people, and accepts alerts seconds after they are sent."
                f" Without it: {SIMULATED_FORCE}=off make demo\n",
                flush=True,
            )

    def keep_running(self) -> None:
        while not self.request.wait(1):
            self.supervisor.tend()
            for service in self.own_services:
                if service.running(self.place) is None:
                    self.console.say(f"{service_name(service)} died; starting it again")
                    service.ensure_running(self.place)

    def stop(self) -> None:
        self.console.say("Stopping")
        self.supervisor.stop(self.request)
        # The broker before the database: a task still under way may write to both.
        for service in reversed(self.started_services):
            if service.stop(self.place):
                self.console.say(f"{service_name(service)} stopped")


def simulated_force() -> str:
    """The code of the force that a program plays, or nothing where none is played."""
    given = os.environ.get(SIMULATED_FORCE, "12")
    return given if given.isdigit() else ""


def programs(port: int, place: Place) -> list[Program]:
    """Web, worker, beat and the sealer of the log; and the simulated force, which waits until the register answers."""
    gunicorn = [
        *(str(BIN / "gunicorn"), "config.wsgi:application", f"--bind=127.0.0.1:{port}"),
        *("--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=5", "--timeout=60"),
        "--no-control-socket",
    ]
    celery = [str(BIN / "celery"), "--app=config.celery"]
    worker = [*celery, "worker", "--concurrency=2", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel=INFO", f"--schedule={place.run / 'beat-schedule'}", "--pidfile="]
    sealer = [sys.executable, "manage.py", "seal"]
    force = [sys.executable, "-m", "config.simulated_force", simulated_force(), str(port)]
    return [
        Program("web", gunicorn),
        Program("beat", beat),
        Program("worker", worker, grace_seconds=15),
        Program("sealer", sealer),
        *([Program("force", [*force, str(place.run / "simulated-force.json")])] if simulated_force() else []),
    ]


def is_ours(service: ModuleType, place: Place) -> bool:
    """Whether the environment names no server of this kind, or names the checkout's own."""
    given = {name: os.environ[name] for name in service.addresses(place) if os.environ.get(name)}
    return not given or given.items() <= service.addresses(place).items()


def service_name(service: ModuleType) -> str:
    return "PostgreSQL" if service is postgres else "Valkey"


def address(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def is_ready(port: int) -> bool:
    """Whether /ready says yes. Asked directly: a proxy of the environment has no business here."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def chosen_port() -> int:
    """PORT, or 8000. Raises `ServiceError` when it is no port or somebody has it."""
    text = os.environ.get("PORT", str(PORT))
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ServiceError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise ServiceError(_why_not(int(text), error)) from error
    return int(text)


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Another program already uses port {port} of this machine. "
            f"Stop it, or choose another port: PORT={port + 1 if port < 65535 else PORT} make demo"
        )
    return f"Port {port} cannot be used ({error.strerror}). Choose another: PORT={PORT} make demo"


@contextmanager
def only_one(place: Place) -> Iterator[None]:
    """Holds the checkout's demonstration; says who has it when it is taken."""
    place.make()
    with (place.run / "demo.pid").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise ServiceError(
                f"The demonstration of this checkout already runs (process {file.read().strip()}). "
                "Stop it with Ctrl-C where it runs, or with: make stop"
            ) from error
        file.truncate(0)
        print(os.getpid(), file=file, flush=True)
        yield
        file.truncate(0)


def programs_record(place: Place) -> Path:
    return place.run / "programs.json"


def start(place: Place) -> int:
    with StopRequest.listening() as request, only_one(place):
        end_recorded(programs_record(place))
        Demo(place, chosen_port(), request).run()
    return 0


def stop(place: Place) -> int:
    """Ends a demonstration that runs or was left behind, and the services of this checkout."""
    if not place.run.exists():
        print("Nothing to stop.")
        return 0
    demo = _running_demo(place)
    if demo is not None:
        os.kill(demo.pid, 15)
        if not demo.ended_within(STOP_SECONDS):
            demo.send(9)
    left_behind = end_recorded(programs_record(place))
    stopped = [valkey.stop(place), postgres.stop(place)]
    print("Stopped." if demo or left_behind or any(stopped) else "Nothing to stop.")
    return 0


def _running_demo(place: Place) -> Process | None:
    try:
        number = int((place.run / "demo.pid").read_text())
    except (FileNotFoundError, ValueError):
        return None
    found = Process.find(number)
    return found if found is not None and b"config.demo" in _command_line(number) else None


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def reset(place: Place) -> int:
    """Stops everything and forgets all data of this checkout's own services."""
    stop(place)
    place.remove()
    print("All data of the demonstration is gone. `make demo` begins anew.")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.demo", description=__doc__)
    parser.add_argument("command", nargs="?", default="start", choices=("start", "stop", "reset"))
    command = parser.parse_args(arguments).command
    try:
        return {"start": start, "stop": stop, "reset": reset}[command](Place.default())
    except ServiceError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
