"""Readers of the log, signed in with their second factor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from audit.core.entry import Entry, Reason, write
from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, EventType, Operation
from audit.models import Event
from tests import builders

LOOKED = EventType("card.opened", "The card of a person was opened.", Operation.CONSULTATION)
CHANGED = EventType(
    "person.changed",
    "Something was changed.",
    Operation.ALTERATION,
    {"line": OPERATIONAL, "name": PERSONAL, "note": FREE_TEXT},
)
PASSED_ON = EventType("alert.raised", "An alert was raised.", Operation.DISCLOSURE)
RECORD = "DAR-2C4E-6G8H"

SignIn = Callable[[User], Client]


@pytest.fixture
def sign_in() -> SignIn:
    return lambda user: builders.sign_in(Client(), user)


@pytest.fixture
def auditor(db: None, sign_in: SignIn) -> Client:
    """An oversight auditor, who reads the log of every force."""
    return sign_in(builders.user("oversight-auditor", force_code=None, name="Olu Adeyemi"))


@pytest.fixture
def standards(db: None, sign_in: SignIn) -> Client:
    """Professional standards of force 14, who read what their own people did."""
    return sign_in(builders.user("professional-standards", force_code="14"))


def wrote(
    event: EventType = LOOKED,
    *,
    by: User | None = None,
    about: str = RECORD,
    why: Reason = Reason("live_call", "Incident 4471"),  # noqa: B008 (Reason is frozen)
    outcome: str = "done",
    shown: tuple[str, ...] = (),
    recipients: tuple[str, ...] = (),
    **values: object,
) -> Event:
    """An entry about a person's record."""
    by = by or builders.user(name="Priya Shah")
    entry = Entry(event, by.actor(on=builders.date(2026, 11, 23)), why, outcome=outcome)
    if about:
        entry.object_type, entry.object_ref = "register.person", about
        entry.subject_ref, entry.subject_category = about, "suspect"
    entry.references, entry.recipients = list(shown), list(recipients)
    entry.record(**values)
    return Event.objects.get(pk=write(entry))
