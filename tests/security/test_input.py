"""Hostile input: an answer at once, never a bug's page, and nothing of it in a log line."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.cases.builders import household

pytestmark = pytest.mark.django_db

HOSTILE = {
    "NUL": "Ko\x00walski",
    "only-NUL": "\x00",
    "right-to-left": "\u202eiksilawoK",
    "zero-width": "\u200b\u200d\ufeff",
    "formula": '=HYPERLINK("http://example.org")',
    "markup": "</script><img src=x onerror=alert(1)>",
    "10-kB": "K" * 10_000,
    "astral": "\U0001f469" * 200,
    "combining": "a" + "\u0301" * 2_000,
    "percent": "%s%s%n{0}{{ 7*7 }}",
    "non-character": "\uffff\ufffe",
    "surrogate-escape": "\\ud800",
}
# Tried in each field alone as well, where the rest of the form is right.
ALONE = {HOSTILE[each] for each in ("NUL", "markup", "zero-width", "non-character")}
each_hostile = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


@pytest.fixture
def supervisor(db: None) -> Client:
    return builders.sign_in(Client(), builders.user("supervisor"))


@each_hostile
def test_lookup_survives(supervisor: Client, text: str) -> None:
    typed = supervisor.post(reverse("lookup"), {"q": text}, follow=True)
    linked = supervisor.get(reverse("lookup"), {"q": text}, follow=True)
    again = supervisor.get(reverse("lookup"))

    assert {typed.status_code, linked.status_code, again.status_code} == {200}
    assert "<img src=x" not in typed.content.decode() + linked.content.decode()


PAGES = {
    "register-person": ("forenames", "surname", "phone", "line_1", "town", "postcode", "plate", "pnc", "source", "sex"),
    "add-name": ("forenames", "surname", "kind", "source"),
    "add-address": ("line_1", "line_2", "town", "postcode", "police_force", "protection", "kind"),
    "add-phone": ("number", "protection"),
    "add-vehicle": ("mark", "description"),
    "add-identifier": ("text", "kind"),
    "add-danger-marker": ("narrative", "signal"),
    "record-sighting": ("place", "phone", "note", "incident_number"),
    "correct-person": ("forenames", "surname", "seen", "version", "sex", "subject_category"),
    "record-order": ("kind", "court", "reference_number", "ends_when", "certificate_sha256"),
    "propose-registration": ("gate", "gate_reason", "proportionality", "risk_of_serious_harm", "regime"),
    "open-case": ("owner", "next_review_on_0"),
    "add-victim": ("reference", "forenames", "surname", "relationship"),
    "add-child": ("name", "note"),
    "set-risk": ("judgement", "level", "instrument"),
    "raise-risk": ("level", "words"),
    "set-safe-contact": ("channel", "code_word", "hours", "what_to_say", "based_on"),
    "change-pair": ("relationship", "person_role", "why", "version"),
    "add-safeguard": ("instruction", "owner", "phone", "device", "supplier"),
}
VALID = {
    "sex": "M", "source": "officer", "kind": "alias", "protection": "open", "category": "suspect", "version": "1",
    "seen": "x", "subject_category": "suspect", "based_on": "0", "channel": "phone", "relationship": "spouse",
    "level": "high", "judgement": "x", "starts_on_0": "1",
    "starts_on_1": "11", "starts_on_2": "2026", "review_on_0": "1", "review_on_1": "2", "review_on_2": "2027",
    "made_on_0": "1", "made_on_1": "11", "made_on_2": "2026", "surname": "Kowalski", "name": "Ravi",
}  # fmt: skip
KINDS = {"add-address": "home", "add-identifier": "pnc", "record-order": "DAPO"}
OF_VICTIM = ("set-safe-contact", "change-pair", "add-safeguard")


@pytest.mark.parametrize("name", PAGES)
@each_hostile
def test_no_form_breaks(supervisor: Client, name: str, text: str) -> None:
    home = household()
    person, case, victim = home.person.reference, home.case.reference, home.victim.reference
    of_case = name in ("add-victim", "add-child", "set-risk", *OF_VICTIM)
    arguments = {"reference": case if of_case else person}
    if name in OF_VICTIM:
        arguments["victim"] = victim
    if name == "add-safeguard":
        arguments["kind"] = "tecsos"
    address = reverse(name, kwargs=arguments if name != "register-person" else {})
    everything = dict.fromkeys(PAGES[name], text)
    valid = VALID | ({"kind": KINDS[name]} if name in KINDS else {})

    answers = [supervisor.post(address, everything)]
    for field in PAGES[name] if text in ALONE else ():
        answers.append(supervisor.post(address, valid | {field: text}))
        answers.append(supervisor.get(answers[-1]["Location"]) if answers[-1].status_code == 302 else answers[-1])

    assert {answer.status_code for answer in answers} <= {200, 302}
    assert not any(b"<img src=x" in answer.content for answer in answers)


@pytest.mark.parametrize("name", ["alerts", "tasks", "feeds", "users", "log-search"])
@each_hostile
def test_no_query_breaks_a_list(db: None, name: str, text: str) -> None:
    role = {"feeds": "force-administrator", "users": "force-administrator"}.get(name, "supervisor")
    here = builders.sign_in(Client(), builders.user(role))
    asked = dict.fromkeys(("page", "box", "state", "team", "record", "by", "operation", "since_on_0", "after"), text)
    for key, value in asked.items():
        assert here.get(reverse(name), {key: value}).status_code in (200, 404), key
        assert here.get(reverse(name), {key: value}, headers={"HX-Request": "true"}).status_code in (200, 204, 404)


@pytest.mark.parametrize("name", ["person-card", "case", "alert", "task", "feed-run", "who-looked"])
@each_hostile
def test_no_reference_breaks_a_page(supervisor: Client, name: str, text: str) -> None:
    from urllib.parse import quote

    address = reverse(name, args=["REFERENCE"]).replace("REFERENCE", quote(text, safe=""))

    assert supervisor.get(address).status_code in ((200, 404) if name == "who-looked" else (404,))


def test_too_many_fields_are_refused(supervisor: Client) -> None:
    assert supervisor.post(reverse("lookup"), {f"f{n}": "x" for n in range(1_000)}).status_code == 400


def test_a_huge_body_is_refused(supervisor: Client) -> None:
    answer = supervisor.post(
        reverse("lookup"), data=b"q=" + b"K" * 3_000_000, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("body", [b"\xff\xfe\xfa", b"q=%ff%fe", b"q=%ed%a0%80"], ids=["bad", "bad-utf-8", "surrogate"])
def test_bad_utf_8_breaks_nothing(supervisor: Client, body: bytes) -> None:
    answer = supervisor.post(reverse("lookup"), data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in (200, 302, 400)
    assert supervisor.get(reverse("lookup")).status_code == 200
