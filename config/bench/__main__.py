"""`python -m config.bench [--small] [WORD …]`: measure the figures whose names contain one of the words, or all.

Uses a PostgreSQL and a Valkey of its own, or databases of its own on the server that DATABASE_URL names.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.services import postgres, valkey
from config.services.environment import missing_settings
from config.services.places import CHECKOUT, Place, ServiceError
from config.services.roles import prepare_roles
from config.services.supervisor import Console, end_recorded

PLACE = Place(CHECKOUT / ".run" / "bench")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.bench", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="WORD", help="part of the figures' names")
    parser.add_argument("--small", action="store_true", help="only see whether everything works; keeps no result")
    parser.add_argument("--into", type=Path, default=CHECKOUT / "docs", help="where the results are kept")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    load, is_given = os.getloadavg()[0], bool(os.environ.get("DATABASE_URL"))
    try:
        with only_one(), services(PLACE) as environment:
            # Of this process itself only what goes wrong is worth a line; the programs it starts log as ever.
            os.environ |= environment | {"ENVIRONMENT": "demo", "LOG_LEVEL": "CRITICAL"}
            into = None if options.small else options.into
            return _measure(options.only, into=into, load=load, keeps_nations=is_given)
    except ServiceError as error:
        print(f"\n{error}", file=sys.stderr)  # noqa: T201 - a command's last words
        return 1
    except KeyboardInterrupt:
        return 130


def _measure(only: list[str], *, into: Path | None, load: float, keeps_nations: bool) -> int:
    import django

    django.setup()
    from config.bench.run import run
    from config.bench.world import FULL, SMALL, World

    world = World("dar_bench", PLACE, Console(), FULL if into else SMALL, keeps_nations=keeps_nations)
    try:
        return run(world, only=only, into=into, load=load)
    finally:
        world.close()


@contextmanager
def only_one() -> Iterator[None]:
    """Two measurements at once would measure each other."""
    PLACE.run.parent.mkdir(exist_ok=True)
    with (PLACE.run.parent / "bench.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServiceError("`make bench` already runs in this checkout. Wait for its end.") from error
        yield


@contextmanager
def services(place: Place) -> Iterator[dict[str, str]]:
    """What a measurement needs in its environment; services that nobody gave are started, and forgotten at the end."""
    given = {name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    try:
        place.make()
        end_recorded(place.run / "programs.json")
        environment = missing_settings(place, kind="demo")
        if "DATABASE_URL" in given:
            prepare_roles(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
        else:
            environment |= postgres.ensure_running(place, shared_buffers=a_fifth_of_the_memory())
        if "REDIS_URL" not in given:
            environment |= valkey.ensure_running(place)
        yield environment
    finally:
        valkey.stop(place)
        postgres.stop(place)
        place.remove()


def a_fifth_of_the_memory() -> str:
    """What a server that holds a million people is given for them, as PostgreSQL's settings say it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{memory // 5 // 1024**2}MB"


if __name__ == "__main__":
    sys.exit(main())
