"""A finding of the nightly checks stands from the night on which a fault is first found until the night on which it is
found no more; and whoever reads what stands learns of no force and nobody out of their reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.core.errors import OutOfReach, PermissionDenied
from register.actions.integrity import read_integrity, run_checks
from register.models import IntegrityFinding
from tests import builders
from tests.builders import CALL, sign_in
from tests.cases.builders import Household, household
from tests.transitions.cast import ROLES, Cast, Relation
from tests.transitions.machine import as_before, denials
from tests.transitions.other_people import joined_with

pytestmark = pytest.mark.django_db
NOW, NIGHT = datetime(2026, 11, 25, 12, tzinfo=UTC), date(2026, 11, 25)
CODE = "case_owner_gone"


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def switch(home: Household, *, is_active: bool) -> None:
    builders.allow_writes()
    User.objects.filter(pk=home.owner.pk).update(is_active=is_active)


def check(nights_later: int = 0) -> None:
    with time_machine.travel(NOW + timedelta(days=nights_later), tick=False):
        run_checks(NIGHT + timedelta(days=nights_later))


def state(home: Household) -> str:
    rows = IntegrityFinding.objects.filter(check_code=CODE, number=home.case.pk)
    standing = rows.standing().first()
    if standing is not None:
        nights = (standing.last_found_on - standing.first_found_on).days
        return f"standing for {nights} nights"
    return "gone" if rows.exists() else "none"


# (state, whether the fault is there on the next night) → state after that night.
TABLE = {
    ("none", False): "none",
    ("none", True): "standing for 0 nights",
    ("standing for 0 nights", True): "standing for 1 nights",
    ("standing for 0 nights", False): "gone",
    ("standing for 1 nights", True): "standing for 2 nights",
    ("standing for 1 nights", False): "gone",
    ("gone", True): "standing for 0 nights",
    ("gone", False): "gone",
}
REACHED = {"none": "", "standing for 0 nights": "!", "standing for 1 nights": "!!", "gone": "!."}
"""The nights that lead to a state: “!” with the fault, “.” without it."""


def test_every_state_stands_in_the_table_with_the_fault_and_without() -> None:
    assert {(before, is_there) for before in REACHED for is_there in (True, False)} == TABLE.keys()


def test_each_night_does_with_a_finding_what_the_table_says() -> None:
    home, wrong = household(), {}

    for (before, is_there), after in TABLE.items():
        with as_before():
            nights = [each == "!" for each in REACHED[before]]
            for number, was_there in enumerate(nights):
                switch(home, is_active=not was_there)
                check(number)
            assert state(home) == before
            switch(home, is_active=not is_there)
            check(len(nights))
            if state(home) != after:
                wrong[before, is_there] = state(home)

    assert wrong == {}


def test_a_check_that_ran_tonight_runs_no_second_time() -> None:
    home = household()
    check()
    switch(home, is_active=False)

    check()

    assert state(home) == "none"


READS = [role for role, held in ROLES.items() if "integrity.see" in held["grants"]]
SEEN = {
    relation: 0 if relation in (Relation.OTHER_FORCE, Relation.JOINED) or "barred" in relation else 1
    for relation in Relation
}


def test_each_role_in_each_relation_reads_what_is_in_reach_by_the_action_and_on_the_page() -> None:
    home = household()
    cast = Cast(home, joined_with(home))
    switch(home, is_active=False)
    check()
    wrong = {}

    for role in ROLES:
        for relation in Relation:
            is_there = relation not in (Relation.LEFT, Relation.SWITCHED_OFF)
            may = role in READS and is_there
            everywhere = "national" in ROLES[role]["grants"].get("integrity.see", ()) and "barred" not in relation
            must = (1 if everywhere else SEEN[relation]) if may else None
            with as_before():
                came = read(cast, role, relation), on_the_page(cast, role, relation, home)
            if came != (must, must):
                wrong[role, relation] = f"{came} instead of {must}"

    assert wrong == {}, "\n".join(f"{', '.join(who)}: {came}" for who, came in wrong.items())


def read(cast: Cast, role: str, relation: Relation) -> int | str | None:
    before = denials()
    try:
        report = read_integrity(None, actor=cast.actor(role, relation), reason=CALL)
    except (PermissionDenied, OutOfReach):
        return None if denials() == before + 1 else "refused, and the log does not say so"
    return next(each.count for each in report.standing if each.check.code == CODE)


def on_the_page(cast: Cast, role: str, relation: Relation, home: Household) -> int | None:
    if role == "force-system":
        return None  # a system has no browser
    shown = sign_in(Client(), cast.user(role, relation)).get(reverse("integrity"))
    if shown.status_code != 200:
        return None
    return 1 if home.case.reference in shown.content.decode() else 0
