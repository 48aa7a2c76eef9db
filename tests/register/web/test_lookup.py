"""The lookup page by Django's client: what is shown, what is logged, and what never stands in an address."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import Membership, Role
from audit.models import Detail, Event
from register.actions import facts
from register.models import Person, Source
from tests.builders import CALL, actor, allow_writes, force, person, sign_in, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def specialist(client: Client) -> Client:
    return sign_in(client, user())


@pytest.fixture
def kowalski() -> Person:
    by = actor()
    kept = person(by, date_of_birth=date(1984, 11, 23))
    facts.add_address(
        kept, actor=by, reason=CALL, source=Source.OFFICER, line_1="14 Abbey Close", town="Leeds", postcode="LS12 3BF",
        police_force=force(),
    )  # fmt: skip
    return kept


def test_lookup_posts_the_terms_and_shows_them_from_an_address_without_them(
    specialist: Client, kowalski: Person
) -> None:
    answer = specialist.post("/lookup", {"q": "kowalsk leeds"})
    page = specialist.get(answer.url).content.decode()

    assert answer.url == "/lookup"
    assert "Marek Kowalski" in page and f"/people/{kowalski.reference}/card" in page
    assert "Understood as" in page
    assert "Abbey" not in page and "LS12 3BF" not in page


@pytest.mark.parametrize("link", ["/lookup?q=kowalski", "/lookup?phone=07700900067"])
def test_a_deep_link_leaves_the_address_at_once(specialist: Client, link: str) -> None:
    answer = specialist.get(link)

    assert (answer.status_code, answer.url) == (302, "/lookup")


def test_live_answers_are_the_list_alone(specialist: Client, kowalski: Person) -> None:
    page = specialist.post("/lookup", {"q": "kowalski"}, headers={"HX-Request": "true"}).content.decode()

    assert "Marek Kowalski" in page and "<html" not in page


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        pytest.param("kowalski", "1 person found", id="somebody"),
        pytest.param("zbigniew wrona", "Nobody found", id="nobody"),
        pytest.param("", "", id="nothing typed"),
    ],
)
def test_a_live_answer_announces_the_count_and_not_the_list(
    specialist: Client, kowalski: Person, terms: str, said: str
) -> None:
    whole = specialist.get("/lookup").content.decode()
    part = specialist.post("/lookup", {"q": terms}, headers={"HX-Request": "true"}).content.decode()

    assert 'id="lookup-said" role="status"></p>\n<div id="results">' in whole
    assert f'<p id="lookup-said" hx-swap-oob="innerHTML">{said}</p>' in part


def test_every_lookup_is_logged_with_its_terms_apart_and_the_references_shown(
    specialist: Client, kowalski: Person
) -> None:
    specialist.post("/lookup", {"q": "kowalski"}, headers={"HX-Request": "true"})

    event = Event.objects.get(code="person.looked_up")
    assert event.references == [kowalski.reference]
    assert event.reason == "live_call"
    assert b"kowalski" not in bytes(event.payload).lower()
    assert Detail.objects.get(event=event, field="terms").value == '"kowalski"'


def test_an_empty_box_says_what_to_do(specialist: Client) -> None:
    page = specialist.post("/lookup", {"q": "  "})

    assert page.status_code == 200
    assert "Type what you know" in page.content.decode()


@pytest.mark.parametrize(
    "terms", ["<script>alert(1)</script>", "=HYPERLINK(1)", "\u202ekowalski", "🙂", "a" * 200], ids=lambda t: t[:12]
)
def test_hostile_terms_are_inert(specialist: Client, terms: str) -> None:
    page = specialist.post("/lookup", {"q": terms}, headers={"HX-Request": "true"}).content.decode()

    assert "<script" not in page


def test_control_characters_are_refused_and_kept_in_the_box(specialist: Client) -> None:
    page = specialist.post("/lookup", {"q": "kow\x07alski"})

    assert page.status_code == 200
    assert "error" in page.content.decode().lower()


def test_an_auditor_may_not_look_people_up(client: Client) -> None:
    auditor = sign_in(client, user("oversight-auditor", force_code=None))

    assert auditor.get("/lookup").status_code == 403
    assert Event.objects.get(code="access.denied").fields["policy"] == "person.look_up"


def test_nobody_found_offers_to_register_from_what_was_typed(specialist: Client) -> None:
    specialist.post("/lookup", {"q": "zbigniew wrona 07700 900123 S25 8GW"})
    form = specialist.get("/people/new").content.decode()

    for typed in ('value="Zbigniew"', 'value="Wrona"', "07700900123", "S25 8GW"):
        assert typed in form


def test_register_with_a_name_alone(specialist: Client) -> None:
    answer = specialist.post(
        "/people/new", {"surname": "Wrona", "sex": "NS", "category": "suspect", "source": "caller"}
    )

    made = Person.objects.get()
    assert answer.url == f"/people/{made.reference}/card"
    assert made.tasks.get().kind == "complete_record"


def test_register_refused_keeps_what_was_typed_and_makes_nobody(specialist: Client) -> None:
    answer = specialist.post(
        "/people/new",
        {
            "forenames": "Zbigniew", "surname": "Wrona", "sex": "NS", "category": "suspect", "source": "caller",
            "pnc": "nonsense", "plate": "BS61 HSC",
        },
    )  # fmt: skip
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "A PNC ID is a year" in page and 'value="Wrona"' in page and 'value="BS61 HSC"' in page
    assert not Person.objects.exists()


# Deep links


def lookups() -> list[str]:
    return list(Detail.objects.filter(event__code="person.looked_up", field="terms").values_list("value", flat=True))


@pytest.mark.parametrize(
    ("link", "terms"),
    [
        pytest.param("?phone=%2B447700900067", "+447700900067", id="plus encoded"),
        pytest.param("?phone=+447700900067", "447700900067", id="plus become a space"),
        pytest.param("?phone=%252B447700900067", "+447700900067", id="plus encoded twice"),
        pytest.param("?phone=07700%20900067", "07700 900067", id="space"),
        pytest.param("?q=kowalski&phone=07700900067", "kowalski 07700900067", id="both"),
        pytest.param("?phone=07700900067&q=kowalski+leeds", "kowalski leeds 07700900067", id="both, swapped"),
    ],
)
def test_a_deep_link_finds_the_caller(specialist: Client, kowalski: Person, link: str, terms: str) -> None:
    facts.add_phone(kowalski, actor=actor(), reason=CALL, source=Source.OFFICER, number="07700 900067")

    page = specialist.get(f"/lookup{link}", follow=True, headers={"Sec-Fetch-Site": "none"})

    assert page.redirect_chain == [("/lookup", 302)]
    assert "Marek Kowalski" in page.content.decode()
    assert lookups() == [f'"{terms}"']


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_on_another_site_fills_the_box_and_logs_nothing(specialist: Client, kowalski: Person, site: str) -> None:
    page = specialist.get("/lookup?q=kowalski", follow=True, headers={"Sec-Fetch-Site": site})

    assert page.redirect_chain == [("/lookup", 302)]
    assert 'value="kowalski"' in page.content.decode() and "press Look up" in page.content.decode()
    assert "Marek Kowalski" not in page.content.decode()
    assert lookups() == []
    assert 'value="kowalski"' not in specialist.get("/lookup").content.decode(), "it is offered once"


def test_a_link_on_another_site_leaves_what_is_being_looked_up(specialist: Client, kowalski: Person) -> None:
    specialist.post("/lookup", {"q": "kowalski"})
    specialist.get("/lookup?q=wrona", headers={"Sec-Fetch-Site": "cross-site"})
    specialist.get("/lookup")

    assert "Marek Kowalski" in specialist.get("/lookup").content.decode()


def test_a_deep_link_waits_for_the_reason_without_its_terms_in_the_address(client: Client, kowalski: Person) -> None:
    who = user("professional-standards")
    allow_writes()
    Membership.objects.create(user=who, role=Role.objects.get(code="supervisor"), starts_on=date(2020, 1, 1))
    both = sign_in(client, who)

    answer = both.get("/lookup?q=kowalski", follow=True)

    assert "kowalski" not in " ".join(address for address, _ in answer.redirect_chain)
    assert answer.redirect_chain[-1][0].startswith("/account/reason")
    both.post(answer.redirect_chain[-1][0], {"reason": "supervision", "next": "/lookup"})
    assert "Marek Kowalski" in both.get("/lookup").content.decode()
