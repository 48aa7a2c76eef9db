"""Text that was meant to break something is refused in words, or stored and shown as nothing but text."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.cases.builders import Household
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db

STORED = {
    "markup": '<script>alert("x")</script><img src=x onerror=alert(1)>',
    "formula": '=HYPERLINK("http://example.invalid","x")',
    "template": "{{ 7|add:7 }} {% debug %}",
    "emoji": "👩‍👧 Zoë Ł",
    "right to left": "سمير \u202eevil\u202c",
    "quote": "O'Brien\"; DROP TABLE register_person; --",
}
REFUSED = {
    "NUL": "a\x00b",
    "control character": "a\x07b",
    "ten thousand characters": "x" * 10_240,
}
SHORT = {"markup": "<script>", "quote": "\"'<b>"}

# (page, whose, the field, what else the form needs, the longest text it takes)
FIELDS = [
    ("record-sighting", "person", "place", {}, 200),
    ("record-sighting", "person", "note", {}, 2000),
    ("record-sighting", "person", "phone", {}, 60),
    ("record-sighting", "person", "incident_number", {"note": "x"}, 40),
    ("add-name", "person", "forenames", {"kind": "alias", "source": "caller"}, 120),
    ("add-name", "person", "surname", {"kind": "current", "source": "caller"}, 120),
    ("add-address", "person", "line_1", {"kind": "home", "source": "caller", "protection": "open"}, 200),
    ("add-address", "person", "town", {"kind": "found", "source": "caller", "protection": "open"}, 100),
    ("add-address", "person", "postcode", {"kind": "found", "source": "caller", "protection": "open"}, 10),
    ("add-phone", "person", "number", {"source": "caller", "protection": "open"}, 60),
    ("add-vehicle", "person", "mark", {"source": "caller"}, 12),
    ("add-vehicle", "person", "description", {"mark": "BM23 JPF", "source": "caller"}, 120),
    ("add-identifier", "person", "text", {"kind": "nino", "source": "caller"}, 60),
    ("add-victim", "case", "forenames", {"sex": "NS", "relationship": "not_known"}, 120),
    ("add-child", "case", "name", {}, 120),
    ("add-child", "case", "note", {"name": "Ravi"}, 300),
    ("set-risk", "case", "judgement", {"level": "high"}, 4000),
    ("raise-risk", "person", "words", {"level": "high"}, 2000),
    ("set-safe-contact", "pair", "code_word", {"channel": "text"}, 60),
    ("set-safe-contact", "pair", "what_to_say", {"channel": "text"}, 300),
]


def address_of(home: Household, whose: str) -> tuple[str, ...]:
    return {
        "person": (home.person.reference,),
        "case": (home.case.reference,),
        "pair": (home.case.reference, home.victim.reference),
    }[whose]


@pytest.mark.parametrize(("page", "whose", "field", "rest", "longest"), FIELDS, ids=[f"{f[0]} {f[2]}" for f in FIELDS])
def test_hostile_text(page: str, whose: str, field: str, rest: dict[str, Any], longest: int, home: Household) -> None:
    client = builders.sign_in(Client(), builders.user("supervisor"))
    where = address_of(home, whose)

    for text in {**STORED, **SHORT}.values():
        response = post(client, page, *where, **rest, **{field: text})
        assert response.status_code in (200, 302), text
        assert_inert(response.content)
    for text in REFUSED.values():
        response = post(client, page, *where, **rest, **{field: text})
        assert response.status_code == 200, text[:20]
        assert "There is a problem" in words(response)
        assert_inert(response.content)

    for shown in (
        get(client, "person-card", home.person.reference),
        get(client, "person-record", home.person.reference),
        get(client, "case", home.case.reference),
    ):
        assert shown.status_code == 200
        assert_inert(shown.content)


def assert_inert(page: bytes) -> None:
    """No tag of the hostile text is a tag, and no template of it was run."""
    assert b"<script>" not in page
    assert b"<img" not in page
    assert b"<b>" not in page
    assert b"14 " not in page.split(b"7|add:7")[0][-40:]


def test_hostile_references_are_as_absent(home: Household) -> None:
    client = builders.sign_in(Client(), builders.user())
    absent = get(client, "person-card", "DAR-0000-0000")

    for reference in ("' OR 1=1 --", "<script>", "%00", "x" * 3000, "DAR-0000-0000\n"):
        response = get(client, "person-card", reference)
        assert (response.status_code, response.content) == (404, absent.content)
