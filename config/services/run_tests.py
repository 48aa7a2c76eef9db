"""`make test`: the checks of the code, then the whole suite, against services that live as long as the run.

With arguments it runs pytest alone, with those arguments. With DATABASE_URL and REDIS_URL set, those services are
used and nothing of their kind is started.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from config.services import postgres, valkey
from config.services.environment import local_environment
from config.services.places import CHECKOUT, Place, ServiceError
from config.services.processes import Process
from config.services.roles import prepare_roles
from config.services.supervisor import Console, StopRequest, run_to_end

BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("cases", "register", "accounts", "audit", "ui", "config", "clients")
WORKERS = 2
STOPPED = 130
"""Exit status of a run that somebody interrupted, as shells give it."""


class Interrupted(Exception):
    """Somebody asked for a stop."""


def main(arguments: Sequence[str]) -> int:
    console = Console()
    try:
        with StopRequest.listening() as request, services(console) as environment:
            environment |= browser(console, request)
            if arguments:
                return run(tool("pytest"), *arguments, environment=environment, request=request)
            return everything(environment, console, request)
    except ServiceError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except Interrupted:
        return STOPPED


def everything(environment: dict[str, str], console: Console, request: StopRequest) -> int:
    """The checks, then the suite. pytest has the last word, unless a check failed before it."""
    failed = []
    for name, command, extra in checks():
        console.say(name)
        if run(*command, environment={**environment, **extra}, request=request) != 0:
            failed.append(name)
            console.say(f"FAILED: {name}")
    console.say("The tests")
    # Slow tests stand together: a worker that has done its own takes over what the other has not begun.
    shared = (f"--numprocesses={WORKERS}", "--dist=worksteal")
    status = run(tool("pytest"), *shared, environment=environment, request=request)
    if failed:
        print(f"Failed before the tests: {', '.join(failed)}.")
    return status or len(failed)


def checks() -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and additional environment of each check of the code."""
    manage = [sys.executable, "-W", "ignore::DeprecationWarning", "manage.py"]
    templates = sorted(str(path) for path in CHECKOUT.glob("*/templates/**/*.html"))
    return [
        ("ruff check", [tool("ruff"), "check", "--quiet"], {}),
        ("ruff format", [tool("ruff"), "format", "--check", "--quiet"], {}),
        ("import-linter", [tool("lint-imports"), "--no-logo"], {}),
        ("mypy", [tool("mypy"), *PACKAGES], {}),
        ("djade", [tool("djade"), "--target-version", "5.2", "--check", *templates], {}),
        ("Migrations are complete", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("Deployment settings", [*manage, "check", "--deploy", "--fail-level=WARNING"], production_settings()),
    ]


def production_settings() -> dict[str, str]:
    """What a production server would set, for `check --deploy`. The services stay those of the run."""
    return {
        "ENVIRONMENT": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "register.example.org",
        "CSRF_TRUSTED_ORIGINS": "https://register.example.org",
        "EMAIL_URL": "smtp+tls://register:secret@mail.example.org:587",
    }


@contextmanager
def services(console: Console) -> Iterator[dict[str, str]]:
    """The environment of the run, with a PostgreSQL and a Valkey of its own where none is given."""
    remove_leftovers()
    place = Place(CHECKOUT / ".run" / f"test-{os.getpid()}")
    given = {name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    try:
        place.make()
        environment = {**os.environ, **local_environment(place, kind="test")}
        if "DATABASE_URL" in given:
            prepare_roles(environment.get("DATABASE_OWNER_URL") or environment["DATABASE_URL"])
        else:
            environment |= postgres.ensure_running(place, durable=False)
        if "REDIS_URL" not in given:
            environment |= valkey.ensure_running(place)
        console.say("PostgreSQL and Valkey are running" if len(given) < 2 else "Using the services given")
        yield environment
    finally:
        forget(place)


def remove_leftovers() -> None:
    """A run that was killed could not clean up after itself."""
    for directory in (CHECKOUT / ".run").glob("test-*"):
        number = directory.name.removeprefix("test-")
        if number.isdigit() and Process.find(int(number)) is None:
            forget(Place(directory))


def forget(place: Place) -> None:
    valkey.stop(place)
    postgres.stop(place)
    place.remove()


def browser(console: Console, request: StopRequest) -> dict[str, str]:
    """CHROMIUM, the path of the browser for the journeys; installs Debian's when this process may."""
    found = find_browser()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        console.say("Installing Chromium from the system's packages")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ("chromium", "fonts-liberation")
        for command in (("update",), ("install", "-y", "--no-install-recommends", *packages)):
            run("apt-get", "-qq", *command, environment=quiet, request=request)
        found = find_browser()
    if found is None:
        raise ServiceError(
            "The browser tests need Chromium or Google Chrome, and none was found on this machine. Install it "
            "(Debian and Ubuntu: apt-get install chromium), or name one: CHROMIUM=/path/to/chrome make test"
        )
    return {"CHROMIUM": found}


def find_browser() -> str | None:
    """CHROMIUM of the environment, else the first on the PATH that runs."""
    candidates = (os.environ.get("CHROMIUM"), *map(shutil.which, BROWSERS))
    return next((path for path in candidates if path and _runs(path)), None)


def _runs(program: str) -> bool:
    with suppress(OSError):
        said = subprocess.run([program, "--version"], capture_output=True, check=False)
        return said.returncode == 0
    return False


def run(*command: str, environment: dict[str, str], request: StopRequest) -> int:
    status = run_to_end(command, environment=environment, directory=CHECKOUT, request=request)
    if status is None:
        raise Interrupted
    return status


def tool(name: str) -> str:
    return str(BIN / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
