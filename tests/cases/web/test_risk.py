from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.lowering import answer_risk_lowering, ask_to_lower_risk
from cases.actions.risk import set_risk
from cases.models import CaseRisk, InstrumentSheet, ItemAnswer, Lowering
from cases.rules.instruments import INSTRUMENTS
from cases.rules.instruments.dash import DASH_24
from tests import builders
from tests.cases.builders import CANARIES, CANARY_LINE, Household, act
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db
ABSENT = ("C-0000000000", "S-0000000000")
JUDGED = {"level": "medium", "judgement": "He follows her to work"}


def risk(home: Household) -> CaseRisk:
    return CaseRisk.objects.get(case=home.case)


def high(home: Household) -> None:
    set_risk(home.case, level="high", judgement="Threats to kill", **act(home.officer))


def begun(home: Household, visit: Visit, level: str = "medium") -> InstrumentSheet:
    """A sheet of Dash beside a judgement, begun on the page."""
    post(visit("safeguarding-officer"), "set-risk", home.case.reference, **JUDGED | {"level": level},
         instrument="dash_24")  # fmt: skip
    return InstrumentSheet.objects.get()


def yes_to(count: int) -> dict[str, str]:
    return {item.code: "yes" for item in DASH_24.items[:count]}


def test_the_judgement_is_asked_for_before_any_instrument(home: Household, visit: Visit) -> None:
    page = words(get(visit("safeguarding-officer"), "set-risk", home.case.reference))

    assert page.index("Your judgement of the risk") < page.index("Why, in your own words") < page.index("Dash risk")
    assert "figure" not in page[: page.index("Which questions")]


def test_set_risk_with_an_instrument_goes_on_to_its_questions(home: Household, visit: Visit) -> None:
    response = post(visit("safeguarding-officer"), "set-risk", home.case.reference, **JUDGED, instrument="dash_24")

    sheet = InstrumentSheet.objects.get()
    assert response.url == f"/cases/{home.case.reference}/risk/sheets/{sheet.reference}"
    assert risk(home).level == "medium"


def test_what_was_typed_stays_when_a_box_is_missing(home: Household, visit: Visit) -> None:
    response = post(visit("safeguarding-officer"), "set-risk", home.case.reference, judgement="He follows her to work")

    assert "Select your judgement of the risk" in words(response)
    assert "He follows her to work" in words(response)


def test_the_questions_show_no_figure(home: Household, visit: Visit) -> None:
    sheet, client = begun(home, visit), visit("safeguarding-officer")
    post(client, "risk-sheet", home.case.reference, sheet.reference, version=sheet.version, **yes_to(14), later="yes")

    page = words(get(client, "risk-sheet", home.case.reference, sheet.reference))
    assert "answered yes" not in page
    assert "asks for a referral" not in page


def test_an_incomplete_sheet_saves_and_goes_on_later(home: Household, visit: Visit) -> None:
    sheet, client = begun(home, visit), visit("safeguarding-officer")

    response = post(client, "risk-sheet", home.case.reference, sheet.reference, version=sheet.version, later="yes",
                    injury="yes", injury_note="A cut lip")  # fmt: skip

    assert response.status_code == 302
    assert ItemAnswer.objects.get().note == "A cut lip"
    assert "A cut lip" in get(client, "risk-sheet", home.case.reference, sheet.reference).content.decode()
    assert "Not finished" in words(get(client, "case-risk", home.case.reference))


def test_the_figure_stands_after_the_judgement_once_the_sheet_is_finished(home: Household, visit: Visit) -> None:
    sheet, client = begun(home, visit), visit("safeguarding-officer")
    post(client, "risk-sheet", home.case.reference, sheet.reference, version=sheet.version, finish="yes", **yes_to(14))

    page = words(get(client, "risk-sheet", home.case.reference, sheet.reference))
    assert page.index("He follows her to work") < page.index("14 of 24 answered yes, 10 without an answer")
    assert "The tool points higher than the judgement" in page
    assert "Not asked: 10" in page


def test_why_they_differ_is_recorded(home: Household, visit: Visit) -> None:
    sheet, client = begun(home, visit), visit("safeguarding-officer")
    post(client, "risk-sheet", home.case.reference, sheet.reference, version=sheet.version, finish="yes", **yes_to(14))

    post(client, "risk-sheet", home.case.reference, sheet.reference, words="In custody until March")

    assert "In custody until March" in words(get(client, "risk-sheet", home.case.reference, sheet.reference))


def test_a_note_that_is_too_long_keeps_everything_typed(home: Household, visit: Visit) -> None:
    sheet, client = begun(home, visit), visit("safeguarding-officer")
    response = post(client, "risk-sheet", home.case.reference, sheet.reference, version=sheet.version, finish="yes",
                    injury="yes", injury_note="x" * 501, worse_note="Since May")  # fmt: skip

    assert response.status_code == 200
    assert "Since May" in response.content.decode()
    assert "x" * 501 in response.content.decode()


def test_answers_that_were_changed_meanwhile_are_not_written_over(home: Household, visit: Visit) -> None:
    sheet, client = begun(home, visit), visit("safeguarding-officer")
    post(client, "risk-sheet", home.case.reference, sheet.reference, version=sheet.version, later="yes", injury="yes")

    response = post(client, "risk-sheet", home.case.reference, sheet.reference, version=sheet.version, injury="no")

    assert "Somebody else changed this record" in words(response)
    assert ItemAnswer.objects.get(item="injury").answer == "yes"


def test_somebody_who_finishes_meanwhile_is_told_of(home: Household, visit: Visit) -> None:
    sheet, client = begun(home, visit), visit("safeguarding-officer")
    typed = {"version": sheet.version, "finish": "yes"}
    post(client, "risk-sheet", home.case.reference, sheet.reference, **typed)

    late = client.post(f"/cases/{home.case.reference}/risk/sheets/{sheet.reference}", typed, follow=True)

    assert "Yours were not saved" in words(late)


def test_the_offender_manager_reads_the_answers_but_cannot_give_any(home: Household, visit: Visit) -> None:
    sheet, client = begun(home, visit), visit("offender-manager")

    assert get(client, "risk-sheet", home.case.reference, sheet.reference).status_code == 200
    assert post(client, "risk-sheet", home.case.reference, sheet.reference, version=1).status_code == 403


@pytest.mark.parametrize("name", ["risk-sheet", "risk-lowering"])
def test_what_belongs_to_another_case_is_as_absent(home: Household, visit: Visit, name: str) -> None:
    sheet = begun(home, visit, "high")
    asked = ask_to_lower_risk(home.case, level="medium", why="In custody", **act(home.officer))
    reference = {"risk-sheet": sheet.reference, "risk-lowering": asked.reference}[name]
    client = visit("safeguarding-officer", "14")

    hidden, absent = (
        get(client, name, home.case.reference, reference),
        get(client, name, "C-0000000000", "S-0000000000"),
    )

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


# Raised at once


def test_the_card_offers_to_raise_the_risk(home: Household, visit: Visit) -> None:
    assert (
        f"/people/{home.person.reference}/risk/raise"
        in get(visit(), "person-card", home.person.reference).content.decode()
    )


def test_the_control_room_raises_the_risk_without_words(home: Household, visit: Visit) -> None:
    response = post(visit(), "raise-risk", home.person.reference, level="high")

    assert response.url == f"/people/{home.person.reference}/card"
    assert risk(home).level == "high"


# Lowered by two


def test_a_lower_level_becomes_a_request_with_what_was_typed(home: Household, visit: Visit) -> None:
    high(home)

    response = post(visit("safeguarding-officer"), "set-risk", home.case.reference, **JUDGED)

    asked = Lowering.objects.get()
    assert response.url == f"/cases/{home.case.reference}/risk/lowerings/{asked.reference}"
    assert (asked.why, asked.level) == (JUDGED["judgement"], "medium")
    assert risk(home).level == "high"


def test_a_second_person_refuses_on_the_page_and_the_risk_stays_high(home: Household, visit: Visit) -> None:
    high(home)
    asked = ask_to_lower_risk(home.case, level="medium", why="In custody", **act(home.officer))
    client = visit("supervisor")
    assert "Do you agree?" in words(get(client, "risk-lowering", home.case.reference, asked.reference))

    post(client, "risk-lowering", home.case.reference, asked.reference, is_agreed="no", answer="Out in a week",
         version=asked.version)  # fmt: skip

    page = words(get(client, "case-risk", home.case.reference))
    assert "Refused" in page
    assert risk(home).level == "high"


def test_a_second_person_agrees_on_the_page(home: Household, visit: Visit) -> None:
    high(home)
    asked = ask_to_lower_risk(home.case, level="medium", why="In custody", **act(home.officer))

    post(visit("safeguarding-officer"), "risk-lowering", home.case.reference, asked.reference, is_agreed="yes",
         answer="I rang her", version=asked.version)  # fmt: skip

    page = words(get(visit("safeguarding-officer"), "case-risk", home.case.reference))
    assert "This is a lowered level." in page
    assert "falls back to high" in page


def test_whoever_asked_is_told_that_somebody_else_must_agree(home: Household, visit: Visit) -> None:
    high(home)
    client = visit("safeguarding-officer")
    post(client, "set-risk", home.case.reference, **JUDGED)
    asked = Lowering.objects.get()

    page = words(get(client, "risk-lowering", home.case.reference, asked.reference))
    assert "You asked for this yourself" in page
    assert "Do you agree?" not in page
    typed = {"is_agreed": "yes", "answer": "Yes", "version": asked.version}
    assert post(client, "risk-lowering", home.case.reference, asked.reference, **typed).status_code == 403


def test_whoever_asked_takes_it_back_on_the_page(home: Household, visit: Visit) -> None:
    high(home)
    client = visit("safeguarding-officer")
    post(client, "set-risk", home.case.reference, **JUDGED)
    asked = Lowering.objects.get()

    assert post(client, "withdraw-lowering", home.case.reference, asked.reference, is_sure="on").status_code == 302
    assert Lowering.objects.get().status == "withdrawn"


def test_a_lowered_level_is_renewed_from_its_page(home: Household, visit: Visit) -> None:
    high(home)
    asked = ask_to_lower_risk(home.case, level="medium", why="In custody", **act(home.officer))
    answer_risk_lowering(asked, is_agreed=True, answer="Yes", **act(builders.actor("supervisor")))
    client = visit("safeguarding-officer")
    assert "Keep it lowered" in words(get(client, "case-risk", home.case.reference))

    post(client, "renew-lowered-risk", home.case.reference, why="Still in custody")

    assert Lowering.objects.filter(is_renewal=True, status="asked").exists()


def test_the_page_of_risk_prints_no_protected_address(home: Household, visit: Visit) -> None:
    set_risk(home.case, level="high", judgement=f"He stood outside {CANARY_LINE}", **act(home.officer))
    ask_to_lower_risk(home.case, level="medium", why=f"He has left {CANARY_LINE}", **act(home.officer))
    asked = Lowering.objects.get()
    for role in ("offender-manager", "supervisor", "safeguarding-officer"):
        for name, more in (("case-risk", ()), ("risk-lowering", (asked.reference,))):
            page = get(visit(role), name, home.case.reference, *more).content.decode()
            if role == "offender-manager":
                assert not [each for each in CANARIES if each in page]


def test_the_two_kinds_of_risk_are_named_apart(home: Household, visit: Visit) -> None:
    builders.registered(home.person, builders.actor("supervisor"), risk_of_serious_harm="very_high")
    high(home)

    page = words(get(visit("safeguarding-officer"), "case-risk", home.case.reference))
    assert "The risk of serious harm by which offender managers visit is something else: very high" in page


def test_the_page_of_risk_costs_the_same_however_long_its_history(home: Household, visit: Visit) -> None:
    client = visit("supervisor")
    high(home)
    for _ in range(2):  # what is kept for a while is read the first time
        get(client, "case-risk", home.case.reference)
    counts = [queries(client, home)]
    for _ in range(5):
        high(home)
    counts.append(queries(client, home))

    assert counts[0] == counts[1]


def queries(client: Client, home: Household) -> int:
    with CaptureQueriesContext(connection) as caught:
        get(client, "case-risk", home.case.reference)
    return len(caught)


# Passports


def test_every_instrument_has_its_passport(visit: Visit) -> None:
    client = visit()
    listed = words(get(client, "instruments"))
    for each in INSTRUMENTS:
        page = words(get(client, "instrument", each.code, each.version))
        assert each.title in listed
        assert all(line in page for line in (*each.limits, *each.not_for, each.validation, each.licence))
        assert title(get(client, "instrument", each.code, each.version)).startswith(each.title)


def test_an_unknown_passport_is_absent(visit: Visit) -> None:
    assert get(visit(), "instrument", "dash_24", "1999").status_code == 404
