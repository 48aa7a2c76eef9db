import os
from pathlib import Path

import pytest

from config.services import postgres, run_tests
from config.services.places import Place, ServiceError
from config.services.run_tests import browser, find_browser, remove_leftovers
from config.services.supervisor import Console, StopRequest

# Above the largest process number Linux ever gives (PID_MAX_LIMIT).
NOBODYS_NUMBER = 2**22 + 1


def program(path: Path, *, status: int = 0) -> Path:
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_the_browser_that_is_named_comes_first_and_one_that_does_not_run_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = program(tmp_path / "chromium", status=1)
    working = program(tmp_path / "google-chrome")
    named = program(tmp_path / "named")
    monkeypatch.setenv("PATH", str(tmp_path))

    monkeypatch.setenv("CHROMIUM", str(named))
    assert find_browser() == str(named)
    monkeypatch.setenv("CHROMIUM", str(broken))
    assert find_browser() == str(working)
    monkeypatch.delenv("CHROMIUM")
    working.unlink()
    assert find_browser() is None


def test_without_a_browser_and_the_right_to_install_one_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)

    with pytest.raises(ServiceError, match="apt-get install chromium"):
        browser(Console(), StopRequest())


def test_services_of_a_run_that_was_killed_are_stopped_and_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_tests, "CHECKOUT", tmp_path)
    left, current = (Place(tmp_path / ".run" / f"test-{n}") for n in (NOBODYS_NUMBER, os.getpid()))
    current.make()
    postgres.ensure_running(left, durable=False)
    server = postgres.running(left)

    remove_leftovers()

    assert server is not None
    assert server.is_alive() is False
    assert not left.run.exists()
    assert current.run.exists()
    current.remove()


def test_services_that_are_given_are_used_and_none_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}

    with run_tests.services(Console()) as environment:
        place = Place(run_tests.CHECKOUT / ".run" / f"test-{os.getpid()}")
        assert {name: environment[name] for name in given} == given
        assert postgres.running(place) is None
        assert environment["ENVIRONMENT"] == "test"
    assert not place.run.exists()
