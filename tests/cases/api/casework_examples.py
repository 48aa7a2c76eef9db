"""Examples of the rows of cases, victims, safeguards and children."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cases.actions import case_life, cases, children, protection, safeguards
from cases.models import Child, SafeContactRule, Safeguard, SafetyPlanStep, SupportService
from tests import builders
from tests.cases.api.example import WHY, Example, by
from tests.cases.builders import Household, refuge

OFFICER = "safeguarding-officer"
ATTENDED = datetime(2026, 11, 24, 21, 10, tzinfo=UTC)


def case(home: Household) -> dict[str, Any]:
    return {"reference": home.case.reference}


def victim(home: Household) -> dict[str, Any]:
    return case(home) | {"victim": home.victim.reference}


def without_a_case(home: Household) -> dict[str, Any]:
    return {"reference": builders.person(home.officer, surname="Marsh").reference}


def closed(home: Household) -> dict[str, Any]:
    cases.close_case(home.case, why=WHY, **by())
    return case(home)


def with_rule(home: Household) -> dict[str, Any]:
    protection.set_safe_contact(home.pair, what_to_say="It is the library", **by())
    return victim(home)


def left_refuge(home: Household) -> dict[str, Any]:
    refuge(home.pair, home.officer)
    protection.set_safe_contact(home.pair, is_in_refuge=False, **by())
    return victim(home)


def protected(home: Household, kind: str = "alarm") -> dict[str, Any]:
    safeguards.add_safeguard(
        home.pair, kind=Safeguard.Kind(kind), instruction="Send officers", owner=home.owner,
        starts_on=date(2026, 11, 20), review_on=date(2027, 2, 1), **by(),
    )  # fmt: skip
    return victim(home)


def planned(home: Household) -> dict[str, Any]:
    return protected(home, "safety_plan")


def with_step(home: Household) -> dict[str, Any]:
    there = planned(home)
    plan = Safeguard.objects.get(pair=home.pair)
    safeguards.add_step(
        home.pair, plan=plan, what="Change the locks", who="Her brother", due_on=date(2026, 12, 4), **by()
    )
    return there


def with_service(home: Household) -> dict[str, Any]:
    SupportService.objects.update_or_create(
        code="galop", defaults={"name": "Galop", "what_it_does": "Listens", "source": "Their own page"}
    )
    return victim(home)


def with_child(home: Household) -> dict[str, Any]:
    cases.add_child(home.case, name="Ravi Kaur", date_of_birth=date(2019, 5, 2), **by())
    return case(home)


def to_tell(home: Household) -> dict[str, Any]:
    with_child(home)
    attended = children.Attended(ATTENDED, "13/4471", voice="He hid")
    notice = children.ask_for_notice(home.case, attended=attended, child=Child.objects.get(case=home.case), **by())
    return {"reference": notice.reference}


def another_owner(home: Household) -> dict[str, Any]:
    case_life.reassign_case(home.case, owner=builders.user("supervisor"), why=WHY, **by())
    return case(home)


EXAMPLES = {
    "api-open-case": Example(without_a_case, {"owner": "{owner}"}),
    "api-reassign-case": Example(another_owner, {"owner": "{owner}", "why": "Back from leave"}),
    "api-review-case": Example(case, {"words": "She has moved; the alarm is in place"}),
    "api-reopen-case": Example(closed, {"owner": "{owner}", "why": "He was seen at her work"}),
    "api-close-case": Example(case, {"why": "He has died"}),
    "api-add-victim": Example(
        case, {"new_victim": {"forenames": "Mina", "surname": "Shah"}, "relationship": "ex_intimate_partner"}
    ),
    "api-change-pair": Example(
        victim,
        {
            "relationship": "ex_spouse", "person_role": "suspect", "victim_role": "victim", "starts_on": "2019-03-01",
            "ends_on": None, "why": "She says that they were married",
        },
    ),
    "api-end-pair": Example(victim, {"ends_on": "2026-11-20", "why": "She has left him"}),
    "api-set-safe-contact": Example(
        victim,
        {
            "channel": "phone", "safe_time": {"days": [1, 3], "begins": "09:00", "ends": "15:30"},
            "code_word": "Marigold", "what_to_say": "It is the library", "based_on": 0,
        },
    ),
    "api-confirm-safe-contact": Example(with_rule, {"based_on": "{rule}"}),
    "api-decide-after-refuge": Example(left_refuge, {"why": "She asks for it", "open_phones": ["{phone}"]}),
    "api-add-safeguard": Example(
        victim,
        {
            "kind": "alarm", "instruction": "Send officers", "owner": "{owner}", "starts_on": "2026-11-25",
            "review_on": "2027-02-01", "particulars": {"address": "{address}", "device": "A-17"},
        },
    ),
    "api-renew-safeguard": Example(
        protected,
        {
            "safeguard": "{safeguard}", "review_on": "2027-03-01", "ends_on": None, "owner": "{owner}",
            "why": "She is still afraid", "based_on": 1,
        },
    ),
    "api-test-safeguard": Example(
        protected,
        {"safeguard": "{safeguard}", "tested_on": "2026-11-25", "works": True, "why": "Pressed it", "based_on": 1},
    ),
    "api-end-safeguard": Example(protected, {"safeguard": "{safeguard}", "why": "She has a phone now"}),
    "api-add-plan-step": Example(
        planned, {"plan": "{safeguard}", "what": "Change the locks", "who": "Her brother", "due_on": "2026-12-04"}
    ),
    "api-do-plan-step": Example(with_step, {"step": "{step}", "outcome": "Changed on Monday"}),
    "api-signpost": Example(with_service, {"service": "galop", "way": "referred", "note": "They ring her"}),
    "api-add-child": Example(case, {"name": "Ravi Kaur", "date_of_birth": "2019-05-02"}),
    "api-set-school": Example(
        with_child, {"child": "{child}", "education": "school", "name": "Hill Primary", "lead": "J. Marsh"}
    ),
    "api-ask-for-notice": Example(
        with_child,
        {
            "attended": {"at": "2026-11-24T21:10:00+00:00", "police_reference": "13/4471", "voice": "He hid"},
            "child": "{child}",
        },
    ),
    "api-send-notice": Example(to_tell, {"means": "telephone"}),
    "api-excuse-notice": Example(to_tell, {"why_not": "The school was there"}),
}  # fmt: skip
MADE = {
    "{owner}": lambda home: home.owner.reference,
    "{rule}": lambda home: SafeContactRule.objects.in_force().get(person=home.victim).pk,
    "{phone}": lambda home: home.phone.pk,
    "{address}": lambda home: home.address.pk,
    "{safeguard}": lambda home: Safeguard.objects.get(pair=home.pair).pk,
    "{step}": lambda home: SafetyPlanStep.objects.get(safeguard__pair=home.pair).pk,
    "{child}": lambda home: Child.objects.get(case=home.case).pk,
}
