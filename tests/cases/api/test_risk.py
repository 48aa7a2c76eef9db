"""What the API adds to risk, disclosures, matches and oversight beyond what holds for every row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from accounts import sessions
from accounts.models import User
from audit.models import Event
from cases.actions.instruments import record_answers
from cases.models import CaseRisk, Disclosure, InstrumentSheet, Lowering
from register.actions.people import restrict_person
from register.models import Match
from tests import builders
from tests.cases import disclosed
from tests.cases.api import disclosure_examples, match_examples, risk_examples
from tests.cases.api.example import NOW, TODAY, by
from tests.cases.api.examples import signed_in
from tests.cases.builders import CANARY_LINE, Household, household

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def home() -> Household:
    return household()


def ask(user: User, address: str) -> HttpResponse:
    return builders.sign_in(Client(), user).get(f"/api/v1/{address}")


def post(user: User, address: str, body: dict[str, Any], version: int | None = None) -> HttpResponse:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return signed_in(user).post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)


def signed_in_long_ago(user: User) -> Client:
    """Somebody who said who they are longer ago than what weighs much allows."""
    user.set_password("copper-lantern-willow-tide")
    user.save()
    client = builders.sign_in(Client(), user)
    session = client.session
    ago = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - 1
    session[sessions.STARTED] = ago
    session["account_authentication_methods"] = [{"method": "password", "at": ago}]
    session.save()
    return client


def pointer_of(answer: HttpResponse) -> str:
    assert answer.status_code == 422, answer.content
    return str(answer.json()["errors"][0]["pointer"])


def sheet_of(home: Household) -> tuple[InstrumentSheet, str]:
    arguments = risk_examples.begun(home)
    return InstrumentSheet.objects.get(), f"cases/{arguments['reference']}/risk/sheets/{arguments['sheet']}"


def test_a_lower_level_is_refused_to_one_person_and_points_to_the_level(home: Household) -> None:
    risk_examples.high(home)

    answer = post(home.owner, f"cases/{home.case.reference}/risk", {"level": "medium", "judgement": "Calmer"})

    assert pointer_of(answer) == "#/level"
    assert CaseRisk.objects.get().level == "high"


def test_nobody_answers_their_own_request_to_lower_the_risk(home: Household) -> None:
    arguments = risk_examples.asked(home)
    address = f"cases/{arguments['reference']}/risk/lowerings/{arguments['lowering']}/answer"

    answer = post(home.owner, address, {"is_agreed": True, "answer": "Yes"}, Lowering.objects.get().version)

    assert answer.status_code == 403
    assert CaseRisk.objects.get().level == "high"


def test_nobody_takes_back_what_another_asked_for(home: Household) -> None:
    arguments = risk_examples.asked(home)
    address = f"cases/{arguments['reference']}/risk/lowerings/{arguments['lowering']}/withdraw"

    answer = post(builders.user("safeguarding-officer"), address, {}, Lowering.objects.get().version)

    assert (answer.status_code, Lowering.objects.get().status) == (403, "asked")


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        pytest.param([{"item": "shoes", "answer": "yes"}], "#/answers/0/item", id="no such item"),
        pytest.param([{"item": "worse", "answer": "no"}, {"item": "injury", "answer": "often"}], "#/answers/1/answer",
                     id="an answer of another scale"),
        pytest.param([{"item": "worse", "answer": "no"}] * 2, "#/answers/1/item", id="an item twice"),
        pytest.param([{"item": "worse", "answer": "no", "note": "x" * 501}], "#/answers/0/note", id="a long note"),
    ],
)  # fmt: skip
def test_a_wrong_answer_to_an_instrument_is_pointed_to(
    home: Household, sent: list[dict[str, str]], pointer: str
) -> None:
    sheet, address = sheet_of(home)

    answer = post(home.owner, f"{address}/answers", {"answers": sent}, sheet.version)

    assert pointer_of(answer) == pointer
    assert not sheet.answers.exists()


def test_the_figure_is_read_once_the_sheet_is_finished_and_not_before(home: Household) -> None:
    sheet, address = sheet_of(home)
    post(home.owner, f"{address}/answers", {"answers": [{"item": "injury", "answer": "yes"}]}, sheet.version)

    before = ask(home.owner, address).json()
    post(home.owner, f"{address}/finish", {}, sheet.version + 1)
    after = ask(home.owner, address).json()

    assert (before["figure"], before["said_yes"]) == ("", None)
    assert "1 of 24 answered yes" in after["figure"] and after["said_yes"] == 1


def test_an_answer_that_is_sent_without_a_note_keeps_the_note(home: Household) -> None:
    sheet, address = sheet_of(home)
    sheet = record_answers(sheet, answers={"injury": ("yes", "A cut lip")}, **by(home.officer))

    answer = post(home.owner, f"{address}/answers", {"answers": [{"item": "injury", "answer": "no"}]}, sheet.version)

    assert answer.status_code == 200
    assert (sheet.answers.get().answer, sheet.answers.get().note) == ("no", "A cut lip")


def test_a_note_that_is_kept_from_them_in_part_is_not_written_over_by_what_they_were_shown() -> None:
    hidden = household(in_refuge=True)
    sheet, address = sheet_of(hidden)
    sheet = record_answers(sheet, answers={"injury": ("yes", f"At {CANARY_LINE}")}, **by(hidden.officer))
    shown = next(each for each in ask(hidden.owner, address).json()["items"] if each["item"] == "injury")

    back = {"item": "injury", "answer": "no", "note": shown["note"]}
    answer = post(hidden.owner, f"{address}/answers", {"answers": [back]}, sheet.version)

    assert CANARY_LINE not in shown["note"]
    assert (answer.status_code, sheet.answers.get().note) == (200, f"At {CANARY_LINE}")


def test_raising_the_risk_says_in_how_many_cases_and_no_more(home: Household) -> None:
    answer = post(
        builders.user("control-room-specialist", force_code="14"), f"people/{home.person.reference}/risk/raise",
        {"level": "high"},
    )  # fmt: skip

    assert (answer.status_code, answer.json()["raised_in"]) == (200, 1)
    assert home.case.reference not in answer.content.decode()


def test_the_risk_is_raised_and_never_lowered_at_once(home: Household) -> None:
    address = f"people/{home.person.reference}/risk/raise"

    assert pointer_of(post(home.owner, address, {"level": "standard"})) == "#/level"


def test_each_reading_of_the_risk_is_logged(home: Household) -> None:
    arguments = risk_examples.asked(home)

    for more in ("", f"/lowerings/{arguments['lowering']}"):
        assert ask(home.owner, f"cases/{home.case.reference}/risk{more}").status_code == 200

    assert Event.objects.filter(code="risk.read", channel="api").count() == 2


def test_the_priority_list_says_why_and_is_logged(home: Household) -> None:
    answer = ask(home.owner, "priority").json()

    (first,) = answer["people"]
    assert (first["reference"], first["rank"], answer["next"]) == (home.person.reference, 1, None)
    assert set(first["components"]) == {"recency", "frequency", "gravity", "victims"}
    assert Event.objects.get(code="priority.read").channel == "api"


@pytest.mark.parametrize("query", ["page=0", "page=21", "page=x", "victims=1", "case=maybe"])
def test_a_page_of_the_priority_list_that_is_none_is_refused(home: Household, query: str) -> None:
    assert pointer_of(ask(home.owner, f"priority?{query}")) == f"#/{query.partition('=')[0]}"


def test_the_list_of_disclosures_names_nobody_and_one_is_logged(home: Household) -> None:
    found = disclosed.started(home.officer)

    listed = ask(home.owner, "disclosures")
    opened = ask(home.owner, f"disclosures/{found.reference}")

    assert [each["reference"] for each in listed.json()["disclosures"]] == [found.reference]
    assert "Weber" not in listed.content.decode()
    assert (opened.json()["person_words"], opened.headers["ETag"]) == ("Jonas Weber, about 40, Leeds", '"1"')
    assert Event.objects.filter(code="disclosure.read", channel="api").count() == 1


def test_nobody_reads_their_own_decision_as_the_second(home: Household) -> None:
    decider = builders.user("supervisor")
    found = disclosed.decided(decider.actor(on=TODAY))
    body = {"is_agreed": True, "why": "Sound"}

    answer = post(decider, f"disclosures/{found.reference}/second-read", body, found.version)

    assert answer.status_code == 422
    assert Disclosure.objects.get().status == "decided"


@pytest.mark.parametrize(
    ("slug", "spoil", "pointer"),
    [
        pytest.param("decide", {"grounds": disclosure_examples.GROUNDS | {"lawful": " "}}, "#/grounds/lawful",
                     id="a test without words"),
        pytest.param("decide", {"wording": ""}, "#/wording", id="no words"),
        pytest.param("decide", {"recipient": "nobody"}, "#/recipient", id="nobody to be told"),
    ],
)  # fmt: skip
def test_what_is_missing_in_a_decision_is_pointed_to(
    home: Household, slug: str, spoil: dict[str, Any], pointer: str
) -> None:
    found = disclosed.considered(home.officer)
    body = disclosure_examples.DECISION | {"is_to_disclose": True} | spoil

    assert pointer_of(post(home.owner, f"disclosures/{found.reference}/{slug}", body, found.version)) == pointer


def test_a_request_from_before_the_guidance_points_to_its_moment(home: Household) -> None:
    body = disclosure_examples.REQUEST | {"received_at": "2020-01-01T12:00:00Z"}

    assert pointer_of(post(home.owner, "disclosures", body)) == "#/received_at"


def test_a_request_about_one_person_on_both_sides_points_to_the_second(home: Household) -> None:
    body = disclosure_examples.REQUEST | {"person": home.person.reference, "at_risk": home.person.reference}

    assert pointer_of(post(home.owner, "disclosures", body)) == "#/at_risk"


def test_a_request_about_somebody_out_of_reach_is_refused_as_about_nobody(home: Household) -> None:
    hidden = builders.person(builders.actor(force_code="14"))
    restrict_person(hidden, is_restricted=True, **by(builders.actor("professional-standards", force_code="14")))
    there, absent = (
        post(home.owner, "disclosures", disclosure_examples.REQUEST | {"person": each})
        for each in (hidden.reference, "DAR-0000-0000")
    )

    assert pointer_of(there) == "#/person"
    assert there.json()["errors"] == absent.json()["errors"]


def test_the_undertaking_is_given_in_both_languages_and_logged(home: Household) -> None:
    found = disclosed.started(home.officer)

    answer = ask(home.owner, f"disclosures/{found.reference}/undertaking")

    assert [each["language"] for each in answer.json()["sheets"]] == ["en", "cy"]
    assert Event.objects.filter(code="disclosure.undertaking_printed", channel="api").count() == 1


def test_records_are_not_joined_before_one_says_again_who_they_are() -> None:
    arguments = match_examples.possible(household())
    user, version = builders.user("supervisor"), Match.objects.get(**arguments).version

    for slug in ("join", "confirm", "undo"):
        answer = signed_in_long_ago(user).post(
            f"/api/v1/matches/{arguments['reference']}/{slug}", {"why": "Same scar"},
            content_type="application/json", headers={"If-Match": f'"{version}"'},
        )  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (403, "confirm_first")
    assert Match.objects.get(**arguments).status == "open"


def test_nobody_confirms_a_join_that_they_asked_for() -> None:
    arguments = match_examples.asked(household())
    match = Match.objects.select_related("asked_by").get(**arguments)
    asker = match.asked_by
    assert asker is not None

    answer = post(asker, f"matches/{match.reference}/confirm", {"why": "Same scar"}, match.version)

    assert answer.status_code == 422
    assert Match.objects.get(**arguments).status == "awaiting_second"


def test_two_records_are_shown_side_by_side_and_logged() -> None:
    arguments = match_examples.possible(household())

    answer = ask(builders.user("offender-manager"), f"matches/{arguments['reference']}").json()

    assert [side["force"] for side in answer["sides"]] == ["13", "14"]
    assert any("PNC" in each for each in answer["differences"])
    assert Event.objects.filter(code="match.opened", channel="api").count() == 1


def test_a_match_with_a_record_that_one_may_not_see_is_not_there() -> None:
    arguments = match_examples.possible(household())
    match = Match.objects.select_related("one", "other").get(**arguments)
    reader = builders.user("offender-manager")
    builders.bar(reader, match.other)

    answer, listed = ask(reader, f"matches/{match.reference}"), ask(reader, "matches").json()

    assert (answer.status_code, listed["matches"]) == (404, [])


def test_what_is_late_and_what_the_checks_found_is_read_by_whoever_watches() -> None:
    reader = builders.user("supervisor")

    late, checks = ask(reader, "overdue").json(), ask(reader, "integrity").json()

    assert (late["total"], late["references"]) == (0, [])
    assert checks["is_late"] is True
    assert len({each["code"] for each in checks["checks"]}) == len(checks["checks"]) > 5
    for code in ("overdue.counted", "integrity.read"):
        assert Event.objects.get(code=code).channel == "api"
