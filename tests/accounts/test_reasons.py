"""Why somebody works in the register."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.test import RequestFactory

from accounts import reasons
from accounts.actor import Actor
from accounts.models import Role
from audit.core.entry import Reason
from tests.accounts.conftest import Visitor


def request_of(*roles: str, **kept: str):
    request = RequestFactory().get("/")
    request.actor = Actor(ref="U-1", roles=roles)
    request.session = SessionStore()
    request.session[reasons.SESSION_KEY] = kept
    return request


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("control-room-specialist", "live_call"),
        ("offender-manager", "offender_management"),
        ("safeguarding-officer", "safeguarding"),
        ("supervisor", "supervision"),
        ("force-administrator", "record_keeping"),
        ("professional-standards", "professional_standards"),
        ("partner-agency", "shared_case"),
        ("oversight-auditor", "oversight"),
        ("national-desk", "national_desk"),
    ],
)
def test_each_role_begins_with_its_reason(role: str, code: str) -> None:
    assert reasons.reason_of(request_of(role)) == Reason(code)


def test_every_role_that_people_hold_has_a_reason_from_the_start(db) -> None:
    without = [
        role.code for role in Role.objects.exclude(code="force-system") if reasons.preset_of([role.code]) is None
    ]

    assert without == []


def test_roles_that_disagree_must_choose() -> None:
    with pytest.raises(reasons.ReasonNotChosen):
        reasons.reason_of(request_of("supervisor", "force-administrator"))


def test_a_chosen_reason_carries_its_incident_and_words() -> None:
    call = request_of("control-room-specialist", code="live_call", incident="1234/26", words="ignored elsewhere")

    assert reasons.reason_of(call) == Reason("live_call", "Incident 1234/26; ignored elsewhere")
    assert reasons.incident_of(call) == "1234/26"


def test_an_incident_belongs_to_a_live_call_only() -> None:
    inquiry = request_of("control-room-specialist", code="investigation", incident="1234/26", words="Operation Larch")

    assert reasons.reason_of(inquiry) == Reason("investigation", "Operation Larch")
    assert reasons.incident_of(inquiry) == ""


@pytest.mark.parametrize("code", ["oversight", "system", "no-such-code", ""], ids=repr)
def test_a_reason_that_the_roles_do_not_allow_is_not_used(code: str) -> None:
    assert reasons.reason_of(request_of("control-room-specialist", code=code, words="x")) == Reason("live_call")


def test_titles_for_readers_of_the_log() -> None:
    assert reasons.title_of("live_call") == "Live call"
    assert reasons.title_of("code-of-another-day") == "code-of-another-day"


def test_choosing_a_reason_shows_it_in_the_header(visitor: Visitor) -> None:
    visitor.sign_in()

    answer = visitor.client.post("/account/reason", {"reason": "live_call", "incident": "77/26", "next": "/account"})

    assert answer["Location"] == "/account"
    assert "Live call 77/26" in visitor.client.get("/account").content.decode()


def test_the_incident_is_cleared_by_leaving_it_empty(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.client.post("/account/reason", {"reason": "live_call", "incident": "77/26"})

    visitor.client.post("/account/reason", {"reason": "live_call", "incident": ""})

    assert "77/26" not in visitor.client.get("/account").content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param({}, "Answer this question", id="nothing chosen"),
        pytest.param({"reason": "oversight"}, "Select one of the options", id="another role's"),
        pytest.param({"reason": "investigation"}, "Say which investigation", id="no words"),
        pytest.param(
            {"reason": "live_call", "incident": "<script>"}, "Enter an incident number", id="hostile incident"
        ),
    ],
)
def test_a_reason_that_is_not_whole_is_asked_again(visitor: Visitor, typed: dict[str, str], says: str) -> None:
    visitor.sign_in()

    page = visitor.client.post("/account/reason", typed).content.decode()

    assert says in page
    assert "<script>" not in page.replace("&lt;script&gt;", "").replace('<script src="', "")


@pytest.mark.parametrize("address", ["https://evil.example.org/", "//evil.example.org", "javascript:alert(1)"])
def test_choosing_leads_to_no_other_site(visitor: Visitor, address: str) -> None:
    visitor.sign_in()

    answer = visitor.client.post("/account/reason", {"reason": "live_call", "next": address})

    assert answer["Location"] == "/"
