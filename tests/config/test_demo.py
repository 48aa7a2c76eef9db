import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import demo
from config.services import postgres, valkey
from config.services.places import Place, ServiceError


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / ".run")
    yield place
    place.remove()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_named_with_another_to_try(
    taken_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: Place
) -> None:
    monkeypatch.setenv("PORT", str(taken_port))
    monkeypatch.setattr(demo.Place, "default", classmethod(lambda cls: place))

    assert demo.main([]) == 1

    said = capsys.readouterr().err
    assert f"Another program already uses port {taken_port} of this machine." in said
    assert "make demo" in said


def test_the_port_that_is_asked_for_is_used(taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    monkeypatch.setenv("PORT", str(free))

    assert demo.chosen_port() == free


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1"], ids=["empty", "word", "zero", "large", "negative"])
def test_what_is_no_port_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)

    with pytest.raises(ServiceError, match="PORT must be a number from 1 to 65535"):
        demo.chosen_port()


def test_a_second_demonstration_of_a_checkout_is_told_who_runs_the_first(place: Place) -> None:
    with (
        demo.only_one(place),
        pytest.raises(ServiceError, match=f"already runs \\(process {os.getpid()}\\)"),
        demo.only_one(place),
    ):
        raise AssertionError("two demonstrations at once")
    with demo.only_one(place):
        assert (place.run / "demo.pid").read_text() == f"{os.getpid()}\n"


@pytest.mark.parametrize(
    ("service", "variable"),
    [pytest.param(postgres, "DATABASE_URL", id="PostgreSQL"), pytest.param(valkey, "REDIS_URL", id="Valkey")],
)
def test_a_service_that_is_given_is_not_ours_to_start(
    service: demo.ModuleType, variable: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    for given, ours in (
        ("postgres://server/register", False),
        ("", True),
        (service.addresses(place)[variable], True),
    ):
        monkeypatch.setenv(variable, given)
        assert demo.is_ours(service, place) is ours


def test_there_is_nothing_to_stop_where_nothing_ran(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.stop(place) == 0
    assert capsys.readouterr().out == "Nothing to stop.\n"


def test_a_number_that_another_process_has_since_got_is_not_the_demonstration(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.make()
    (place.run / "demo.pid").write_text(f"{os.getpid()}\n")

    assert demo.stop(place) == 0
    assert capsys.readouterr().out == "Nothing to stop.\n"


def test_a_reset_forgets_the_data(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    valkey.ensure_running(place)

    assert demo.reset(place) == 0

    assert valkey.running(place) is None
    assert not place.run.exists()
    assert "begins anew" in capsys.readouterr().out
