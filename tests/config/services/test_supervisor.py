import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services import processes
from config.services.places import CHECKOUT
from config.services.processes import Process
from config.services.supervisor import (
    Console,
    Program,
    StopRequest,
    Supervisor,
    end_recorded,
    run_to_end,
)
from tests.config.services.conftest import Mailbox
from tests.waiting import DEADLINE

# Reports its number and that of a child in a session of its own, both deaf to everything but SIGKILL.
DEAF = """
import os, signal, subprocess, sys
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True)
with open(sys.argv[1], "w") as mailbox:
    print(os.getpid(), child.pid, file=mailbox, flush=True)
while True:
    signal.pause()
"""
# Reports its number and ends by itself.
BRIEF = """
import os, sys
with open(sys.argv[1], "w") as mailbox:
    print(os.getpid(), file=mailbox, flush=True)
sys.exit(3)
"""
# Reports its number and ends when asked.
POLITE = """
import os, signal, sys
with open(sys.argv[1], "w") as mailbox:
    print(os.getpid(), file=mailbox, flush=True)
signal.pause()
"""
# A supervisor as `make demo` has one, over one program.
SUPERVISOR = """
import os, signal, sys
from pathlib import Path
from config.services.supervisor import Console, Program, StopRequest, Supervisor

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as a terminal starts it, whatever started the tests
directory, mailbox, code = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
program = Program("program", [sys.executable, "-c", code, mailbox], grace_seconds=0.2)
with StopRequest.listening() as request:
    supervisor = Supervisor([program], dict(os.environ), directory, Console(), record=directory / "programs.json")
    supervisor.start()
    while not request.wait(0.05):
        supervisor.tend()
    supervisor.stop(request)
"""


@pytest.fixture
def request_to_stop() -> Iterator[StopRequest]:
    with StopRequest.listening() as request:
        yield request


def supervisor_of(code: str, mailbox: Mailbox, directory: Path, *, grace_seconds: float = 0.2) -> Supervisor:
    command = [sys.executable, "-c", code, str(mailbox.path)]
    return Supervisor(
        [Program("program", command, grace_seconds=grace_seconds)],
        dict(os.environ),
        directory,
        Console(),
        record=directory / "programs.json",
    )


def found(numbers: str) -> list[Process]:
    members = [Process.find(int(number)) for number in numbers.split()]
    assert all(members)
    return [member for member in members if member is not None]


def test_a_deaf_program_and_its_child_in_another_session_are_ended(
    mailbox: Mailbox, tmp_path: Path, request_to_stop: StopRequest
) -> None:
    supervisor = supervisor_of(DEAF, mailbox, tmp_path)
    supervisor.start()
    members = found(mailbox.read_line())

    supervisor.stop(request_to_stop)

    assert len(members) == 2
    assert all(member.ended_within(10) for member in members)
    assert not (tmp_path / "programs.json").exists()


def test_a_second_signal_does_not_wait_for_the_grace(
    mailbox: Mailbox, tmp_path: Path, request_to_stop: StopRequest
) -> None:
    supervisor = supervisor_of(DEAF, mailbox, tmp_path, grace_seconds=10_000)
    supervisor.start()
    members = found(mailbox.read_line())
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)

    supervisor.stop(request_to_stop)

    assert request_to_stop.is_made
    assert all(member.ended_within(10) for member in members)


def test_a_dead_program_is_started_again_and_the_console_says_so(
    mailbox: Mailbox, tmp_path: Path, request_to_stop: StopRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor = supervisor_of(BRIEF, mailbox, tmp_path)
    supervisor.start()
    first = mailbox.read_line(meanwhile=supervisor.tend)
    second = mailbox.read_line(meanwhile=supervisor.tend)
    third = mailbox.read_line(meanwhile=supervisor.tend)
    supervisor.stop(request_to_stop)

    assert len({first, second, third}) == 3
    said = capsys.readouterr().out
    assert f"program stopped by itself (exit status 3); starting it again in 1 s (see {tmp_path}" in said
    assert "starting it again in 2 s" in said


def test_a_killed_program_is_started_again(
    mailbox: Mailbox, tmp_path: Path, request_to_stop: StopRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor = supervisor_of(POLITE, mailbox, tmp_path)
    supervisor.start()
    os.kill(int(mailbox.read_line()), signal.SIGKILL)

    (again,) = found(mailbox.read_line(meanwhile=supervisor.tend))
    supervisor.stop(request_to_stop)

    assert again.ended_within(10)
    assert "program was killed (SIGKILL)" in capsys.readouterr().out


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["Ctrl-C", "kill", "terminal closed"]
)
def test_each_way_to_stop_leaves_no_orphan(mailbox: Mailbox, tmp_path: Path, number: signal.Signals) -> None:
    whole, members = start_supervisor(DEAF, mailbox, tmp_path)

    whole.send_signal(number)

    assert whole.wait(DEADLINE) == 0
    assert all(member.ended_within(10) for member in members)


def test_programs_end_when_the_supervisor_is_killed(mailbox: Mailbox, tmp_path: Path) -> None:
    whole, members = start_supervisor(POLITE, mailbox, tmp_path)

    whole.kill()
    whole.wait(DEADLINE)

    assert all(member.ended_within(10) for member in members)


def test_deaf_programs_of_a_killed_supervisor_are_found_and_ended(mailbox: Mailbox, tmp_path: Path) -> None:
    whole, members = start_supervisor(DEAF, mailbox, tmp_path)
    whole.kill()
    whole.wait(DEADLINE)
    assert all(member.is_alive() for member in members)

    assert end_recorded(tmp_path / "programs.json", grace_seconds=0.2) == 1
    assert end_recorded(tmp_path / "programs.json") == 0

    assert all(member.ended_within(10) for member in members)


def test_a_record_that_names_a_later_process_harms_nobody(tmp_path: Path) -> None:
    here = Process.find(os.getpid())
    assert here is not None
    record = tmp_path / "programs.json"
    record.write_text(f"[[{here.pid}, {here.started - 1}]]")

    assert end_recorded(record) == 0


def test_a_command_in_the_foreground_gives_its_status_or_none_when_stopped(
    mailbox: Mailbox, tmp_path: Path, request_to_stop: StopRequest
) -> None:
    def run(code: str) -> int | None:
        command = [sys.executable, "-c", code, str(mailbox.path)]
        return run_to_end(command, environment=dict(os.environ), directory=tmp_path, request=request_to_stop)

    assert run(BRIEF) == 3
    mailbox.read_line()
    os.kill(os.getpid(), signal.SIGTERM)

    assert run(POLITE) is None


def start_supervisor(code: str, mailbox: Mailbox, directory: Path) -> tuple["subprocess.Popen[bytes]", list[Process]]:
    whole = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(directory), str(mailbox.path), code],
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
    )
    try:
        return whole, found(mailbox.read_line())
    except AssertionError:
        processes.end(whole.pid, grace_seconds=0)
        raise
