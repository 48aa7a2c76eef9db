"""What was seen, said or heard, and its grade."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.core.errors import OutOfReach, PermissionDenied, Refused
from cases.actions.observations import grade_observation, record_observation
from cases.models import Observation
from tests import builders
from tests.cases.builders import Household, act, household

pytestmark = pytest.mark.django_db
S, K, P = Observation.SourceGrade, Observation.Known, Observation.Sharing


@pytest.fixture
def home() -> Household:
    return household()


def seen(home: Household, words: str = "At the bus station with a woman") -> Observation:
    return record_observation(home.owner.force, person=home.person, words=words, **act(home.officer))


def test_an_observation_begins_untested_and_not_known_in_the_open_case(home: Household) -> None:
    made = seen(home)

    assert (made.grade, made.graded_at, made.case) == ("2D P", None, home.case)


def test_an_observation_needs_words(home: Household) -> None:
    with pytest.raises(Refused, match="Say what was seen"):
        seen(home, "  ")


def test_an_observation_to_come_is_refused(home: Household) -> None:
    with pytest.raises(Refused, match="in the future"):
        record_observation(
            home.owner.force, person=home.person, words="Tomorrow", observed_at=timezone.now() + timedelta(days=1),
            **act(home.officer),
        )  # fmt: skip


def test_an_observation_is_graded_and_graded_anew_with_a_reason(home: Household) -> None:
    made = seen(home)
    grade_observation(made, source_grade=S.RELIABLE, known=K.DIRECTLY, sharing=P.PERMITTED, **act(home.officer))
    assert Observation.objects.get(pk=made.pk).grade == "1A P"

    again = {"source_grade": S.NOT_RELIABLE, "known": K.SUSPECTED_FALSE, "sharing": P.PERMITTED}
    with pytest.raises(Refused, match="graded anew"):
        grade_observation(made, **again, **act(home.officer))
    grade_observation(made, **again, why="The source was not there", **act(home.officer))
    assert Observation.objects.get(pk=made.pk).grade == "3E P"


def test_sharing_with_conditions_says_which(home: Household) -> None:
    with pytest.raises(Refused, match="on what conditions"):
        grade_observation(
            seen(home), source_grade=S.RELIABLE, known=K.DIRECTLY, sharing=P.WITH_CONDITIONS, **act(home.officer)
        )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "force"),
    [pytest.param("control-room-specialist", "13", id="role"), pytest.param("supervisor", "14", id="force")],
)
def test_only_those_who_grade_for_the_force_grade(home: Household, role: str, force: str) -> None:
    with pytest.raises((OutOfReach, PermissionDenied)):
        grade_observation(
            seen(home), source_grade=S.RELIABLE, known=K.DIRECTLY, sharing=P.PERMITTED,
            **act(builders.actor(role, force_code=force)),
        )  # fmt: skip
