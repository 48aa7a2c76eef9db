"""The case, and the pair in it, that an address names: as far as the reader reaches, otherwise as absent."""

from __future__ import annotations

from django.urls import reverse

from accounts.middleware import ActingRequest
from accounts.web import get_or_404
from cases import policies
from cases.models import Case, Pair
from register.models import Person


def case_or_404(request: ActingRequest, reference: str) -> Case:
    """A case that the reader may read."""
    cases = Case.objects.visible_to(request.actor).select_related("person__owner_force", "force", "owner", "risk")
    return get_or_404(cases, reference=reference)


def workable_case(request: ActingRequest, reference: str) -> Case:
    """A case that the reader may work on."""
    found = case_or_404(request, reference)
    policies.WORK_CASE.require(request.actor, found)
    return found


def seen_pair_or_404(request: ActingRequest, reference: str, victim: str) -> tuple[Case, Pair]:
    """A pair in a case that the reader may read, of a victim whom they may see."""
    found = case_or_404(request, reference)
    return found, _pair(request, found, victim)


def pair_or_404(request: ActingRequest, reference: str, victim: str) -> tuple[Case, Pair]:
    """A pair in a case that the reader may work on, of a victim whom they may see."""
    found = workable_case(request, reference)
    return found, _pair(request, found, victim)


def _pair(request: ActingRequest, found: Case, victim: str) -> Pair:
    pairs = Pair.objects.filter(case=found, victim__in=Person.objects.visible_to(request.actor))
    return get_or_404(pairs.select_related("victim", "force", "case", "person"), victim__reference=victim)


def case_page(found: Case) -> str:
    """The address of the case's page."""
    return reverse("case", args=[found.reference])


def victim_page(pair: Pair) -> str:
    """The address of the page of a victim in a case."""
    return reverse("victim", args=[pair.case.reference, pair.victim.reference])
