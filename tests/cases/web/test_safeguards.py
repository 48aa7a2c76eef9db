from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Safeguard, SafetyPlanStep, Signposting
from tests import builders
from tests.cases.builders import CANARIES, CANARY_PHONE, Household, act, household, refuge
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db


def addressed(home: Household) -> tuple[str, str]:
    return home.case.reference, home.victim.reference


def typed(home: Household, **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "instruction": "Treat as emergency", "owner": home.owner.pk, "starts_on": today.isoformat(),
        "review_on": (today + timedelta(days=90)).isoformat(),
    } | more  # fmt: skip


def placed(client: Client, home: Household, kind: str, **more: Any) -> Safeguard:
    post(client, "add-safeguard", *addressed(home), kind, **typed(home, **more))
    return Safeguard.objects.latest("pk")


def test_a_kind_is_chosen_first_and_only_what_belongs_to_it_is_asked(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    assert "Continue" in words(get(client, "choose-safeguard", *addressed(home)))

    chosen = post(client, "choose-safeguard", *addressed(home), kind="tecsos")
    form = client.get(chosen.url)

    assert "Which number?" in words(form) and CANARY_PHONE in words(form)
    assert "Which address?" not in words(form) and "adviser" not in form.context["form"].fields
    assert "The line is open: listen" in form.content.decode()
    assert get(client, "add-safeguard", *addressed(home), "spell").status_code == 404


def test_a_protected_number_is_refused_in_the_instruction_and_what_was_typed_stays(
    home: Household, visit: Visit
) -> None:
    client = visit("safeguarding-officer")

    response = post(
        client, "add-safeguard", *addressed(home), "tecsos", **typed(home, instruction=f"Ring {CANARY_PHONE}")
    )

    assert "Take it out" in words(response) and f"Ring {CANARY_PHONE}" in words(response)
    assert not Safeguard.objects.exists()


def test_the_page_shows_the_number_of_a_marker_to_whoever_may_see_it_alone(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    placed(client, home, "tecsos", phone=str(home.phone.pk), device="TS-104")

    assert "TS-104" in words(get(client, "victim", *addressed(home)))
    assert CANARY_PHONE in words(get(client, "victim", *addressed(home)))
    manager = words(get(visit("offender-manager"), "victim", *addressed(home)))
    assert "TS-104" in manager and not [canary for canary in CANARIES if canary in manager]


def test_in_refuge_no_address_or_number_is_offered_for_a_safeguard(visit: Visit) -> None:
    home = household()
    refuge(home.pair, home.officer)

    form = get(visit("safeguarding-officer"), "add-safeguard", *addressed(home), "address_marker")

    assert not [canary for canary in CANARIES if canary in form.content.decode()]
    assert "not shown to me" in words(form)


def test_a_safeguard_is_tested_renewed_and_ended_and_its_history_stays(home: Household, visit: Visit) -> None:
    client, today = visit("safeguarding-officer"), timezone.localdate()
    made = placed(client, home, "alarm", ends_on=(today + timedelta(days=10)).isoformat())
    page = words(get(client, "victim", *addressed(home)))
    assert "Ends soon" in page and "Never tested" in page

    said = {"works": "no", "why": "It stayed silent", "based_on": 1, "tested_on": today.isoformat()}
    post(client, "test-safeguard", *addressed(home), made.pk, **said)
    later = (today + timedelta(days=120)).isoformat()
    renewal = {"why": "New battery", "review_on": later, "ends_on": later, "owner": home.owner.pk, "based_on": 2}
    back = client.get(post(client, "renew-safeguard", *addressed(home), made.pk, **renewal).url)
    assert "The safeguard goes on." in words(back)

    ended = client.get(post(client, "end-safeguard", *addressed(home), made.pk, why="Given back").url)
    page = words(ended)
    assert "Last day" in page and "Why it ended Given back" in page
    assert "Failed. It stayed silent" in page and "renewed by" in page and "put in place by" in page


def test_a_safety_plan_has_steps_with_who_and_by_when(home: Household, visit: Visit) -> None:
    client, today = visit("safeguarding-officer"), timezone.localdate()
    plan = placed(client, home, "safety_plan")
    post(
        client, "add-plan-step", *addressed(home), plan.pk, what="Change the locks", who="Her brother",
        due_on=today.isoformat(),
    )  # fmt: skip
    step = SafetyPlanStep.objects.get()
    builders.allow_writes()
    SafetyPlanStep.objects.update(due_on=today - timedelta(days=1))
    assert "Change the locks Her brother" in words(get(client, "victim", *addressed(home)))
    assert "Overdue" in words(get(client, "victim", *addressed(home)))

    back = client.get(post(client, "do-plan-step", *addressed(home), plan.pk, step.pk, outcome="New locks").url)

    assert "New locks" in words(back) and "Overdue" not in words(back)
    alarm = placed(client, home, "alarm")
    assert get(client, "add-plan-step", *addressed(home), alarm.pk).status_code == 404


def test_what_is_to_be_looked_at_and_what_ends_stands_on_the_owners_list(home: Household, visit: Visit) -> None:
    client, today = visit("safeguarding-officer"), timezone.localdate()
    made = placed(client, home, "tecsos", ends_on=(today + timedelta(days=200)).isoformat())
    builders.allow_writes()
    Safeguard.objects.update(starts_on=today - timedelta(days=50), review_on=today - timedelta(days=1))
    Safeguard.objects.update(ends_on=today)

    owner = builders.sign_in(Client(), home.owner)
    late, now = words(owner.get("/duties?when=overdue")), owner.get("/duties?when=today")

    assert "Look again at: TecSOS phone" in late and "Last day of: TecSOS phone" in words(now)
    assert f"/safeguards/{made.pk}/renew" in now.content.decode()
    assert "TecSOS" not in words(visit("supervisor", "14").get("/duties?whose=team&when=overdue"))


# Support services


def test_the_directory_is_searched_by_need_word_and_language(visit: Visit) -> None:
    client = visit("control-room-specialist")

    stalking, urdu, nothing = (
        words(client.post("/services", typed, follow=True))
        for typed in ({"need": "stalking"}, {"language": "urdu"}, {"words": "unicorn"})
    )

    assert "National Stalking Helpline" in stalking and "Hourglass" not in stalking
    assert "Southall Black Sisters" in urdu and "Galop" not in urdu
    assert "No service fits" in nothing


def test_what_somebody_needs_stands_in_no_address_and_on_no_other_page(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    choosing = f"/cases/{home.case.reference}/victims/{home.victim.reference}/services"

    answer = client.post(choosing, {"need": "stalking"})
    here, elsewhere = words(client.get(choosing)), words(client.get("/services"))

    assert (answer.status_code, answer["Location"]) == (302, choosing)
    assert "Hourglass" not in here and "Hourglass" in elsewhere
    assert "Hourglass" in words(client.get("/services?need=stalking"))


def test_a_local_service_is_offered_in_its_force_alone(visit: Visit) -> None:
    assert "Live Fear Free" in words(visit("supervisor", "60").get("/services"))
    assert "Live Fear Free" not in words(visit("supervisor", "13").get("/services"))


def test_signposting_from_a_case_is_recorded_on_the_victims_page(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    found = get(client, "choose-service", *addressed(home))
    assert f"/victims/{home.victim.reference}/services/galop" in found.content.decode()

    back = client.get(post(client, "signpost", *addressed(home), "galop", way="referred", note="She agrees").url)

    assert "Galop: referred, with their consent by" in words(back)
    assert Signposting.objects.get().pair == home.pair
    assert get(client, "signpost", *addressed(home), "nobody").status_code == 404
    assert act(home.officer)
