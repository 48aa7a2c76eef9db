"""What one person may not decide alone: large downloads of the log, and reading far into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actions.second_person import (
    SIZES,
    NeedsSecondPerson,
    Size,
    answer_bulk_request,
    most_alone,
    require_second_person,
)
from accounts.models import BulkRequest, BulkTaken, User
from audit.core.entry import Reason
from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from audit.web.actions import ask_second_person
from audit.web.scope import Scope
from register.models import Notice
from tests import builders
from tests.audit.web.conftest import RECORD, SignIn, wrote

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
REASON = Reason("professional_standards")
Act = BulkRequest.Act
SEARCH, DOWNLOAD = reverse("log-search"), reverse("log-download")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two entries are many: the numbers of another day, as they might be changed to."""
    sizes = tuple(Size(each.act, 2, each.in_force_from) for each in SIZES)
    monkeypatch.setattr("accounts.actions.second_person.SIZES", sizes)


def by(user: User) -> dict[str, Any]:
    return {"actor": user.actor(on=date(2026, 11, 25)), "reason": REASON}


def standards(force_code: str = "13") -> User:
    return builders.user("professional-standards", force_code=force_code)


def asked(user: User, act: Act = Act.EXPORT, scope: Scope | None = None) -> BulkRequest:
    return ask_second_person(scope or Scope(record=RECORD), act=act, why="The inspection of 2026", **by(user))


def approved(request: BulkRequest, user: User | None = None, *, is_approved: bool = True) -> BulkRequest:
    lead = user or builders.user("superintendent")
    return answer_bulk_request(request, is_approved=is_approved, why="The inspectorate asked for it", **by(lead))


def use(user: User, *, count: int = 20_000, act: Act = Act.EXPORT, scope: Scope | None = None) -> BulkRequest | None:
    asked_for = (scope or Scope(record=RECORD)).as_text()
    return require_second_person(act, asked_for, count=count, **by(user))


def test_sizes_are_dated_and_say_where_they_are_from() -> None:
    assert {each.act for each in SIZES} == set(Act.values)
    assert all(each.authority for each in SIZES)
    assert most_alone(Act.EXPORT, on=date(2026, 11, 25)) == 10_000
    with pytest.raises(LookupError):
        most_alone(Act.EXPORT, on=date(2020, 1, 1))


def test_what_is_small_takes_one_person() -> None:
    assert use(standards(), count=10_000) is None


def test_what_is_large_takes_another_person_and_is_done_once() -> None:
    user = standards()
    with pytest.raises(NeedsSecondPerson):
        use(user)
    request = approved(asked(user))

    used = use(user)

    assert used is not None
    assert used.pk == request.pk
    with pytest.raises(NeedsSecondPerson):
        use(user)
    assert Event.objects.filter(code__in=["bulk.asked", "bulk.answered", "bulk.used"]).count() == 3


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Scope(record="DAR-AAAA-AAAA"), id="another record"),
        pytest.param(Scope(), id="everything"),
        pytest.param(Scope(record=RECORD, since_on=date(2026, 1, 1)), id="other days"),
    ],
)
def test_an_approval_is_for_one_scope(other: Scope) -> None:
    user = standards()
    approved(asked(user))

    with pytest.raises(NeedsSecondPerson):
        use(user, scope=other)


def test_an_approval_is_for_one_person_and_one_act() -> None:
    user = standards()
    approved(asked(user))

    with pytest.raises(NeedsSecondPerson):
        use(standards())
    with pytest.raises(NeedsSecondPerson):
        use(user, act=Act.SEARCH)


def test_an_approval_ends_after_a_day(clock: time_machine.Traveller) -> None:
    user = standards()
    approved(asked(user))

    clock.move_to(NOW + timedelta(hours=25))

    with pytest.raises(NeedsSecondPerson):
        use(user)


def test_reading_on_in_the_log_is_approved_until_it_ends(clock: time_machine.Traveller) -> None:
    user = builders.user("supervisor")
    approved(asked(user, Act.SEARCH))

    assert use(user, act=Act.SEARCH) == use(user, act=Act.SEARCH)
    clock.move_to(NOW + timedelta(hours=25))
    with pytest.raises(NeedsSecondPerson):
        use(user, act=Act.SEARCH)


# Slices


def slices(user: User, times: int, *, count: int = 1_000) -> None:
    """So many downloads, each of other days."""
    for number in range(times):
        use(user, count=count, scope=Scope(record=RECORD, since_on=date(2026, 1, 1) + timedelta(days=number)))


def test_ten_slices_that_are_small_add_up_to_what_takes_another_person() -> None:
    user = standards()
    slices(user, 10)

    with pytest.raises(NeedsSecondPerson, match="With the 10,000 that you took in the last 24 hours") as much:
        use(user, count=1)

    assert (much.value.count, BulkTaken.objects.count()) == (1, 10)
    request = approved(asked(user))
    assert use(user, count=1) == request
    assert BulkTaken.objects.get(request=request).count == 1


def test_a_day_after_the_last_slice_somebody_takes_alone_again(clock: time_machine.Traveller) -> None:
    user = standards()
    slices(user, 10)

    clock.move_to(NOW + timedelta(hours=23))
    with pytest.raises(NeedsSecondPerson):
        use(user, count=1)
    clock.move_to(NOW + timedelta(hours=25))

    assert use(user, count=1) is None


def test_what_somebody_took_counts_for_nobody_else_and_for_no_other_act() -> None:
    user, other = standards(), standards()
    slices(user, 10)

    assert use(other, count=1_000) is None
    assert use(user, count=50, act=Act.SEARCH) is None


def test_what_another_person_approved_does_not_add_up() -> None:
    user = standards()
    approved(asked(user))
    use(user)

    assert use(user, count=10_000, scope=Scope()) is None


def test_downloads_add_up_by_what_was_in_them_and_one_that_fails_by_nothing(
    monkeypatch: pytest.MonkeyPatch, sign_in: SignIn
) -> None:
    sizes = tuple(Size(each.act, 5, each.in_force_from) for each in SIZES)
    monkeypatch.setattr("accounts.actions.second_person.SIZES", sizes)
    user, writer = standards(), builders.user()
    for _ in range(2):
        wrote(by=writer)
    client = sign_in(user)
    address = f"{DOWNLOAD}?record={RECORD}&by={writer.reference}"

    first = client.post(address, {"file_format": "csv"})
    client.post(address, {"file_format": "csv", "part": "1", "size": "1"})  # of a range that was never sealed
    second = client.post(address, {"file_format": "ndjson"})
    third = client.post(address, {"file_format": "csv"})

    assert first.getvalue().count(b"\r\n") == 3 and second.getvalue().count(b"\n") == 2
    assert list(BulkTaken.objects.values_list("act", "count", "taken_by")) == [("export", 2, user.pk)] * 2
    assert third["Location"].startswith(reverse("ask-second-person"))
    assert Event.objects.filter(code="act.refused", fields__event="audit.exported").count() == 2


def test_reading_on_in_one_search_after_the_other_adds_up(
    monkeypatch: pytest.MonkeyPatch, auditor: Client
) -> None:  # fmt: skip
    sizes = tuple(Size(each.act, 60, each.in_force_from) for each in SIZES)
    monkeypatch.setattr("accounts.actions.second_person.SIZES", sizes)
    user = builders.user()
    for _ in range(90):
        wrote(by=user)
    scopes = [{"record": RECORD, "by": user.reference, "operation": each} for each in ("", "consultation")]

    answers = [auditor.get(SEARCH + _older(auditor.get(SEARCH, each))) for each in scopes]

    assert answers[0].status_code == 200
    assert list(BulkTaken.objects.values_list("act", "count")) == [("search", 40)]
    assert answers[1]["Location"].startswith(f"{reverse('ask-second-person')}?act=search")


def _older(answer: Any) -> str:
    (older,) = re.findall(r'rel="next" href="([^"]+)"', answer.content.decode())
    return str(older.replace("&amp;", "&"))


def test_what_is_refused_is_not_done() -> None:
    user = standards()
    approved(asked(user), is_approved=False)

    with pytest.raises(NeedsSecondPerson):
        use(user)


# Who may answer


def test_nobody_answers_what_they_asked_for() -> None:
    user = standards()
    request = asked(user)

    with pytest.raises(PermissionDenied):
        approved(request, user)


def test_a_colleague_of_the_same_team_does_not_answer() -> None:
    with pytest.raises(PermissionDenied):
        approved(asked(standards()), standards())


@pytest.mark.parametrize("role", ["supervisor", "offender-manager", "control-room-specialist", "force-administrator"])
def test_whoever_lacks_the_permission_does_not_answer(role: str) -> None:
    with pytest.raises((PermissionDenied, OutOfReach)):
        approved(asked(standards()), builders.user(role))


def test_another_force_does_not_answer() -> None:
    with pytest.raises(OutOfReach):
        approved(asked(standards()), builders.user("superintendent", force_code="14"))


def test_oversight_answers_and_of_a_national_body_another_person() -> None:
    auditors = [builders.user("oversight-auditor", force_code=None) for _ in range(2)]

    approved(asked(standards()), auditors[0])
    approved(asked(auditors[0]), auditors[1])

    assert BulkRequest.objects.filter(is_approved=True).count() == 2


def test_of_two_answers_the_first_counts() -> None:
    request = asked(standards())
    one, other = builders.user("superintendent"), builders.user("superintendent")
    answer_bulk_request(request, is_approved=True, why="Yes", version=1, **by(one))

    with pytest.raises(Stale):
        answer_bulk_request(request, is_approved=False, why="No", version=1, **by(other))
    with pytest.raises(Refused):
        answer_bulk_request(request, is_approved=False, why="No", **by(other))

    assert BulkRequest.objects.get().is_approved


def test_somebody_who_may_not_download_does_not_ask_for_it() -> None:
    with pytest.raises(PermissionDenied):
        asked(builders.user("supervisor"))


def test_it_is_asked_once_and_with_a_reason() -> None:
    user = standards()
    asked(user)

    with pytest.raises(Refused, match="already"):
        asked(user)
    with pytest.raises(Refused) as refused:
        ask_second_person(Scope(), act=Act.EXPORT, why=" ", **by(user))
    assert refused.value.field == "why"


def test_whoever_may_answer_is_told_and_whoever_asked_hears_of_it() -> None:
    lead, user, colleague = builders.user("superintendent"), standards(), standards()

    request = asked(user)
    told = set(Notice.objects.standing().filter(key=request.reference).values_list("user", flat=True))
    approved(request, lead)

    assert lead.pk in told
    assert not {user.pk, colleague.pk} & told
    after = Notice.objects.standing().filter(key=request.reference)
    assert list(after.values_list("user", "topic")) == [(user.pk, "answered")]


# On the pages


def test_a_large_download_is_asked_for_approved_and_taken_once(small: None, sign_in: SignIn) -> None:
    user = standards()
    for _ in range(3):
        wrote(by=user)
    client, lead = sign_in(user), sign_in(builders.user("superintendent"))
    address = f"{DOWNLOAD}?record={RECORD}"

    sent = client.post(address, {"file_format": "csv"})
    made = client.post(sent["Location"], {"why": "The inspection of 2026"})
    read = lead.get(made["Location"]).content.decode()
    lead.post(made["Location"], {"answer": "yes", "why": "Asked for", "version": 1})
    taken = client.post(address, {"file_format": "csv"})
    again = client.post(address, {"file_format": "csv"})

    assert sent["Location"].startswith(reverse("ask-second-person"))
    assert f"Record {RECORD}" in read
    assert "The inspection of 2026" in read
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken.getvalue().count(b"\r\n") == 4
    assert again["Location"].startswith(reverse("ask-second-person"))
    assert Event.objects.filter(code="audit.exported").count() == 1


def test_a_download_that_fails_uses_nothing_up(small: None, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn) -> None:
    user = standards()
    for _ in range(3):
        wrote(by=user)
    approved(asked(user))
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 1)

    sign_in(user).post(f"{DOWNLOAD}?record={RECORD}", {"file_format": "csv"})

    assert BulkRequest.objects.get().used_at is None


def test_reading_far_into_the_log_takes_another_person(small: None, auditor: Client) -> None:
    user = builders.user()
    for _ in range(51):
        wrote(by=user)
    first = auditor.get(SEARCH, {"record": RECORD})

    answer = auditor.get(SEARCH + _older(first))

    assert answer["Location"].startswith(f"{reverse('ask-second-person')}?act=search")


def test_a_request_is_not_there_for_a_colleague_of_another_force(sign_in: SignIn) -> None:
    request = asked(standards())
    client = sign_in(standards("14"))

    there, absent = (client.get(reverse("bulk-request", args=[each])) for each in (request.reference, "BR-0000000000"))

    assert (there.status_code, there.content) == (404, absent.content)
