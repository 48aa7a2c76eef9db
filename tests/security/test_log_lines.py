"""The logs for machines: whatever goes wrong, no line of them names or locates anybody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.core import mail
from django.test import Client
from django.urls import reverse

from config.logging import configure
from register import tasks
from register.actions import facts
from register.models import Outbox, Source
from tests import builders
from tests.cases.builders import act

SECRETS = {
    "mobile": "07700 900123",
    "mobile-international": "+44 7700 900123",
    "mobile-written-together": "07700900123",
    "landline": "0113 496 0123",
    "landline-with-brackets": "(0113) 496 0123",
    "postcode": "LS12 3BF",
    "postcode-written-together": "ls123bf",
    "e-mail": "asha.kaur@example.org",
    "PNC": "79/163001B",
    "PNC-long": "1979/0163001B",
    "birth": "27/03/1984",
    "birth-ISO": "1984-03-27",
    "birth-in-words": "27 March 1984",
    "insurance-number": "QQ123456C",
    "prison-number": "A1234BC",
}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the service writes, as JSON lines."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure(level="INFO", is_console=False)
    written = io.StringIO()
    root.handlers[0].stream = written  # type: ignore[attr-defined]
    yield written
    root.handlers = handlers
    root.setLevel(level)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("how", ["text", "argument", "exception", "value", "nested"])
def test_no_line_holds_what_could_find_somebody(lines: io.StringIO, secret: str, how: str) -> None:
    log = logging.getLogger("library")
    if how == "text":
        log.warning(f"Could not read {secret} here")
    elif how == "argument":
        log.warning("Could not read %s here", secret)
    elif how == "exception":
        try:
            raise ValueError(secret)
        except ValueError:
            log.exception("failed")
    elif how == "value":
        structlog.get_logger("ours").warning("failed", code=secret, detail=secret)
    else:
        structlog.get_logger("ours").warning("failed", rows=[{"x": secret}], extra={"deep": [secret]})

    assert json.loads(lines.getvalue().splitlines()[-1])
    assert secret not in lines.getvalue()


@pytest.mark.parametrize("key", ["name", "surname", "q", "terms", "note", "session", "Authorization", "cookie"])
def test_what_is_called_personal_is_hidden_whatever_it_holds(lines: io.StringIO, key: str) -> None:
    structlog.get_logger("ours").warning("failed", **{key: "Kowalski"})

    assert "Kowalski" not in lines.getvalue()


def test_requests_leave_no_name_no_number_and_no_address_in_a_line(lines: io.StringIO, db: None) -> None:
    here = builders.sign_in(Client(), builders.user("supervisor"))
    here.get("/lookup", {"q": "Kowalski 07700 900123"})
    here.post("/lookup", {"q": "Kowalski 07700 900123"}, follow=True)
    here.get("/people/Kowalski/card")
    here.get("/Kowalski/LS12 3BF")
    here.post("/account/sign-in", {"login": "kowalski@example.org", "password": "07700900123"})
    here.post(reverse("register-person"), {"surname": "Kowalski", "phone": "07700900123"})

    assert lines.getvalue()
    assert "kowalski" not in lines.getvalue().lower()
    assert "900123" not in lines.getvalue()
    assert "3BF" not in lines.getvalue()


def test_a_failed_piece_of_work_leaves_its_kind_and_no_more(lines: io.StringIO, db: None) -> None:
    by = builders.actor()
    person = builders.person(by)
    facts.add_address(
        person, source=Source.OFFICER, line_1="10 Station Lane", police_force=builders.force("14"), **act(by)
    )
    builders.allow_writes()
    Outbox.objects.filter(kind="deliver_alert").update(payload={"alert": "Kowalski, 10 Station Lane"})

    tasks.work_outbox(Outbox.objects.get(kind="deliver_alert").pk)

    assert "outbox_failed" in lines.getvalue()
    assert "Kowalski" not in lines.getvalue()
    assert Outbox.objects.get(kind="deliver_alert").last_error == "Alert.DoesNotExist"
    assert mail.outbox == []


def test_the_alert_mail_says_nothing_but_that_there_is_one(db: None) -> None:
    by = builders.actor()
    person = builders.person(by)
    facts.add_address(
        person, source=Source.OFFICER, line_1="10 Station Lane", town="Sheffield", postcode="S25 8GW",
        police_force=builders.force("14"), **act(by),
    )  # fmt: skip
    tasks.work_outbox(Outbox.objects.get(kind="deliver_alert").pk)

    letter: Any = mail.outbox[0]
    said = f"{letter.subject} {letter.body} {letter.message()}"
    for secret in ("Kowalski", "Marek", "Station", "Sheffield", "S25", person.reference):
        assert secret not in said
