"""Runs a handful of programs, starts again those that die, and ends them all in order."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.services import processes

BACKOFF_SECONDS = (1, 2, 4, 8, 15, 30)
HEALTHY_SECONDS = 60
"""A program that has run this long begins anew at the shortest wait when it dies."""

POLL_SECONDS = 0.1


class Console:
    """Short lines of progress, each with the seconds since the start. A closed terminal silences it."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def say(self, text: str) -> None:
        with suppress(OSError, ValueError):
            print(f"{time.monotonic() - self.began:6.1f} s  {text}", flush=True)


class StopRequest:
    """Turns SIGINT, SIGTERM and SIGHUP into a flag; a second signal asks to hurry."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self.is_hurried = False

    @property
    def is_made(self) -> bool:
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        return self._asked.wait(seconds)

    def _receive(self, *_: object) -> None:
        self.is_hurried = self.is_made
        self._asked.set()

    @classmethod
    @contextmanager
    def listening(cls) -> Iterator[StopRequest]:
        """Listens as long as the block runs. A SIGHUP that was ignored from the start (nohup) stays ignored."""
        request = cls()
        numbers = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            numbers.append(signal.SIGHUP)
        before = {number: signal.signal(number, request._receive) for number in numbers}
        try:
            yield request
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@dataclass(frozen=True)
class Program:
    """One program to keep running: its name on the console, its command, and how long it may take to stop."""

    name: str
    command: Sequence[str]
    grace_seconds: float = 10


@dataclass
class _Run:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    deaths: int = 0
    next_start_at: float = 0


@dataclass
class Supervisor:
    """The programs of one service, started in the order given and stopped in the same order.

    `record` names the file that lets `end_recorded` end them after the supervisor itself was killed.
    """

    programs: Sequence[Program]
    environment: dict[str, str]
    logs: Path
    console: Console
    record: Path
    directory: Path = field(default_factory=Path.cwd)

    def __post_init__(self) -> None:
        self._runs = [_Run(program) for program in self.programs]

    def start(self) -> None:
        """Starts every program, each with an empty log."""
        for run in self._runs:
            self._log(run).unlink(missing_ok=True)
            self._start(run)

    def tend(self) -> None:
        """Starts again whatever has died, once its wait is over. Call it often."""
        for run in self._runs:
            if run.process is None:
                if time.monotonic() >= run.next_start_at:
                    self._start(run)
            elif run.process.poll() is not None:
                self._bury(run)

    def stop(self, request: StopRequest) -> None:
        """Ends every program and all its descendants; hung ones are killed after their grace."""
        for run in self._runs:
            if run.process is not None:
                grace = run.program.grace_seconds
                processes.end(run.process.pid, grace_seconds=grace, is_hurried=lambda: request.is_hurried)
                run.process.wait()
                self.console.say(f"{run.program.name} stopped")
                run.process = None
        self.record.unlink(missing_ok=True)

    def _start(self, run: _Run) -> None:
        with self._log(run).open("ab") as log:
            run.process = subprocess.Popen(
                run.program.command,
                cwd=self.directory,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Of its own session: a Ctrl-C reaches the supervisor alone, which then stops things in order.
                start_new_session=True,
                preexec_fn=processes.die_with_parent,
            )
        run.started_at = time.monotonic()
        self._write_record()

    def _bury(self, run: _Run) -> None:
        assert run.process is not None
        processes.end(run.process.pid, grace_seconds=0)
        if time.monotonic() - run.started_at > HEALTHY_SECONDS:
            run.deaths = 0
        wait = BACKOFF_SECONDS[min(run.deaths, len(BACKOFF_SECONDS) - 1)]
        ended = _how_it_ended(run.process.returncode)
        self.console.say(f"{run.program.name} {ended}; starting it again in {wait} s (see {self._log(run)})")
        run.deaths += 1
        run.next_start_at = time.monotonic() + wait
        run.process = None

    def _log(self, run: _Run) -> Path:
        return self.logs / f"{run.program.name}.log"

    def _write_record(self) -> None:
        alive = [processes.Process.find(run.process.pid) for run in self._runs if run.process is not None]
        numbers = [[process.pid, process.started] for process in alive if process is not None]
        self.record.write_text(json.dumps(numbers))


def end_recorded(record: Path, *, grace_seconds: float = 5) -> int:
    """Ends the programs that a killed supervisor left behind. Says how many there were."""
    try:
        numbers = json.loads(record.read_text())
    except (FileNotFoundError, ValueError):
        return 0
    ended = 0
    for pid, started in numbers:
        found = processes.Process.find(pid)
        if found is not None and found.started == started:
            processes.end(pid, grace_seconds=grace_seconds)
            ended += 1
    record.unlink(missing_ok=True)
    return ended


def run_to_end(
    command: Sequence[str], *, environment: dict[str, str], directory: Path, request: StopRequest
) -> int | None:
    """Runs one command in the foreground. Its exit status, or None when a stop was asked for and it was ended."""
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=processes.die_with_parent,
    )
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(POLL_SECONDS)
        if request.is_made:
            processes.end(process.pid, grace_seconds=10, is_hurried=_hurried(request))
            process.wait()
            return None


def _hurried(request: StopRequest) -> Callable[[], bool]:
    return lambda: request.is_hurried


def _how_it_ended(status: int) -> str:
    if status < 0:
        return f"was killed ({signal.Signals(-status).name})"
    return f"stopped by itself (exit status {status})"
