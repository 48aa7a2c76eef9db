"""The page of the log's state, through HTTP, over a log that is really sealed and signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Checkpoint, Event
from audit.tlog.keeping import Keeping
from audit.tlog.signing import sign_checkpoint
from audit.tlog.standing import LATE, Standing, known_keys
from tests import builders
from tests.audit.conftest import Session
from tests.audit.tlog.conftest import LOG
from tests.audit.tlog.test_sealing import seal_all
from tests.audit.web.conftest import SignIn
from tests.builders import sign_in as signed_in

STATUS = reverse("log-status")


@pytest.fixture
def keeping(tmp_path: Path, settings: Any) -> Keeping:
    kept = Keeping(tmp_path / "seal")
    kept.add_key(LOG)
    settings.SEAL_ROOT = str(kept.root)
    return kept


@pytest.fixture
def reader(transactional_db: None) -> Client:
    with transaction.atomic():
        who: User = builders.user("oversight-auditor", force_code=None)
    return signed_in(Client(), who)


def shown(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_before_the_sealer_has_run_it_says_so(reader: Client, keeping: Keeping) -> None:
    text = shown(reader.get(STATUS))

    assert "Not yet" in text
    assert "entries, the oldest written" in text

    verified = shown(reader.post(STATUS))
    assert "Nothing could be verified" in verified
    assert "the sealer has not run" in verified


def test_it_shows_what_is_signed_and_by_which_key(reader: Client, sealer: Session, keeping: Keeping) -> None:
    seal_all(sealer)
    signed = sign_checkpoint(sealer, keeping, now=datetime.now(UTC))

    text = shown(reader.get(STATUS))

    assert f"{signed.size:,}" in text
    assert LOG in text
    assert str(keeping.keys()[0].public).replace("+", "&#x2B;") in text or str(keeping.keys()[0].public) in text
    assert "No witness of another body" in text


def test_the_button_verifies_and_is_an_entry(reader: Client, sealer: Session, keeping: Keeping) -> None:
    seal_all(sealer)
    signed = sign_checkpoint(sealer, keeping, now=datetime.now(UTC))

    text = shown(reader.post(STATUS))

    assert "The log is sound" in text
    event = Event.objects.get(code="audit.verified")
    assert event.fields == {"size": signed.size, "is_sound": True}


def test_a_log_that_was_tampered_with_is_said_to_be(
    reader: Client, sealer: Session, owner: Session, keeping: Keeping
) -> None:
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=datetime.now(UTC))
    owner.execute("SET ROLE dar_audit")
    owner.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_fixed")
    owner.execute(
        "UPDATE audit_event SET payload = payload || ' ' WHERE id = (SELECT event_id FROM audit_leaf LIMIT 1)"
    )
    owner.commit()

    text = shown(reader.post(STATUS))

    assert "The log is NOT sound" in text
    assert "was changed: it is not what was sealed" in text
    assert Event.objects.get(code="audit.verified").fields["is_sound"] is False


def test_a_witness_and_its_silence_are_shown(reader: Client, sealer: Session, keeping: Keeping) -> None:
    now = datetime.now(UTC)
    sealer.execute(
        "INSERT INTO audit_witness (name, asked_at, size, cosigned_at, trouble) VALUES"
        " ('inspectorate', %(now)s, 41, %(earlier)s, 'It did not answer.'), ('university', %(now)s, 44, %(now)s, '')",
        {"now": now, "earlier": now - timedelta(hours=2)},
    )

    text = shown(reader.get(STATUS))

    assert "41 entries, 2 hours ago" in text
    assert "It did not answer. Asked just now." in text
    assert "Vouches" in text


@pytest.mark.parametrize(
    ("signed_ago", "waits_since", "is_late"),
    [
        pytest.param(timedelta(minutes=1), None, False, id="signed just now"),
        pytest.param(timedelta(minutes=1), timedelta(seconds=2), False, id="something waits a moment"),
        pytest.param(LATE + timedelta(seconds=1), None, True, id="nothing signed for minutes"),
        pytest.param(timedelta(minutes=1), LATE + timedelta(seconds=1), True, id="something waits for minutes"),
        pytest.param(None, timedelta(0), True, id="never signed, and something waits"),
        pytest.param(None, None, False, id="nothing has happened"),
    ],
)
def test_a_sealer_that_does_not_work_is_seen(
    signed_ago: timedelta | None, waits_since: timedelta | None, is_late: bool
) -> None:
    now = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    newest = None if signed_ago is None else Checkpoint(signed_at=now - signed_ago)
    since = None if waits_since is None else now - waits_since

    assert Standing(newest, int(since is not None), since, ()).is_late(now) is is_late


def test_who_may_not_read_the_log_is_told_nothing_of_its_state(db: None, sign_in: SignIn) -> None:
    officer = sign_in(builders.user("control-room-specialist", force_code="13"))

    assert officer.get(STATUS).status_code in (403, 404)


def test_keys_come_from_the_settings_before_the_folder(keeping: Keeping, settings: Any) -> None:
    (beside,) = known_keys()
    assert beside == keeping.keys()[0].public

    other = Keeping(keeping.root / "other").add_key("other.example/log").public
    settings.LOG_KEYS = f"{other}\n{beside}"
    assert known_keys() == [other, beside]

    settings.LOG_KEYS = "no key"
    assert known_keys() == []

    settings.LOG_KEYS, settings.SEAL_ROOT = "", ""
    assert known_keys() == []
