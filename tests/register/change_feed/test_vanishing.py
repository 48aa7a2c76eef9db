"""Nothing that a force was told of vanishes without a word: what is taken back is an event, and what is erased is gone
with the person it hangs on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cases.actions.attachments import withdraw_attachment
from cases.actions.incidents import disprove_incident
from cases.actions.lowering import ask_to_lower_risk, withdraw_lowering
from cases.actions.referrals import withdraw_referral
from cases.actions.risk import set_risk
from register.actions import facts
from register.actions.decisions import undo_join
from register.change_feed.kinds import KINDS
from register.models import Person, Source
from tests import builders
from tests.architecture.source import modules, text_of
from tests.cases import met
from tests.cases.actions.test_attachments import attached
from tests.cases.builders import act, household
from tests.cases.test_statistics import incidents
from tests.register.actions.test_disposal import around, dispose, known_person, old_victim
from tests.register.change_feed.reader import Reader
from tests.register.change_feed.test_kinds import TABLES
from tests.register.matched import joined

pytestmark = pytest.mark.django_db(transaction=True)
DISPOSAL = "register/retention/erasing.py"
DELETED_ELSEWHERE = {
    "cases/priority.py": "cases.prioritystanding",
    "register/actions/batches.py": "register.sequencegap",
    "register/actions/canaries.py": "register.cardrow register.searchkey",
    "register/actions/disposal.py": "register.disposedreference",
    "register/actions/feeds.py": "register.feedrun register.feedpart",
    "register/lookup/upkeep.py": "register.searchkey",
    "register/webhooks/sending.py": "register.webhookdelivery",
}
"""Where rows are deleted besides the disposal of a person, and of which tables."""


def together(make: Callable[..., Any], *args: Any, **details: Any) -> Any:
    with transaction.atomic():
        return make(*args, **details)


def test_rows_that_the_feed_tells_of_are_deleted_by_the_disposal_of_a_person_alone() -> None:
    deleting = {path for path in modules("register", "cases") if re.search(r"\.delete\(\)|DELETE FROM", text_of(path))}
    tables = {label for labels in DELETED_ELSEWHERE.values() for label in labels.split()}

    assert deleting == {*DELETED_ELSEWHERE, DISPOSAL}
    assert tables <= set(TABLES)
    assert not tables & KINDS.keys()


# What is taken back

Step = Callable[[], Any]


def _document() -> tuple[str, Step]:
    home = household()
    kept = attached(home)
    return "attachment.withdrawn", lambda: withdraw_attachment(kept, why="Of another case", **act(home.officer))


def _incident() -> tuple[str, Step]:
    home = household()
    (made,) = incidents(1, person=home.person)
    return "incident.disproved", lambda: disprove_incident(made, how="Another house", **act(home.officer))


def _referral() -> tuple[str, Step]:
    home = household()
    referral = met.referred(home)
    return "referral.withdrawn", lambda: withdraw_referral(referral, why="Made twice", **act(home.officer))


def _lowering() -> tuple[str, Step]:
    home = household()
    set_risk(home.case, level="high", judgement="Threats to kill", **act(home.officer))
    asked = ask_to_lower_risk(home.case, level="medium", why="In custody", **act(home.officer))
    return "risk.lowering_withdrawn", lambda: withdraw_lowering(asked, **act(home.officer))


def _fact() -> tuple[str, Step]:
    by = builders.actor()
    person = builders.person(by)
    phone = facts.add_phone(person, source=Source.OFFICER, number="07700 900321", **act(by))
    return "person.fact_ended", lambda: facts.end_fact(person, fact=phone, on=timezone.localdate(), **act(by))


def _match() -> tuple[str, Step]:
    match = joined()
    by = builders.actor("supervisor")
    return "match.undone", lambda: undo_join(match, why="Two brothers", **act(by))


TAKEN_BACK = {
    "a document": _document, "an incident": _incident, "a referral": _referral, "a request to lower": _lowering,
    "a fact": _fact, "a join": _match,
}  # fmt: skip


@pytest.mark.parametrize("made", TAKEN_BACK.values(), ids=TAKEN_BACK)
def test_what_is_taken_back_is_told_with_where_to_read_what_is_left_of_it(made: Callable[[], tuple[str, Step]]) -> None:
    code, take_back = together(made)
    force = Reader(together(builders.user, "supervisor"))
    force.read()

    together(take_back)
    told = [each for each in force.read() if each["type"] == code]

    assert told, f"nothing was told of {code}"
    assert all(each["link"] for each in told)


# What is erased


def _read(force: Reader, links: set[str]) -> dict[str, str]:
    """What stands at each address that still answers."""
    answers = {link: force.client.get(link) for link in links}
    return {link: answer.content.decode() for link, answer in answers.items() if answer.status_code == 200}


def _person() -> Person:
    return known_person()


def _victim() -> Person:
    victim = old_victim()
    around(victim)
    return victim


@pytest.mark.parametrize("made", [_person, _victim], ids=["somebody registered", "the victim of a case"])
def test_all_that_goes_with_a_disposed_record_hangs_on_the_person_who_is_told_as_gone(
    made: Callable[[], Person],
) -> None:
    """A force that deletes its copy of the person and of what names them keeps nothing that the register erased."""
    person = together(made)
    force = Reader(together(builders.user, "supervisor"))
    links = {each["link"] for each in force.read() if each["link"]}
    held = _read(force, links)
    assert any(person.reference in link for link in held)

    together(dispose, person)
    told = [(each["type"], each["kind"]) for each in force.read() if each["reference"] == person.reference]
    left = _read(force, links)

    assert ("gone", "people") in told
    erased = held.keys() - left.keys()
    assert erased
    assert all(person.reference in link or person.reference in held[link] for link in erased)
