"""The integrity checks of casework: cases, safeguards and disclosures with a live owner and a day, and victims who are
protected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import absence
from cases import policies
from cases.models import Case, Disclosure, DisclosureStop, NearAlert, Pair, RiskAssessment, SafeContactRule, Safeguard
from cases.owners import OWNING_ROLES
from cases.rules.case_review import latest_case_review
from register.integrity.checks import CHECKS, Check, Found, Severity, rows
from register.models import Address, Phone, Protection
from register.policies import SEE_PERSON
from register.readers import Readers

SEE_CASE, SEE_DISCLOSURE = "case.see", "disclosure.see"


def _owners_gone(at: datetime) -> Iterable[Found]:
    today = timezone.localdate(at)
    posted = absence.in_post(on=today).holding(*OWNING_ROLES, on=today)
    live = posted.filter(pk=OuterRef("owner"), force=OuterRef("force"))
    return rows(Case.objects.open().exclude(Exists(live)), force="force", argument="reference")


def _days_too_far(at: datetime) -> Iterable[Found]:
    """Further than the longest clock allows, counted from today: the case was pushed out of sight."""
    furthest = latest_case_review("standard", on=timezone.localdate(at)).due_on
    return rows(Case.objects.open().filter(next_review_on__gt=furthest), force="force", argument="reference")


def _twice_open(at: datetime) -> Iterable[Found]:
    """Two open cases of one force about one human being, whose records were joined."""
    group = Coalesce("person__lead", "person")
    others = Case.objects.open().annotate(group=group).filter(
        group=OuterRef("group"), force=OuterRef("force"), pk__lt=OuterRef("pk")
    )  # fmt: skip
    joined = Case.objects.open().annotate(group=group).filter(Exists(others))
    return rows(joined, force="force", argument="reference")


def _about_disposed(at: datetime) -> Iterable[Found]:
    return rows(Case.objects.open().filter(person__disposed_at__isnull=False), force="force", argument="reference")


def _running(at: datetime) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate(at))


def _safeguard_owners_gone(at: datetime) -> Iterable[Found]:
    today = timezone.localdate(at)
    posted = absence.in_post(on=today).holding(*OWNING_ROLES, on=today).filter(pk=OuterRef("owner"))
    gone = Safeguard.objects.filter(_running(at), pair__case__closed_at__isnull=True).exclude(Exists(posted))
    return rows(gone, force="force", reference="pk", argument="pair__case__reference")


def _safeguards_not_reviewed(at: datetime) -> Iterable[Found]:
    late = Safeguard.objects.filter(_running(at), review_on__lt=timezone.localdate(at) - timedelta(days=14))
    open_ones = late.filter(pair__case__closed_at__isnull=True)
    return rows(open_ones, force="force", reference="pk", argument="pair__case__reference")


def _safeguards_of_closed_cases(at: datetime) -> Iterable[Found]:
    left = Safeguard.objects.filter(pair__case__closed_at__isnull=False).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=timezone.localdate(at))
    )
    return rows(left, force="force", reference="pk", argument="pair__case__reference")


def _victims_without_a_rule(at: datetime) -> Iterable[Found]:
    rules = SafeContactRule.objects.in_force().filter(person=OuterRef("victim"))
    since = at - timedelta(days=2)
    pairs = Pair.objects.filter(case__closed_at__isnull=True, ends_on__isnull=True, recorded_at__lt=since)
    return rows(pairs.exclude(Exists(rules)), force="force", reference="pk", argument="case__reference")


def _details_of_refuges(at: datetime) -> Iterable[Found]:
    yield from _open_in_refuge(Address)


def _numbers_of_refuges(at: datetime) -> Iterable[Found]:
    yield from _open_in_refuge(Phone)


def _open_in_refuge(model: type[Address] | type[Phone]) -> Iterable[Found]:
    """An address or a number of somebody in refuge that anybody may see as far as its own marking goes."""
    refuge = SafeContactRule.objects.in_force().filter(is_in_refuge=True, person=OuterRef("person"))
    shown = model.objects.exclude(protection=Protection.REFUGE).filter(Exists(refuge))
    return rows(shown, force="force", reference="pk", argument="person__reference")


def _assessed_too_long_ago(at: datetime) -> Iterable[Found]:
    """The newest assessment of an open case is a fortnight past its review."""
    newer = RiskAssessment.objects.filter(case=OuterRef("case"), assessed_at__gt=OuterRef("assessed_at"))
    late = RiskAssessment.objects.filter(
        case__closed_at__isnull=True, review_on__lt=timezone.localdate(at) - timedelta(days=14)
    ).exclude(Exists(newer))  # fmt: skip
    return rows(late, force="force", reference="pk", argument="case__reference")


def _never_assessed(at: datetime) -> Iterable[Found]:
    """Unknown is not low: a case without an assessment after a week."""
    assessed = RiskAssessment.objects.filter(case=OuterRef("pk"))
    old = Case.objects.open().filter(opened_at__lt=at - timedelta(days=7)).exclude(Exists(assessed))
    return rows(old, force="force", argument="reference")


def _near_alerts_past_their_clock(at: datetime) -> Iterable[Found]:
    return rows(NearAlert.objects.overdue(at=at), force="force", argument="reference")


def _disclosures_past_their_clock(at: datetime) -> Iterable[Found]:
    return rows(
        Disclosure.objects.open().filter(due_on__lt=timezone.localdate(at)), force="force", argument="reference"
    )


def _disclosures_of_nobody(at: datetime) -> Iterable[Found]:
    """Nobody has it after a day, or whoever has it is gone."""
    posted = absence.in_post(on=timezone.localdate(at)).filter(pk=OuterRef("owner"))
    old = Disclosure.objects.open().filter(recorded_at__lt=at - timedelta(days=1))
    return rows(old.exclude(Exists(posted)), force="force", argument="reference")


def _clocks_stopped_without_reason(at: datetime) -> Iterable[Found]:
    """A stop without a word, or by nobody who answers for it."""
    running = DisclosureStop.objects.filter(ends_on__gte=timezone.localdate(at))
    silent = running.filter(Q(why__regex=r"^\s*$") | Q(stopped_by__isnull=True))
    return rows(silent, force="disclosure__force", reference="disclosure__reference", argument="disclosure__reference")


def _pairs_of_another_force(at: datetime) -> Iterable[Found]:
    """A pair is of the force whose case it stands in: else its victim would be read by the wrong force."""
    return rows(Pair.objects.exclude(force=F("case__force")), force="force", reference="pk", argument="case__reference")


_CASES = Readers(Case, policies.SEE_CASE, ("person",), around="pairs__victim")
_DISPOSED = Readers(Case, None, ("person",))
_PAIRS = Readers(Pair, policies.SEE_CASE, ("person", "victim"), of="case")
_ADDRESSES = Readers(Address, SEE_PERSON, ("person",), of="person")
_PHONES = Readers(Phone, SEE_PERSON, ("person",), of="person")
_NEAR_ALERTS = Readers(NearAlert, policies.SEE_NEAR_ALERTS, ("person", "victim"))
_SAFEGUARDS = Readers(Safeguard, policies.SEE_CASE, ("person", "pair__person"), of="pair__case")
_ASSESSMENTS = Readers(RiskAssessment, policies.SEE_CASE, ("person",), of="case")
_DISCLOSURES = Readers(Disclosure, policies.SEE_DISCLOSURES, ("person", "at_risk"))
_STOPS = Readers(
    DisclosureStop, policies.SEE_DISCLOSURES, ("disclosure__person", "disclosure__at_risk"), of="disclosure"
)  # fmt: skip

CHECKS += [
    Check("case_owner_gone", "An open case has an owner who works on cases in its force.", Severity.SAFETY,
          "Give the case to somebody.", _owners_gone, _CASES, "case", SEE_CASE),
    Check("case_day_too_far", "An open case is reviewed within the longest clock.", Severity.SAFETY,
          "Review the case.", _days_too_far, _CASES, "case", SEE_CASE),
    Check("victim_without_safe_contact", "It is known how each victim of an open case may be contacted.",
          Severity.SAFETY, "Set the safe-contact rule.", _victims_without_a_rule, _PAIRS, "case", SEE_CASE),
    Check("refuge_detail_open", "Every address of somebody in refuge is closed.", Severity.SAFETY,
          "Set the safe-contact rule again: it closes every detail.", _details_of_refuges, _ADDRESSES),
    Check("refuge_number_open", "Every number of somebody in refuge is closed.", Severity.SAFETY,
          "Set the safe-contact rule again: it closes every detail.", _numbers_of_refuges, _PHONES),
    Check("near_alert_past_its_clock", "An alert of the move check is answered by its clock.", Severity.SAFETY,
          "Say what was done.", _near_alerts_past_their_clock, _NEAR_ALERTS, "near-alert", "near_alert.see"),
    Check("safeguard_owner_gone", "Whoever looks after a safeguard works on cases in the force.", Severity.SAFETY,
          "Give the safeguard to somebody.", _safeguard_owners_gone, _SAFEGUARDS, "case", SEE_CASE),
    Check("safeguard_not_reviewed", "A safeguard is reviewed by its day.", Severity.SAFETY,
          "Review the safeguard, or end it.", _safeguards_not_reviewed, _SAFEGUARDS, "case", SEE_CASE),
    Check("safeguard_of_closed_case", "No safeguard runs in a closed case.", Severity.SAFETY,
          "Open the case again, or end the safeguard.", _safeguards_of_closed_cases, _SAFEGUARDS, "case", SEE_CASE),
    Check("risk_not_reviewed", "The risk is assessed again by its day.", Severity.SAFETY, "Assess the risk.",
          _assessed_too_long_ago, _ASSESSMENTS, "case", SEE_CASE),
    Check("risk_never_assessed", "The risk in a case is assessed within a week.", Severity.SAFETY,
          "Assess the risk.", _never_assessed, _CASES, "case", SEE_CASE),
    Check("disclosure_past_its_clock", "A request under the disclosure scheme ends within its 28 days.",
          Severity.SAFETY, "Take the next step.", _disclosures_past_their_clock, _DISCLOSURES,
          "disclosure", SEE_DISCLOSURE),
    Check("disclosure_of_nobody", "Somebody of the force has each open request under the disclosure scheme.",
          Severity.SAFETY, "Say who has it.", _disclosures_of_nobody, _DISCLOSURES, "disclosure", SEE_DISCLOSURE),
    Check("disclosure_stopped_without_reason", "The clock of a disclosure stands for a reason, by somebody.",
          Severity.SAFETY, "Let the clock run, or stop it with a reason.", _clocks_stopped_without_reason, _STOPS,
          "disclosure", SEE_DISCLOSURE),
    Check("pair_of_another_force", "A victim is held by the force whose case they stand in.", Severity.SAFETY,
          "Tell whoever runs the service: the row was not written by an act.", _pairs_of_another_force, _PAIRS),
    Check("case_twice", "A force has one open case about one person.", Severity.WORK,
          "Close one of the cases, with a word that the other goes on.", _twice_open, _CASES, "case", SEE_CASE),
    Check("case_about_disposed_record", "No case is open about a record that was disposed of.", Severity.WORK,
          "Close the case.", _about_disposed, _DISPOSED, "case", SEE_CASE),
]  # fmt: skip
