"""Every stored day on which something is due: worked out again at night, chosen by a person, or history."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models

from register.duties.checking import CHECKS

NAMED = re.compile(
    r"due_(on|at)$|review_on$|next_|confirm_by|look_on|reassess_at|lowered_until|again_from|flag_ends|hear_by"
)
OF_ITS_ROW, CHOSEN, HISTORY = "clocks of single rows", "chosen by a person", "history, never changed"
TAKEN = "taken over from what it reminds of"
WHO: dict[str, str] = {
    "cases.Case.next_review_on": CHOSEN,
    "cases.CaseChange.next_review_on": HISTORY,
    "cases.CaseRisk.due_on": OF_ITS_ROW,
    "cases.CaseRisk.lowered_until_on": "the day on which two people agreed plus the days of the law; swept when past",
    "cases.CaseRisk.reassess_at": "the earlier of two incidents, of which the later leaves no trace",
    "cases.CaseRisk.review_on": CHOSEN,
    "cases.Disclosure.due_on": "requests under the disclosure scheme",
    "cases.Disclosure.next_due_on": "requests under the disclosure scheme",
    "cases.Lowering.due_on": OF_ITS_ROW,
    "cases.MeetingAction.due_on": CHOSEN,
    "cases.MeetingReferral.flag_ends_on": "flags of cases that MARAC has heard",
    "cases.MeetingReferral.hear_by_on": "the day of its referral plus the days of practice; nothing moves it",
    "cases.NearAlert.due_at": OF_ITS_ROW,
    "cases.PriorityStanding.look_on": "priority list",
    "cases.RiskAssessment.review_on": HISTORY,
    "cases.SafeContactRule.confirm_by_on": OF_ITS_ROW,
    "cases.Safeguard.review_on": CHOSEN,
    "cases.SafeguardChange.review_on": HISTORY,
    "cases.SafetyPlanStep.due_on": CHOSEN,
    "cases.SchoolNotice.due_at": OF_ITS_ROW,
    "cases.SchoolNotice.due_on": OF_ITS_ROW,
    "cases.VictimUpdate.due_on": "victims to be told",
    "register.Alert.due_at": OF_ITS_ROW,
    "register.BrokenGlass.review_due_at": OF_ITS_ROW,
    "register.DangerMarker.review_on": CHOSEN,
    "register.Disposal.due_on": HISTORY,
    "register.Disposal.log_due_on": OF_ITS_ROW,
    "register.IndefiniteReview.acknowledgement_due_on": OF_ITS_ROW,
    "register.IndefiniteReview.again_from_on": "years that a decision names",
    "register.IndefiniteReview.appeal_due_on": HISTORY,
    "register.IndefiniteReview.decision_due_on": OF_ITS_ROW,
    "register.IndefiniteReview.information_due_on": OF_ITS_ROW,
    "register.LegalHold.review_on": CHOSEN,
    "register.ManagementTransfer.due_at": OF_ITS_ROW,
    "register.Match.due_at": "the moment at which the pair last grew more urgent, which is not kept",
    "register.MisuseAlert.due_on": OF_ITS_ROW,
    "register.Notice.due_on": TAKEN,
    "register.NotificationDuty.due_at": "notification duties",
    "register.NotificationDuty.due_on": "notification duties",
    "register.OrderBreach.court_due_at": OF_ITS_ROW,
    "register.PersonGrant.review_on": "professional standards, on a page of their own, soonest first",
    "register.PlanAction.due_on": CHOSEN,
    "register.PlanActionChange.due_on": HISTORY,
    "register.ProtectiveOrder.decision_due_at": OF_ITS_ROW,
    "register.ProtectiveOrder.hearing_due_at": OF_ITS_ROW,
    "register.ProtectiveOrder.next_check_on": "moved on by the sweep of orders, day by day",
    "register.ReasonSample.due_on": OF_ITS_ROW,
    "register.Registration.next_review_on": OF_ITS_ROW,
    "register.Registration.next_visit_on": "visits and plans",
    "register.Registration.plan_due_on": "visits and plans",
    "register.RegistrationReview.next_review_on": HISTORY,
    "register.RegistrationReview.was_due_on": HISTORY,
    "register.RetentionClock.look_on": "reviews of records",
    "register.RetentionClock.review_due_on": "reviews of records",
    "register.RetentionReview.due_on": HISTORY,
    "register.RetentionReview.next_review_on": CHOSEN,
    "register.Task.due_on": TAKEN,
    "register.Task.first_due_on": HISTORY,
    "register.TaskStatusChange.due_on": HISTORY,
    "register.UnroutedAlert.due_at": OF_ITS_ROW,
    "register.Watch.due_on": TAKEN,
    "register.Watch.next_on": "moved on by the sweep that reminds",
}


def stored_days() -> set[str]:
    ours = (each for each in apps.get_models() if each._meta.app_label in ("register", "cases", "accounts"))
    return {
        f"{model._meta.label}.{each.name}" for model in ours for each in model._meta.local_fields
        if isinstance(each, models.DateField) and NAMED.search(each.name)
    }  # fmt: skip


def test_every_stored_day_says_who_looks_at_it_again() -> None:
    assert stored_days() == WHO.keys()


@pytest.mark.parametrize("check", sorted({each for each in WHO.values() if each in CHECKS}))
def test_checks_that_are_named_run(check: str) -> None:
    assert callable(CHECKS[check])


def test_no_check_looks_at_nothing() -> None:
    assert CHECKS.keys() == {each for each in WHO.values() if each in CHECKS}
