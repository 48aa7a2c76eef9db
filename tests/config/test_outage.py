"""The answer when the database or the cache is away."""

from __future__ import annotations

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test import Client
from redis.exceptions import ConnectionError as NoCache

from accounts.models import User
from register.models import Person
from tests import builders
from tests.databases import owner_connection


@pytest.fixture
def browser(db: None) -> Client:
    client = Client(raise_request_exception=False)
    return builders.sign_in(client, builders.user("force-administrator"))


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, NoCache])
def test_an_outage_says_when_to_come_back(browser: Client, monkeypatch, error: type[Exception]) -> None:
    def away(*args: object) -> None:
        raise error("server some-secret-host closed the connection")

    monkeypatch.setattr(User.objects._queryset_class, "visible_to", away)

    answer = browser.get("/users")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "the register is not available" in answer.content.decode()
    assert b"secret" not in answer.content
    assert b"Traceback" not in answer.content


def test_an_outage_before_any_page_is_reached(browser: Client, monkeypatch) -> None:
    def away(*args: object, **named: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(User, "running_memberships", away)

    assert browser.get("/users").status_code == 503


def test_a_bug_is_not_called_an_outage(browser: Client, monkeypatch) -> None:
    def wrong(*args: object) -> None:
        raise ZeroDivisionError("detail of the bug")

    monkeypatch.setattr(User.objects._queryset_class, "visible_to", wrong)

    answer = browser.get("/users")

    assert answer.status_code == 500
    assert "something went wrong" in answer.content.decode()
    assert b"detail of the bug" not in answer.content


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        pytest.param(OperationalError("some-secret-host"), 503, "unavailable", id="an outage"),
        pytest.param(ZeroDivisionError("some-secret-detail"), 500, "server_error", id="a bug"),
    ],
)
def test_a_system_is_told_in_json(db: None, monkeypatch, error: Exception, status: int, code: str) -> None:
    def fails(*args: object) -> None:
        raise error

    browser = builders.sign_in(Client(raise_request_exception=False), builders.user("supervisor"))
    monkeypatch.setattr(Person.objects._queryset_class, "visible_to", fails)

    answer = browser.post("/api/v1/lookup", {"q": "Kowalski"}, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert "no-store" in answer["Cache-Control"]
    assert b"secret" not in answer.content


@pytest.mark.django_db(transaction=True)
def test_a_database_that_ends_the_connection_is_an_outage_and_then_it_goes_on() -> None:
    browser = Client(raise_request_exception=False)
    assert browser.get("/ready").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    info = connection.connection.info
    with psycopg.connect(host=info.host, port=info.port, user=info.user, dbname=info.dbname, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])

    assert browser.get("/ready").status_code == 503
    connection.close()
    assert browser.get("/ready").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_without_the_right_to_write_the_log_nothing_is_shown() -> None:
    with transaction.atomic():
        auditor = builders.user("oversight-auditor", force_code=None)
    browser = builders.sign_in(Client(raise_request_exception=False), auditor)
    assert browser.get("/log").status_code == 200
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute("SET ROLE dar_audit")
        owner.execute("REVOKE INSERT ON audit_event FROM dar_app")
        owner.execute("REVOKE INSERT (payload) ON audit_event FROM dar_app")

    answer = browser.get("/log")

    assert answer.status_code == 503
    assert "the register is not available" in answer.content.decode()
