from __future__ import annotations

import pytest

from audit.models import Event
from cases.models import Case, CounterAllegation, Pair
from tests import builders
from tests.cases.builders import CANARY_LINE, Household, act, stand_as_one
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db
NEW = {"sex": "NS", "relationship": "spouse"}


def addressed(home: Household) -> tuple[str, str]:
    return home.case.reference, home.victim.reference


def test_adding_somebody_new_asks_nothing_about_aggressors(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    assert "primary aggressor" not in words(get(client, "add-victim", home.case.reference))

    done = post(client, "add-victim", home.case.reference, forenames="Bronwen", starts_on="2020-01-02", **NEW)

    assert "From 2 January 2020" in words(client.get(done.url))


def test_somebody_known_in_the_other_role_is_shown_with_the_history_and_nothing_typed_is_lost(
    home: Household, visit: Visit
) -> None:
    other = builders.person(forenames="Asha", surname="Kaur")
    client = visit("safeguarding-officer")

    asked = words(post(client, "add-victim", home.case.reference, reference=other.reference, **NEW))

    assert "This person is known in the other role" in asked
    assert "Who is the primary aggressor?" in asked and "Could an injury come from defending oneself" in asked
    shown = Event.objects.get(code="case.other_role_read", subject_ref=other.reference)
    assert shown.outcome == "done"
    assert not Pair.objects.filter(victim=other).exists()


def test_the_reasoning_stands_on_the_victims_page_and_on_the_supervisors_list(home: Household, visit: Visit) -> None:
    other = builders.person(builders.actor("safeguarding-officer"), forenames="Asha", surname="Kaur")
    client = visit("safeguarding-officer")
    said = {"afraid": f"She is, since {CANARY_LINE}", "primary": "person", "injuries": "Bites on his arm"}
    done = post(client, "add-victim", home.case.reference, reference=other.reference, **NEW, **said)

    page = words(client.get(done.url))
    assert "Counter-allegation: known as having abused, entered as harmed." in page
    assert "Primary aggressor: the person the case is about" in page and "Bites on his arm" in page
    listed = words(get(visit("supervisor"), "counter-allegations"))
    assert "Known as having abused, entered as harmed" in listed and home.case.reference in listed
    assert "Asha" not in listed and "Bites" not in listed
    assert "None are recorded" in words(get(visit("supervisor", "14"), "counter-allegations"))
    assert get(client, "counter-allegations").status_code == 403
    manager = words(get(visit("offender-manager"), "victim", home.case.reference, other.reference))
    assert CANARY_LINE in words(client.get(done.url)) and CANARY_LINE not in manager


def test_opening_a_case_about_somebody_known_as_harmed_asks_first(home: Household, visit: Visit) -> None:
    suspect = builders.person(builders.actor("safeguarding-officer"), forenames="Asha", surname="Kaur")
    stand_as_one(home.victim, suspect)
    client = visit("safeguarding-officer")
    shown = words(get(client, "open-case", suspect.reference))
    assert "This person is known in the other role" in shown and "Entered as harmed by Marek Kowalski" in shown

    typed = {"owner": home.owner.pk}
    assert "Say who is afraid of whom" in words(post(client, "open-case", suspect.reference, **typed))
    post(client, "open-case", suspect.reference, **typed, afraid="She is")

    assert CounterAllegation.objects.get().case == Case.objects.get(person=suspect)


def test_a_change_and_an_end_leave_their_history_on_the_page(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    form = get(client, "change-pair", *addressed(home)).context["form"]
    typed = {"relationship": "spouse", "person_role": "suspect", "victim_role": "victim", "why": "She told me"}

    changed = post(client, "change-pair", *addressed(home), **typed, version=form["version"].value())
    late = post(client, "change-pair", *addressed(home), **typed, version=form["version"].value())
    ended = post(client, "end-pair", *addressed(home), ends_on="2026-05-01", why="She left", version=2)

    page = words(client.get(ended.url))
    assert changed.status_code == 302
    assert "Somebody else changed this record" in words(late)
    assert "Leaving is when the danger is greatest" in page
    assert "Until 1 May 2026" in page
    assert "Former partner. suspect and victim" in page and "The relationship ended" not in page


def test_a_victim_out_of_reach_is_as_absent(home: Household, visit: Visit) -> None:
    assert get(visit("safeguarding-officer", "14"), "victim", *addressed(home)).status_code == 404
    assert get(visit(), "victim", *addressed(home)).status_code in (403, 404)


def test_reading_the_page_is_logged(home: Household, visit: Visit) -> None:
    get(visit("offender-manager"), "victim", *addressed(home))

    assert Event.objects.get(code="victim.protection_read").subject_ref == home.victim.reference
    assert act(home.officer)


def test_a_role_is_turned_round_once_it_is_said_who_is_afraid(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    typed = {
        "relationship": "ex_intimate_partner", "person_role": "suspect", "victim_role": "suspect", "why": "He says so",
        "version": home.pair.version,
    }  # fmt: skip
    assert "primary aggressor" not in words(get(client, "change-pair", *addressed(home)))

    asked = words(post(client, "change-pair", *addressed(home), **typed))
    done = post(client, "change-pair", *addressed(home), afraid="She is afraid of him", **typed)

    assert "The roles turn round." in asked and "Who is the primary aggressor?" in asked and "He says so" in asked
    assert done.status_code == 302
    assert CounterAllegation.objects.get().pair == home.pair
