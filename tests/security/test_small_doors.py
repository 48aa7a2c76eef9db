"""Doors that a review found ajar."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from audit.core.errors import Refused
from audit.models import Event
from register.actions import facts
from register.imports import loading
from register.models import FeedRun, Source
from tests.builders import CALL, actor, person, sign_in, user
from tests.register.imports.loaded import imported

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("link", ["/lookup?q=kowalski", "/lookup?phone=07700900067"])
def test_what_a_stranger_asked_for_is_not_carried_into_the_address_of_sign_in(client: Client, link: str) -> None:
    assert client.get(link).url == "/account/sign-in?next=/lookup"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param("Kowalski rang from 07700 900067", "", id="words"),
        pytest.param(
            "4F0E8A7C-1111-4222-8333-ABCDEFABCDEF", "4f0e8a7c-1111-4222-8333-abcdefabcdef", id="a request's number"
        ),
    ],
)
def test_the_log_keeps_of_a_request_nothing_but_its_number(client: Client, sent: str, kept: str) -> None:
    sign_in(client, user()).post("/lookup", {"q": "x y"}, headers={"HX-Request": "true", "X-Request-ID": sent})

    assert Event.objects.get(code="person.looked_up").request == kept


@pytest.mark.parametrize(
    "name", ["\u200b\u200b", " \u2060 ", "...", "--"], ids=["zero width", "joiner", "dots", "dashes"]
)
def test_a_name_that_cannot_be_read_out_is_none(name: str) -> None:
    with pytest.raises(Refused, match="at least a forename or a surname"):
        person(forenames="", surname=name)


def test_another_force_adds_a_fact_but_neither_ends_nor_confirms_what_is_not_its_own() -> None:
    kept, stranger = person(), actor(force_code="14")
    act = {"reason": CALL, "source": Source.CALLER}
    theirs = facts.add_phone(kept, actor=actor(), number="07700 900067", **act)
    own = facts.add_phone(kept, actor=stranger, number="07700 900068", **act)

    with pytest.raises(Refused, match="Only the force"):
        facts.end_fact(kept, actor=stranger, reason=CALL, fact=theirs, on=timezone.localdate())
    with pytest.raises(Refused, match="Only the force"):
        facts.confirm_fact(kept, actor=stranger, reason=CALL, fact=theirs)

    assert facts.confirm_fact(kept, actor=stranger, reason=CALL, fact=own).is_confirmed


def test_a_file_that_is_mostly_broken_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST_QUARANTINED", 20)
    broken = "Nominal Ref,Name,DOB,Gender,PNCID,CRO,Last known address,Tel,Vehicle,A.K.A.,Remarks\n" + "\n".join(
        f"13DA/{number:06}/26,,,Male,,,,,,," for number in range(500)
    )

    run = imported(broken.encode(), force_code="13")

    assert run.problem == loading.HOPELESS
    assert run.status == FeedRun.Status.FAILED
    assert run.quarantine.count() == 100
