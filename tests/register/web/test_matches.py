"""The pages of matches by Django's client: the queue, two records side by side, and the decision."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import sessions
from audit.models import Event
from register.actions import facts
from register.actions.matching import match_person
from register.actions.orders import record_order
from register.models import Alert, Match, Person, Protection, Source
from tests import builders
from tests.builders import CALL, allow_writes, sign_in, user
from tests.register.matched import OTHER_PNC, joined, known_to, possible

pytestmark = pytest.mark.django_db


def client_of(role: str = "offender-manager", force_code: str = "13") -> Client:
    return sign_in(Client(), user(role, force_code=force_code))


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def send(client: Client, match: Match, decision: str, *, why: str = "Same scar", version: int | None = None):
    version = version or Match.objects.get(pk=match.pk).version
    return client.post(f"/matches/{match.reference}", {"decision": decision, "why": why, "version": version})


def test_the_queue_shows_what_waits_for_the_force_with_its_clock() -> None:
    match = possible()

    page = client_of().get("/matches")

    assert match.reference in page.content.decode()
    assert "West Yorkshire Police and South Yorkshire Police" in words(page)
    assert "Overdue" not in words(page)


def test_the_queue_marks_what_is_overdue_and_puts_the_soonest_first() -> None:
    late = possible()
    allow_writes()
    Match.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))

    assert "Overdue" in words(client_of().get("/matches"))


def test_another_force_has_nothing_in_its_queue() -> None:
    match = possible()

    page = client_of(force_code="10").get("/matches")

    assert "Nothing waits for a decision" in words(page)
    assert match.reference not in page.content.decode()


def test_the_menu_counts_what_waits() -> None:
    possible()

    assert re.search(r"Matches\s*1\s*to decide", words(client_of().get("/matches")))


def test_what_differs_stands_before_what_agrees_and_before_the_records() -> None:
    page = words(client_of().get(f"/matches/{possible().reference}"))

    assert page.index("What differs") < page.index("Different PNC ID") < page.index("What agrees")
    assert page.index("What agrees") < page.index("Same date of birth") < page.index("Held as")
    assert "The PNC IDs differ: one person has one PNC ID" in page


def test_both_buttons_are_of_one_kind() -> None:
    page = client_of().get(f"/matches/{possible().reference}").content.decode()

    buttons = re.findall(r'<button[^>]*class="([^"]+)"[^>]*>\s*([^<]+?)\s*</button>', page)
    kinds = {label: kind for kind, label in buttons if "person" in label}
    assert set(kinds) == {"Same person", "Not the same person"}
    assert len(set(kinds.values())) == 1


def test_the_picture_has_a_bar_for_each_row_of_the_table_beside_it() -> None:
    page = client_of().get(f"/matches/{possible().reference}").content.decode()

    assert page.count('class="match-bar ') == page.count('<th scope="row" class="govuk-table__header">') > 5
    assert 'role="img"' in page and "All together" in page


def test_a_protected_address_or_number_never_stands_on_the_page() -> None:
    match = possible()
    by = builders.actor("offender-manager", force_code="14")
    facts.add_address(
        match.other, actor=by, reason=CALL, source=Source.OFFICER, line_1="7 Canary Lane", town="Canaryford",
        postcode="CA7 4RY", protection=Protection.CONFIDENTIAL,
    )  # fmt: skip
    facts.add_phone(
        match.other, actor=by, reason=CALL, source=Source.OFFICER, number="07700 900777",
        protection=Protection.CONFIDENTIAL,
    )  # fmt: skip

    page = client_of().get(f"/matches/{match.reference}").content.decode()

    assert not re.search("Canary|CA7|0777", page)


def test_an_open_address_is_told_by_its_town_alone() -> None:
    page = client_of().get(f"/matches/{possible().reference}").content.decode()

    assert "Leeds LS9" in page
    assert "Elm Road" not in page and "8AA" not in page


def test_reading_a_match_is_logged_with_both_references() -> None:
    match = possible()

    client_of().get(f"/matches/{match.reference}")

    assert Event.objects.get(code="match.opened").references == [match.one.reference, match.other.reference]


def test_the_page_names_nobody_in_its_title() -> None:
    page = client_of().get(f"/matches/{possible().reference}").content.decode()

    assert "Kowalski" not in page.split("</title>")[0]


def test_same_person_joins_and_says_so() -> None:
    match = possible()
    client = client_of()

    answer = send(client, match, "same")

    assert answer.status_code == 302
    page = words(client.get(answer["Location"]))
    assert "These records are joined" in page and "Same scar" in page and "Take the records apart" in page
    assert Person.objects.get(pk=match.other_id).lead_id == match.one_id


def test_not_the_same_person_keeps_them_apart() -> None:
    match = possible()

    send(client_of(), match, "apart")

    match.refresh_from_db()
    assert (match.status, match.why) == ("kept_apart", "Same scar")


def test_a_decision_without_a_reason_is_asked_for_it_and_changes_nothing() -> None:
    match = possible()

    page = send(client_of(), match, "same", why="")

    assert "Give a reason" in words(page)
    match.refresh_from_db()
    assert match.status == "open"


def test_of_two_reviewers_the_second_is_told_and_changes_nothing() -> None:
    match = possible()
    version = Match.objects.get().version
    send(client_of(), match, "apart", version=version)

    page = send(client_of("supervisor", "14"), match, "same", why="Same mother", version=version)

    assert "Somebody else changed this match" in words(page)
    assert "Same mother" in page.content.decode()
    match.refresh_from_db()
    assert match.status == "kept_apart"


def test_what_waits_for_a_second_person_shows_who_asked_and_lets_somebody_else_confirm() -> None:
    match = possible()
    record_order(
        match.one, actor=builders.actor("offender-manager"), reason=CALL, force=builders.force(), kind="DAPO",
        made_on=timezone.localdate(),
    )  # fmt: skip
    asker = client_of("supervisor")
    before = words(asker.get(f"/matches/{match.reference}"))
    assert "Joining these takes a second person. " in before, "why may lie in a record that this reader may not see"
    send(asker, match, "same")

    own = words(asker.get(f"/matches/{match.reference}"))
    assert "Somebody else must confirm it" in own and "Same scar" in own
    assert 'value="confirm"' not in asker.get(f"/matches/{match.reference}").content.decode()

    second = client_of("supervisor", "14")
    assert 'value="confirm"' in second.get(f"/matches/{match.reference}").content.decode()
    send(second, match, "confirm", why="I agree")
    match.refresh_from_db()
    assert match.status == "joined"


def test_undoing_is_on_the_page_of_a_join() -> None:
    match = joined()
    client = client_of()
    assert "These records are joined" in words(client.get(f"/matches/{match.reference}"))

    send(client, match, "undo", why="Brothers")

    match.refresh_from_db()
    assert match.status == "kept_apart"
    assert Person.objects.get(pk=match.other_id).lead_id is None


@pytest.mark.parametrize(("decision", "is_asked"), [("same", True), ("apart", False)])
def test_later_in_a_session_joining_asks_who_is_there_and_keeps_what_was_typed(decision: str, is_asked: bool) -> None:
    match = possible()
    manager = user("offender-manager")
    manager.set_password("copper-lantern-willow-tide")
    manager.save()
    client = sign_in(Client(), manager)
    session = client.session
    session[sessions.STARTED] = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - 1
    session.save()

    answer = send(client, match, decision, why="Same mother")

    match.refresh_from_db()
    if is_asked:
        assert "Confirm who you are" in words(answer) and "Same mother" in answer.content.decode()
        assert match.status == "open"
    else:
        assert match.status == "kept_apart"


def test_the_alert_says_which_records_and_what_to_do() -> None:
    match = joined()
    alert = Alert.objects.get(to_force__code="14")

    page = words(client_of("offender-manager", "14").get(f"/alerts/{alert.reference}"))

    assert "Known to two forces" in page and "are one person and stand together" in page
    assert "agree who manages the person" in page and "new home address" not in page
    assert (
        f"/matches/{match.reference}" in client_of(force_code="14").get(f"/alerts/{alert.reference}").content.decode()
    )


def test_the_alert_says_when_they_have_been_taken_apart() -> None:
    match = joined()
    send(client_of(), match, "undo", why="Brothers")
    alert = Alert.objects.get(to_force__code="14")

    page = words(client_of("offender-manager", "14").get(f"/alerts/{alert.reference}"))

    assert "They have been taken apart since" in page


def test_the_alert_can_be_answered() -> None:
    joined()
    alert = Alert.objects.get(to_force__code="14")
    client = client_of("offender-manager", "14")
    client.get(f"/alerts/{alert.reference}")
    version = Alert.objects.get(pk=alert.pk).version

    client.post(f"/alerts/{alert.reference}", {"answer": "accept", "why": "Agreed with 13", "version": version})

    alert.refresh_from_db()
    assert alert.status == "accepted"


def test_other_records_that_stand_with_them_are_named() -> None:
    people = [known_to("13"), known_to("10")]
    match_person(people[0].pk)
    known_to("14", pnc=OTHER_PNC, forenames="Mark")
    match_person(people[0].pk)
    waiting = Match.objects.get(status="open", one=people[0])

    page = words(client_of().get(f"/matches/{waiting.reference}"))

    assert "held by Northumbria Police, stands with one of them already" in page


def test_the_queue_asks_a_fixed_number_of_queries() -> None:
    client = client_of()
    possible()
    with CaptureQueriesContext(connection) as few:
        client.get("/matches")
    for number in range(5):
        known_to("14", pnc="", forenames=f"Marek{number}", line_1="")
    allow_writes()
    one = Person.objects.order_by("pk").first()
    for other in Person.objects.filter(display_name__startswith="Marek").order_by("pk")[2:]:
        Match.objects.create(
            one=one, other=other, force_one=one.owner_force, force_other=other.owner_force, weight=4.0,
            outcome="possible", model_version="test", due_at=timezone.now(), limit_code="test",
        )  # fmt: skip

    with CaptureQueriesContext(connection) as many:
        assert client.get("/matches").content.decode().count("/matches/M-") == 6

    assert _without_session(many) == _without_session(few)


def _without_session(captured: CaptureQueriesContext) -> int:
    return sum(re.search("SAVEPOINT|django_session", query["sql"]) is None for query in captured)
