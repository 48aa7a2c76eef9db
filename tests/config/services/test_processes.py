import os
import signal
import subprocess
import sys

from config.services import processes
from config.services.processes import Process


def test_a_process_is_found_by_number_and_told_from_a_later_one() -> None:
    here = Process.find(os.getpid())

    assert here is not None
    assert here.is_alive()
    assert here.parent == os.getppid()
    assert Process(here.pid, here.started + 1, here.name, here.parent, here.session).is_alive() is False


def test_a_process_that_only_awaits_its_parent_has_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    found = Process.find(child.pid)
    assert child.stdout is not None
    child.stdout.read()

    assert found is not None
    assert found.ended_within(10)
    child.stdout.close()
    child.wait()


def test_a_signal_for_a_process_that_is_gone_reaches_nobody() -> None:
    here = Process.find(os.getpid())
    assert here is not None

    Process(here.pid, here.started - 1, here.name, here.parent, here.session).send(signal.SIGKILL)

    assert here.is_alive()


def test_a_family_is_known_across_sessions() -> None:
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(['cat'], stdin=subprocess.PIPE, start_new_session=True)\n"
        "print(child.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    leader = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert leader.stdout is not None and leader.stdin is not None
    child = int(leader.stdout.readline())

    members = processes.family(leader.pid)
    processes.end(leader.pid, grace_seconds=0)

    assert {member.pid for member in members} == {leader.pid, child}
    assert all(member.ended_within(10) for member in members)
    leader.wait()
    leader.stdout.close()
    leader.stdin.close()
