"""What people wrote in words of their own, at each place where it is read or offered to be corrected."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.core.errors import Refused
from cases.actions.children import Attended, ask_for_notices, excuse_notice
from cases.actions.instruments import record_answers
from cases.actions.observations import grade_observation, record_observation
from cases.actions.protection import set_safe_contact
from cases.actions.risk import set_risk
from cases.actions.safeguards import add_safeguard, add_step
from cases.models import Child, InstrumentSheet, ItemAnswer, Observation, SafeContactRule, Safeguard
from cases.reading import as_corrected
from cases.rules.instruments.dash import DASH_24
from register.actions import facts
from register.models import Address, Protection, Source
from tests.cases.builders import CANARIES, CANARY_LINE, TODAY, Household, act, enrich, refuge
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db
SAID = f"Only by her at {CANARY_LINE}, never by others"
NEW_LINE = "11 Sparrow Row"
BEFORE = f"Only by her at {NEW_LINE}, never by others"
FIRST = DASH_24.items[0].code


def leaks(page: str) -> list[str]:
    return [each for each in CANARIES if each in page]


def she_moves_there(home: Household) -> None:
    """A text that named nothing protected when it was written names a refuge from now on."""
    facts.add_address(
        home.victim, kind=Address.Kind.STAYS, source=Source.OFFICER, line_1=NEW_LINE, town="Leeds",
        protection=Protection.REFUGE, **act(home.officer),
    )  # fmt: skip


def sheet_with_a_note(home: Household) -> InstrumentSheet:
    set_risk(home.case, level="medium", judgement="He follows her", instrument="dash_24", **act(home.officer))
    sheet = InstrumentSheet.objects.get()
    return record_answers(sheet, answers={FIRST: ("yes", SAID)}, **act(home.officer))


def test_on_what_conditions_an_observation_is_shared(home: Household, visit: Visit) -> None:
    made = record_observation(home.owner.force, person=home.person, words="Heard of it", **act(home.officer))
    grade_observation(
        made, source_grade=Observation.SourceGrade.RELIABLE, known=Observation.Known.DIRECTLY,
        sharing=Observation.Sharing.WITH_CONDITIONS, conditions=SAID, **act(home.officer),
    )  # fmt: skip

    page = words(get(visit(), "person-record", home.person.reference))
    assert "Shared only if: Only by her at [protected], never by others" in page
    refuge(home.pair, home.officer)
    for role in ("control-room-specialist", "supervisor"):
        assert not leaks(words(get(visit(role), "person-record", home.person.reference)))


def test_why_a_school_is_not_told(home: Household, visit: Visit) -> None:
    enrich(home)
    attended = Attended(timezone.now() - timedelta(hours=3))
    children = [Child.objects.get(case=home.case)]
    notice = ask_for_notices(home.case, attended=attended, children=children, **act(home.officer))[0]
    excuse_notice(notice, why_not=SAID, **act(home.officer))
    assert CANARY_LINE in words(get(visit("supervisor"), "school-notice", notice.reference))

    refuge(home.pair, home.officer)

    page = words(get(visit("supervisor"), "school-notice", notice.reference))
    assert "Only by her at [protected]" in page and not leaks(page)


def test_the_notes_of_a_sheet_that_is_answered_stay_though_they_are_not_shown(home: Household, visit: Visit) -> None:
    sheet = sheet_with_a_note(home)
    refuge(home.pair, home.officer)
    client = visit("supervisor")

    page = get(client, "risk-sheet", home.case.reference, sheet.reference)
    form = page.context["form"]
    assert not leaks(page.content.decode()) and "[protected]" in page.content.decode()
    typed = {name: form[name].value() for name in form.fields} | {DASH_24.items[1].code: "yes"}
    post(client, "risk-sheet", home.case.reference, sheet.reference, **typed, later="yes")

    assert ItemAnswer.objects.get(sheet=sheet, item=FIRST).note == SAID
    assert ItemAnswer.objects.get(sheet=sheet, item=DASH_24.items[1].code).answer == "yes"


def test_a_step_of_a_safety_plan_on_the_page_that_closes_it(home: Household, visit: Visit) -> None:
    usual = {"owner": home.owner, "starts_on": TODAY, "review_on": date(2027, 2, 1)}
    plan = add_safeguard(
        home.pair, kind=Safeguard.Kind.SAFETY_PLAN, instruction="Ask the owner", **usual, **act(home.officer)
    )
    due_on = timezone.localdate() + timedelta(days=7)
    step = add_step(home.pair, plan=plan, what=BEFORE, who="Her brother", due_on=due_on, **act(home.officer))
    she_moves_there(home)

    page = get(visit("supervisor"), "do-plan-step", home.case.reference, home.victim.reference, plan.pk, step.pk)

    assert "Only by her at [protected]" in words(page) and NEW_LINE not in page.content.decode()


def test_a_safe_contact_rule_is_not_shown_with_what_it_names_and_is_not_set_anew_with_it(
    home: Household, visit: Visit
) -> None:
    set_safe_contact(home.pair, who_may_answer=BEFORE, code_word="Marigold", **act(home.officer))
    she_moves_there(home)
    client = visit("supervisor")
    page = get(client, "set-safe-contact", home.case.reference, home.victim.reference)
    form = page.context["form"]
    assert NEW_LINE not in page.content.decode() and "Only by her at [protected]" in page.content.decode()
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, [])}

    left = post(client, "set-safe-contact", home.case.reference, home.victim.reference, **typed)
    assert "This names a protected address" in words(left) and NEW_LINE not in left.content.decode()
    post(
        client, "set-safe-contact", home.case.reference, home.victim.reference,
        **typed | {"who_may_answer": "Only by her", "code_word": "Heather"},
    )  # fmt: skip

    rule = SafeContactRule.objects.in_force().get()
    assert (rule.who_may_answer, rule.code_word) == ("Only by her", "Heather")


def test_a_safe_contact_rule_of_before_is_read_by_those_who_read_the_one_in_force(
    home: Household, visit: Visit
) -> None:
    for hours in ("Never before nine", "Only at work"):
        set_safe_contact(home.pair, hours=hours, **act(home.officer))

    shown = [
        "Never before nine" in words(get(visit(role), "victim", home.case.reference, home.victim.reference))
        for role in ("supervisor", "offender-manager")
    ]

    assert shown == [True, False]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("at [protected] now", "at 7 Canary Lane now"), ("at\r\n[protected] now ", "at 7 Canary Lane now"),
     ("somewhere else", "somewhere else"), ("", "")],
    ids=["as it was shown", "with other spaces", "anew", "taken out"],
)  # fmt: skip
def test_what_is_kept_of_a_text_that_was_corrected(typed: str, kept: str) -> None:
    stored = "at 7 Canary Lane now"

    def read(text: str) -> str:
        return text.replace(CANARY_LINE, "[protected]")

    assert as_corrected(stored, typed, read, field="note") == kept


def test_a_text_that_is_changed_around_what_is_not_shown_is_refused() -> None:
    with pytest.raises(Refused, match="Part of this is kept from you") as refused:
        as_corrected("at 7 Canary Lane", "not at [protected]", lambda _: "at [protected]", field="note")

    assert refused.value.field == "note"
