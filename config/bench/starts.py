"""`make demo` as a new user meets it: a fresh clone, no caches, no services."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from config.bench.figures import Reading, gives
from config.bench.world import HOST, World, free_port
from config.services.places import CHECKOUT, ServiceError
from config.services.supervisor import POLL_SECONDS

GIVE_UP_SECONDS = 900
STOP_SECONDS = 60
KEPT = re.compile(r"PATH|HOME|LANG|PYTHON|(PIP|UV|SSL)_.*|.*_proxy", re.IGNORECASE)
"""Of the environment only what says where programs and packages are: no service of ours."""


@gives("demo_first_start_s", "demo_second_start_s")
def demo_starts(world: World) -> Mapping[str, Reading]:
    """Each first start has a clone of its own; the later starts follow in the last one."""
    first, second = [], []
    firsts, seconds = world.scale.starts
    for number in range(firsts):
        with tempfile.TemporaryDirectory(prefix="register-") as made:
            clone, environment = _clone(Path(made))
            try:
                world.console.say(f"First start {number + 1} of {firsts}")
                first.append(_start(clone, environment))
                for later in range(seconds if number == firsts - 1 else 0):
                    world.console.say(f"Second start {later + 1} of {seconds}")
                    second.append(_start(clone, environment))
            finally:
                subprocess.run(["make", "--silent", "demo-reset"], cwd=clone, env=environment, check=False)
    return {
        "demo_first_start_s": Reading(median(first), _starts(first)),
        "demo_second_start_s": Reading(median(second), _starts(second)),
    }


def _starts(seconds: list[float]) -> str:
    return f"{len(seconds)} starts" if len(seconds) > 1 else "one start"


def _clone(directory: Path) -> tuple[Path, dict[str, str]]:
    """A clone of the last commit, and an environment with empty caches."""
    clone = directory / "register"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(CHECKOUT), str(clone)], check=True)
    inherited = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
    caches = {name: str(directory / name.lower()) for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR", "XDG_CACHE_HOME")}
    return clone, inherited | caches


def _start(clone: Path, environment: dict[str, str]) -> float:
    """Seconds from the command to the sign-in page. Stops it again, as Ctrl-C does.

    Raises:
        ServiceError: it ended by itself, or took longer than a quarter of an hour.
    """
    port = free_port()
    log = clone.parent / "demo.log"
    began = time.perf_counter()
    with log.open("w") as output:
        demo = subprocess.Popen(
            ["make", "--silent", "demo"], cwd=clone, env=environment | {"PORT": str(port)}, stdout=output,
            stderr=output, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    try:
        while not _is_served(port):
            if demo.poll() is not None or time.perf_counter() - began > GIVE_UP_SECONDS:
                raise ServiceError(f"`make demo` did not start:\n{log.read_text()[-2000:]}")
            time.sleep(POLL_SECONDS)
        return time.perf_counter() - began
    finally:
        _interrupt(demo)


def _is_served(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/account/sign-in")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _interrupt(demo: subprocess.Popen[bytes]) -> None:
    """Ctrl-C: the signal goes to everything in the foreground."""
    if demo.poll() is not None:
        return
    os.killpg(demo.pid, signal.SIGINT)
    try:
        demo.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired as error:
        os.killpg(demo.pid, signal.SIGKILL)
        raise ServiceError(f"`make demo` did not stop within {STOP_SECONDS} s of Ctrl-C.") from error
