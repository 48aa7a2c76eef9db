"""Convictions: recorded once, with a sentence that can be, and what becomes of them on appeal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from accounts.actor import Actor
from audit.core.errors import OutOfReach, Refused
from audit.models import Event
from register.actions.convictions import (
    Sentence,
    end_mappa,
    quash_conviction,
    record_conviction,
    record_mappa,
    vary_conviction,
)
from register.actions.management import set_level
from register.actions.requirements import end_requirement, find_no_requirement, require_notification
from register.duties.wanted import wanted
from register.gate_facts import gates_of, period_of, recorded_risk, whole_term
from register.models import (
    Conviction,
    MappaListing,
    NotificationDuty,
    NotificationRequirement,
    Person,
    Registration,
    Task,
)
from register.rules.notification_periods import Term
from register.rules.regimes.table import REGIMES
from tests import builders
from tests.builders import CALL
from tests.cases.builders import stand_as_one

pytestmark = pytest.mark.django_db

DISPOSAL, KIND, LINK = Conviction.Disposal, Conviction.Kind, Conviction.TermLink
FINE = Sentence(DISPOSAL.FINE)
ON, LATER, AHEAD = date(2026, 5, 1), date(2026, 6, 1), date(2999, 1, 1)


@pytest.fixture
def by() -> Actor:
    return builders.actor("supervisor")


def convict(person: Person, by: Actor, code: str = "SC15004", **given: Any) -> Conviction:
    told: dict[str, Any] = {
        "force": builders.force(), "cjs_code": code, "offence_title": "Coercive behaviour", "convicted_on": ON,
        "sentence": FINE,
    } | given  # fmt: skip
    return record_conviction(person, actor=by, reason=CALL, **told)


def test_the_same_conviction_received_twice_is_one_and_the_second_fills_in_what_was_open(by: Actor) -> None:
    person = builders.person(by)
    first = convict(person, by)

    again = convict(person, by, court_name="Leeds", sentenced_on=LATER, has_domestic_abuse_finding=True)

    assert again.pk == first.pk
    assert (again.court_name, again.sentenced_on, again.has_domestic_abuse_finding) == ("Leeds", LATER, True)
    assert Event.objects.filter(code="conviction.recorded").count() == 2


def test_a_second_report_takes_nothing_back(by: Actor) -> None:
    person = builders.person(by)
    convict(person, by, court_name="Leeds", has_domestic_abuse_finding=True)

    again = convict(person, by, court_name="York")

    assert (again.court_name, again.has_domestic_abuse_finding) == ("Leeds", True)


@pytest.mark.parametrize(
    ("born", "asked", "expected"),
    [
        pytest.param(date(2010, 1, 1), None, True, id="a child by the date of birth"),
        pytest.param(date(1984, 1, 1), True, False, id="the date of birth beats what was said"),
        pytest.param(None, True, True, id="asked"),
        pytest.param(None, None, None, id="not known"),
    ],
)
def test_the_age_on_the_relevant_date(born: date | None, asked: bool | None, expected: bool | None, by: Actor) -> None:
    person = builders.person(by, date_of_birth=born)

    assert convict(person, by, is_under_18=asked).is_under_18 is expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"convicted_on": AHEAD}, "lies ahead", id="ahead"),
        pytest.param({"sentenced_on": date(2026, 4, 1)}, "before the conviction", id="sentenced first"),
        pytest.param({"kind": KIND.CAUTION}, "recorded as a caution", id="a caution with a fine"),
        pytest.param({"sentence": Sentence(DISPOSAL.CAUTION)}, "nothing else is", id="a conviction with a caution"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any], said: str, by: Actor) -> None:
    person = builders.person(by)

    with pytest.raises(Refused, match=said):
        convict(person, by, **given)

    assert not Conviction.objects.exists()


def test_terms_of_one_sentence_count_as_one(by: Actor) -> None:
    person = builders.person(by)
    first = convict(person, by, sentence=Sentence(DISPOSAL.IMPRISONMENT, 18))
    beside = Sentence(DISPOSAL.IMPRISONMENT, 18, 0, first, LINK.PARTLY_CONCURRENT, 4)

    second = convict(person, by, "OF61016", sentence=beside)

    assert whole_term(second) == Term(32)
    assert period_of(second).ends_on is None
    assert period_of(first).ends_on == date(2036, 4, 30)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        pytest.param({"term_link": ""}, "Say how this term runs", id="no link"),
        pytest.param({"term_months": None}, "Give the length of this term", id="no length"),
        pytest.param({"overlap_months": 12}, "overlap is longer", id="too long an overlap"),
    ],
)
def test_a_term_beside_another_says_how(sentence: dict[str, Any], said: str, by: Actor) -> None:
    person = builders.person(by)
    first = convict(person, by, sentence=Sentence(DISPOSAL.IMPRISONMENT, 6))
    told = {"term_months": 6, "follows": first, "term_link": LINK.PARTLY_CONCURRENT} | sentence

    with pytest.raises(Refused, match=said):
        convict(person, by, "OF61016", sentence=Sentence(DISPOSAL.IMPRISONMENT, **told))


def test_a_term_beside_that_of_somebody_else_is_refused(by: Actor) -> None:
    theirs = convict(builders.person(by), by, sentence=Sentence(DISPOSAL.IMPRISONMENT, 6))
    beside = Sentence(DISPOSAL.IMPRISONMENT, 6, follows=theirs, term_link=LINK.CONSECUTIVE)

    with pytest.raises(Refused, match="the same person"):
        convict(builders.person(by, forenames="Tom"), by, "OF61016", sentence=beside)


def test_a_quashed_conviction_opens_no_gate_and_makes_nobody_convicted(by: Actor) -> None:
    person = builders.person(by)
    conviction = convict(person, by, has_domestic_abuse_finding=True)
    person.refresh_from_db()
    assert person.subject_category == "convicted"
    assert [each.gate.code for each in gates_of(person, actor=by, on=LATER)] == ["any_conviction"]

    quash_conviction(conviction, actor=by, reason=CALL, quashed_on=LATER, court="Court of Appeal")

    person.refresh_from_db()
    assert person.subject_category == "suspect"
    assert gates_of(person, actor=by, on=LATER) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"court": " "}, "Give the court", id="no court"),
        pytest.param({"quashed_on": date(2026, 1, 1)}, "after the conviction", id="before"),
        pytest.param({"quashed_on": AHEAD}, "not ahead", id="ahead"),
    ],
)
def test_an_appeal_says_who_decided_and_when(given: dict[str, Any], said: str, by: Actor) -> None:
    conviction = convict(builders.person(by), by)
    told = {"quashed_on": LATER, "court": "Court of Appeal"} | given

    with pytest.raises(Refused, match=said):
        quash_conviction(conviction, actor=by, reason=CALL, **told)


def test_nothing_is_quashed_twice(by: Actor) -> None:
    conviction = convict(builders.person(by), by)
    quash_conviction(conviction, actor=by, reason=CALL, quashed_on=LATER, court="Court of Appeal")

    with pytest.raises(Refused, match="quashed already"):
        quash_conviction(conviction, actor=by, reason=CALL, quashed_on=LATER, court="Court of Appeal")


def test_a_varied_sentence_takes_the_place_of_the_first(by: Actor) -> None:
    conviction = convict(builders.person(by), by, sentence=Sentence(DISPOSAL.IMPRISONMENT, 36))
    appeal = {"varied_on": LATER, "court": "Court of Appeal", "disposal": DISPOSAL.IMPRISONMENT}

    with pytest.raises(Refused, match="length of the new sentence"):
        vary_conviction(conviction, actor=by, reason=CALL, **appeal)
    varied = vary_conviction(conviction, actor=by, reason=CALL, term_months=6, term_days=10, **appeal)

    assert (varied.term_months, varied.varied_on) == (6, LATER)
    assert period_of(varied).ends_on == date(2036, 4, 30)


def test_convictions_of_joined_records_are_counted_once(by: Actor) -> None:
    here, there = builders.person(by), builders.person(builders.actor("supervisor", force_code="14"))
    convict(here, by)
    convict(there, builders.actor("supervisor", force_code="14"), force=builders.force("14"))
    stand_as_one(here, there)
    here.refresh_from_db()

    assert [each.gate.code for each in gates_of(here, actor=by, on=LATER)] == ["any_conviction"]


def test_a_listing_under_mappa_follows_the_one_before(by: Actor) -> None:
    person = builders.person(by)
    listed = {"force": builders.force(), "category": 2, "has_domestic_abuse_marker": True, "actor": by, "reason": CALL}
    record_mappa(person, level=1, starts_on=ON, **listed)

    second = record_mappa(person, level=2, starts_on=LATER, **listed)

    assert MappaListing.objects.get(level=1).ends_on == date(2026, 5, 31)
    assert [each.gate.code for each in gates_of(person, actor=by, on=LATER)] == ["mappa"]
    with pytest.raises(Refused, match="recorded already"):
        record_mappa(person, level=3, starts_on=LATER, **listed)
    with pytest.raises(Refused, match="lies ahead"):
        record_mappa(person, level=3, starts_on=AHEAD, **listed)
    with pytest.raises(Refused, match="after the first"):
        end_mappa(second, actor=by, reason=CALL, ends_on=ON)
    assert end_mappa(second, actor=by, reason=CALL, ends_on=LATER).ends_on == LATER
    with pytest.raises(Refused, match="ended already"):
        end_mappa(second, actor=by, reason=CALL, ends_on=LATER)


def live(person: Person, by: Actor) -> Registration:
    """A registration that runs, without a requirement."""
    return builders.registered(person, by, regime=Registration.Regime.NONE)


def test_a_conviction_of_schedule_3_after_the_registration_waits_for_a_decision(by: Actor) -> None:
    person = builders.person(by)
    registration = live(person, by)

    convict(person, by, is_schedule_3_offence=True)

    (task,) = Task.objects.filter(person=person, title__startswith="Decide on a requirement to notify")
    assert task.team == "offender-manager"
    assert [each.regime for each in wanted(registration, actor=by)] == ["soa"]
    assert not NotificationDuty.objects.filter(registration=registration).exists()


def test_a_requirement_that_is_decided_on_brings_its_duties_and_waits_no_longer(by: Actor) -> None:
    person = builders.person(by)
    registration = live(person, by)
    conviction = convict(person, by, is_schedule_3_offence=True)

    require_notification(registration, conviction=conviction, actor=by, reason=CALL)

    assert NotificationDuty.objects.get(registration=registration).limit_code == "soa.initial"
    assert wanted(registration, actor=by) == ()


def test_an_offence_that_is_none_of_schedule_3_after_all_requires_nothing(by: Actor) -> None:
    person = builders.person(by)
    registration = live(person, by)
    conviction = convict(person, by, is_schedule_3_offence=True)

    find_no_requirement(registration, conviction=conviction, why="Below the condition of age", actor=by, reason=CALL)

    assert wanted(registration, actor=by) == ()
    assert Event.objects.filter(code="conviction.not_schedule_3").count() == 1


@pytest.mark.parametrize(
    ("is_listed", "why", "said"),
    [
        pytest.param(False, "Too young", "not recorded as one", id="no offence of Schedule 3"),
        pytest.param(True, " ", "Say why", id="no reason"),
    ],
)
def test_that_there_is_no_requirement_is_refused_in_words(is_listed: bool, why: str, said: str, by: Actor) -> None:
    person = builders.person(by)
    registration = live(person, by)
    conviction = convict(person, by, is_schedule_3_offence=is_listed)

    with pytest.raises(Refused, match=said):
        find_no_requirement(registration, conviction=conviction, why=why, actor=by, reason=CALL)


def test_a_requirement_that_has_begun_is_not_argued_away(by: Actor) -> None:
    person = builders.person(by)
    registration = live(person, by)
    conviction = convict(person, by, is_schedule_3_offence=True)
    require_notification(registration, conviction=conviction, actor=by, reason=CALL)

    with pytest.raises(Refused, match="Only a court or a review"):
        find_no_requirement(registration, conviction=conviction, why="Too young", actor=by, reason=CALL)


def test_what_another_force_recorded_is_for_that_force_to_correct(by: Actor) -> None:
    person = builders.person(by)
    registration = live(person, by)
    recorder = builders.actor("offender-manager", force_code="14")
    conviction = convict(person, recorder, force=builders.force("14"), is_schedule_3_offence=True)

    with pytest.raises(OutOfReach):
        find_no_requirement(registration, conviction=conviction, why="Too young", actor=by, reason=CALL)

    conviction.refresh_from_db()
    assert conviction.is_schedule_3_offence
    assert Event.objects.filter(code="access.denied").exists()


def test_that_there_is_no_requirement_is_decided_on_the_conviction_as_it_is_now(by: Actor) -> None:
    person = builders.person(by)
    registration = live(person, by)
    read = convict(person, by, is_schedule_3_offence=True)
    find_no_requirement(registration, conviction=read, why="Below the condition of age", actor=by, reason=CALL)
    read.is_schedule_3_offence = True

    with pytest.raises(Refused, match="not recorded as one"):
        find_no_requirement(registration, conviction=read, why="Again", actor=by, reason=CALL)


def test_nobody_ends_the_requirement_of_somebody_they_are_barred_from(by: Actor) -> None:
    person = builders.person(by)
    registration = live(person, by)
    require_notification(
        registration, conviction=convict(person, by, is_schedule_3_offence=True), actor=by, reason=CALL
    )  # fmt: skip
    barred = builders.user("supervisor")
    builders.bar(barred, person)

    with pytest.raises(OutOfReach):
        end_requirement(
            registration.requirements.get(), actor=barred.actor(on=date(2026, 11, 23)), reason=CALL,
            ended_on=date(2026, 11, 23), why="Quashed",
        )  # fmt: skip


def test_a_second_report_that_says_schedule_3_is_not_lost(by: Actor) -> None:
    person = builders.person(by)
    registration = live(person, by)
    convict(person, by)

    convict(person, by, is_schedule_3_offence=True)

    assert len(wanted(registration, actor=by)) == 1


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Policy has switched on the requirement of the register itself, from 1 January 2026."""
    monkeypatch.setitem(REGIMES, "da_register", replace(REGIMES["da_register"], open_from=date(2026, 1, 1)))  # type: ignore[arg-type]


@pytest.mark.usefixtures("opened")
def test_a_conviction_for_abuse_brings_the_requirement_of_the_register_once_policy_opens_it(by: Actor) -> None:
    person = builders.person(by)
    convict(person, by, has_domestic_abuse_finding=True)

    registration = builders.registered(person, by, gate="any_conviction", regime=None)

    assert registration.regime == "da_register"
    assert NotificationRequirement.objects.get().regime == "da_register"
    assert NotificationDuty.objects.get(registration=registration).limit_code == "dar.initial"


@pytest.mark.usefixtures("opened")
def test_the_requirement_of_the_register_gives_way_to_the_sexual_offences_act(by: Actor) -> None:
    person = builders.person(by)
    convict(person, by, has_domestic_abuse_finding=True, is_schedule_3_offence=True)

    registration = builders.registered(person, by, gate="any_conviction", regime=None)

    assert sorted(NotificationRequirement.objects.values_list("regime", flat=True)) == ["da_register", "soa"]
    assert NotificationDuty.objects.get(registration=registration).limit_code == "soa.initial"


def test_while_no_law_has_opened_it_the_register_requires_nothing(by: Actor) -> None:
    person = builders.person(by)
    conviction = convict(person, by, has_domestic_abuse_finding=True)

    registration = builders.registered(person, by, gate="any_conviction", regime=None)

    assert registration.regime == "none"
    assert not NotificationRequirement.objects.exists()
    with pytest.raises(Refused, match="brings no notification requirement"):
        require_notification(
            registration, conviction=conviction, regime=NotificationRequirement.Regime.DA_REGISTER, actor=by,
            reason=CALL,
        )  # fmt: skip


@pytest.mark.usefixtures("opened")
def test_a_police_designation_puts_no_duty_of_the_register_on_anybody(by: Actor) -> None:
    person = builders.person(by)
    convict(person, by, has_domestic_abuse_finding=True)
    designation = builders.proposed(
        person, by, gate="police_designation", regime=None, proportionality="Two victims"
    )  # fmt: skip

    assert wanted(designation, actor=by) == ()


def test_the_risk_that_is_recorded_opens_the_gate_of_high_harm_and_says_so(by: Actor) -> None:
    person = builders.person(by)
    convict(person, by, has_domestic_abuse_finding=True)
    registration = live(person, by)
    assert "high_harm_conviction" not in {each.gate.code for each in gates_of(person, actor=by, on=LATER)}

    set_level(registration, level=Registration.HarmRisk.HIGH, why="Threats to kill", actor=by, reason=CALL)

    found = {each.gate.code: each.why for each in gates_of(person, actor=by, on=LATER)}
    assert "high risk of serious harm, the level of management since" in found["high_harm_conviction"]
    assert recorded_risk(person, actor=by, on=LATER).level == "high"
