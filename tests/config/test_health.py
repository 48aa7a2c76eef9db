"""What machines are told about the service."""

from __future__ import annotations

import pytest
from django.test import Client

from config import health


def test_live_asks_nothing_of_the_database(client: Client) -> None:
    answer = client.get("/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


def test_ready_when_everything_answers(client: Client, db: None) -> None:
    answer = client.get("/ready")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ready", "cache": "ready", "broker": "ready"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("part", ["database", "cache", "broker"])
def test_ready_names_what_is_away(client: Client, db: None, monkeypatch, part: str) -> None:
    def away() -> None:
        raise OSError("connection refused to some-secret-host")

    monkeypatch.setitem(health.CHECKS, part, away)

    answer = client.get("/ready")

    assert answer.status_code == 503
    assert answer.json()[part] == "not ready"
    assert list(answer.json().values()).count("ready") == 2
    assert answer["Retry-After"] == "5"
    assert b"secret" not in answer.content


@pytest.mark.parametrize("path", ["/live", "/ready"])
def test_they_answer_questions_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
