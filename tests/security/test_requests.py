"""Posting to what one may not touch, and being signed in no longer: nothing is done, and the log says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.roles import end_role
from accounts.actions.users import disable_user
from accounts.models import Membership, User
from audit.models import Event
from register.actions import facts, people
from register.models import Alert, FeedRun, Person, QuarantinedRow, Source, Task
from tests import builders
from tests.cases.builders import Household, act, household

pytestmark = pytest.mark.django_db


def browser(role: str, force_code: str | None = "14") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


@pytest.fixture
def home(db: None) -> Household:
    """A household of force 13 whose person is restricted, with an alert to force 10."""
    made = household()
    facts.add_address(
        made.person, source=Source.OFFICER, line_1="1 Quay", police_force=builders.force("10"), **act(made.officer)
    )
    people.restrict_person(made.person, is_restricted=True, **act(builders.actor("professional-standards")))
    return made


def feed_row() -> QuarantinedRow:
    builders.allow_writes()
    run = FeedRun.objects.create(force=builders.force("13"), file_name="feed.csv")
    return QuarantinedRow.objects.create(
        run=run, number=1, line=2, record={"name": "x"}, column="name", problem="None", remedy="Give one"
    )


def targets(home: Household) -> dict[str, dict[str, Any]]:
    person, case = {"reference": home.person.reference}, {"reference": home.case.reference}
    pair = case | {"victim": home.victim.reference}
    names = (
        "record-sighting", "correct-person", "restrict-person", "add-name", "add-address", "add-phone", "add-vehicle",
        "add-identifier", "add-danger-marker", "record-order", "propose-registration", "decide-registration",
        "approve-designation", "record-notice", "open-case", "raise-risk",
    )  # fmt: skip
    return {
        **dict.fromkeys(names, person),
        **dict.fromkeys(("add-victim", "add-child", "set-risk", "renew-lowered-risk"), case),
        **dict.fromkeys(("set-safe-contact", "choose-safeguard", "change-pair", "end-pair"), pair),
        "alert": {"reference": Alert.objects.get().reference},
        "task": {"reference": Task.objects.filter(force__code="13").first().reference},
    }


ABSENT = {"A": "A-0000000000", "T": "T-0000000000", "C": "C-0000000000", "D": "DAR-0000-0000"}


def absent(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: ABSENT[value[0]] for name, value in arguments.items()}


def test_every_post_to_what_is_out_of_reach_is_a_404_like_any_other_and_is_logged(home: Household) -> None:
    here = browser("supervisor")
    changed = ("person.", "case.", "victim.", "order.", "alert.", "task.", "registration.")
    for name, arguments in targets(home).items():
        before = set(Event.objects.values_list("pk", flat=True))

        there = here.post(
            reverse(name, kwargs=arguments), {"surname": "X", "version": "1", "why": "x", "answer": "accept"}
        )
        nothing = here.post(reverse(name, kwargs=absent(arguments)), {})

        new = Event.objects.exclude(pk__in=before).values_list("code", flat=True)
        assert there.status_code in (403, 404), name
        assert (there.status_code, there.content) == (nothing.status_code, nothing.content), name
        assert list(new).count("access.denied") == 2, name
        assert not [code for code in new if code.startswith(changed)], name


def test_a_quarantined_row_of_another_force_is_neither_read_nor_settled() -> None:
    row = feed_row()
    here = browser("force-administrator")
    there = reverse("quarantined-row", kwargs={"reference": row.run.reference, "number": 1})
    nothing = reverse("quarantined-row", kwargs={"reference": "F-0000000000", "number": 1})

    for answer, other in ((here.get(there), here.get(nothing)), (here.post(there, {}), here.post(nothing, {}))):
        assert (answer.status_code, answer.content) == (404, other.content)
    assert not QuarantinedRow.objects.filter(settled_at__isnull=False).exists()


def test_a_force_administrator_touches_no_user_of_another_force() -> None:
    other = builders.user("supervisor", force_code="13")
    here = browser("force-administrator")
    mine = {"reference": other.reference}
    for name in ("user", "give-role", "disable-user", "enable-user", "reset-sign-in"):
        typed = {"why": "x", "role": "supervisor"}
        answer = (
            here.get(reverse(name, kwargs=mine)) if name == "user" else here.post(reverse(name, kwargs=mine), typed)
        )

        assert answer.status_code == 404, name
    ended = here.post(reverse("end-role", kwargs=mine | {"membership": other.memberships.get().pk}))
    assert ended.status_code == 404
    assert Membership.objects.get(user=other).ended_at is None
    assert User.objects.get(pk=other.pk).is_active


def test_a_role_of_one_user_is_not_ended_through_another() -> None:
    mine, other = builders.user("supervisor"), builders.user("supervisor", force_code="14")
    here = browser("force-administrator", "13")

    answer = here.post(
        reverse("end-role", kwargs={"reference": mine.reference, "membership": other.memberships.get().pk})
    )

    assert answer.status_code == 404
    assert Membership.objects.get(user=other).ended_at is None


@pytest.mark.parametrize("how", ["sign-out", "disabled", "role-ended"])
def test_a_session_is_dead_at_once(how: str) -> None:
    user = builders.user("supervisor")
    here = builders.sign_in(Client(), user)
    stolen = Client()
    stolen.cookies = here.cookies.copy()
    admin = builders.actor("force-administrator")
    assert stolen.get(reverse("tasks")).status_code == 200

    if how == "sign-out":
        here.post(reverse("account_logout"))
    elif how == "disabled":
        disable_user(user, why="Left", **act(admin))
    else:
        end_role(user, membership=user.memberships.get(), **act(admin))

    answer = stolen.get(reverse("tasks"))
    assert answer.status_code in (302, 403)
    assert stolen.post(reverse("lookup"), {"q": "Kowalski"}).status_code in (302, 403)


def test_a_role_that_ran_out_last_night_gives_nothing_today() -> None:
    user = builders.user("supervisor")
    here = builders.sign_in(Client(), user)
    builders.allow_writes()
    Membership.objects.filter(user=user).update(ends_on=timezone.localdate() - timezone.timedelta(days=1))

    assert here.get(reverse("tasks")).status_code == 403


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("page", ["choose-reason", "account_login"])
def test_nobody_is_sent_to_another_site(address: str, page: str) -> None:
    here = browser("supervisor")

    answer = here.post(reverse(page), {"reason": "supervision", "next": address, "incident": "", "words": ""})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))


def test_no_form_is_taken_without_its_token() -> None:
    user = builders.user("supervisor")
    here = builders.sign_in(Client(enforce_csrf_checks=True), user)
    person = builders.person()

    answers = [
        here.post(reverse("lookup"), {"q": "x"}),
        here.post(reverse("add-phone", args=[person.reference]), {"number": "07700 900001"}),
        here.post(reverse("account_logout")),
        here.post(reverse("lookup"), {"q": "x"}, headers={"HX-Request": "true"}),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert not person.phone_set.exists()


@pytest.mark.parametrize(
    "name", ["home", "tasks", "alerts", "lookup", "mfa_index", "account_login", "person-card", "404"]
)
def test_every_answer_carries_its_headers(name: str) -> None:
    here = browser("supervisor", "13")
    person = builders.person()
    known = {"person-card": [person.reference]}
    address = "/no/such/page" if name == "404" else reverse(name, args=known.get(name, []))

    answer = (Client() if name == "account_login" else here).get(address)

    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert name in ("home", "404") or "no-store" in answer["Cache-Control"]


def test_a_partly_signed_in_session_reaches_nothing_by_any_method_or_header() -> None:
    user = builders.user("supervisor")
    here = Client()
    builders.sign_in(here, user)
    session = here.session
    del session["second_factor"]
    session.save()
    person: Person = builders.person()
    for name, arguments in (
        ("home", []), ("lookup", []), ("tasks", []), ("log-search", []), ("person-card", [person.reference]),
        ("mfa_index", []), ("mfa_view_recovery_codes", []), ("mfa_deactivate_totp", []), ("choose-reason", []),
    ):  # fmt: skip
        for method in ("get", "head", "post", "put", "options", "delete"):
            for headers in ({}, {"HX-Request": "true"}, {"X-HTTP-Method-Override": "GET"}):
                answer = getattr(here, method)(reverse(name, args=arguments), headers=headers)
                assert answer.status_code in (302, 405), (name, method)
                assert answer.status_code == 405 or answer["Location"] == reverse("mfa_activate_totp"), (name, method)
