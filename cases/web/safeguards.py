"""Putting a safeguard in place, testing it, letting it go on, ending it; and the steps of a safety plan."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases.actions import safeguards as acts
from cases.actions.cards import read_details
from cases.models import Pair, Safeguard, SafetyPlanStep
from cases.reading import without_protected_details
from cases.rules.safeguards import ends_on, review_on
from cases.web import safeguard_forms as forms
from cases.web.forms import EndSafeguardForm
from cases.web.reached import pair_or_404, victim_page
from register.web.form_page import Done, FormPage, answer

GET_OR_POST = ["GET", "POST"]
TESTED_KINDS = (Safeguard.Kind.ALARM, Safeguard.Kind.TECSOS)


@never_cache
@require_http_methods(GET_OR_POST)
def choose(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """Choose which kind of safeguard to put in place."""
    found, pair = pair_or_404(request, reference, victim)
    form = forms.ChooseSafeguardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("add-safeguard", found.reference, pair.victim.reference, form.cleaned_data["kind"])
    page = _page(pair, "Add a safeguard", "Continue")
    return render(request, page.template, {"page": page, "form": form})


@never_cache
@require_http_methods(GET_OR_POST)
def add(request: ActingRequest, reference: str, victim: str, kind: str) -> HttpResponse:
    """Put a safeguard of a kind in place for a victim."""
    found, pair = pair_or_404(request, reference, victim)
    if kind not in Safeguard.Kind.values:
        raise Http404
    details = read_details(found, actor=request.actor, reason=reason_of(request), pair=pair)
    form = forms.SafeguardForm(
        request.POST or None, kind=kind, details=details, actor=request.actor, force_id=found.force_id,
        initial=forms.offered(kind, request.actor.user_id),
    )  # fmt: skip

    def deed(typed: dict[str, Any]) -> Done:
        said = form.said() | {"kind": Safeguard.Kind(kind)}
        acts.add_safeguard(pair, actor=request.actor, reason=reason_of(request), **said)
        return Done("The safeguard is in place.", victim_page(pair))

    return answer(request, _page(pair, f"Add: {Safeguard.Kind(kind).label}", "Add"), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def renew(request: ActingRequest, reference: str, victim: str, number: int) -> HttpResponse:
    """Look at a safeguard again and let it go on."""
    found, pair, held = _reached(request, reference, victim, number)
    today = timezone.localdate()
    last = ends_on(held.kind, today) if held.ends_on else None
    initial = {"review_on": review_on(today), "ends_on": last, "owner": held.owner_id, "based_on": held.version}
    form = forms.RenewSafeguardForm(request.POST or None, force_id=found.force_id, initial=initial)

    def deed(typed: dict[str, Any]) -> Done:
        acts.renew_safeguard(pair, actor=request.actor, reason=reason_of(request), safeguard=held, **typed)
        return Done("The safeguard goes on.", victim_page(pair))

    return answer(request, _page(pair, "Renew a safeguard", "Renew", intro=held.get_kind_display()), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def test(request: ActingRequest, reference: str, victim: str, number: int) -> HttpResponse:
    """Record that a device was tested."""
    _, pair, held = _reached(request, reference, victim, number, kinds=TESTED_KINDS)
    form = forms.TestSafeguardForm(
        request.POST or None, initial={"based_on": held.version, "tested_on": timezone.localdate()}
    )

    def deed(typed: dict[str, Any]) -> Done:
        acts.record_test(pair, actor=request.actor, reason=reason_of(request), safeguard=held, **form.said())
        return Done("The test is recorded.", victim_page(pair))

    return answer(request, _page(pair, "Record a test", "Record", intro=held.get_kind_display()), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def end(request: ActingRequest, reference: str, victim: str, number: int) -> HttpResponse:
    """End a safeguard of a victim, and say why."""
    _, pair, held = _reached(request, reference, victim, number)

    def deed(typed: dict[str, Any]) -> Done:
        acts.end_safeguard(pair, actor=request.actor, reason=reason_of(request), safeguard=held, **typed)
        return Done("The safeguard is ended.", victim_page(pair))

    intro = f"{held.get_kind_display()}. Today is its last day: the control room acts on it until midnight."
    return answer(
        request, _page(pair, "End a safeguard", "End", intro=intro), EndSafeguardForm(request.POST or None), deed
    )


@never_cache
@require_http_methods(GET_OR_POST)
def add_step(request: ActingRequest, reference: str, victim: str, number: int) -> HttpResponse:
    """Add a step to a safety plan."""
    _, pair, held = _reached(request, reference, victim, number, kinds=(Safeguard.Kind.SAFETY_PLAN,))
    form = forms.StepForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        acts.add_step(pair, actor=request.actor, reason=reason_of(request), plan=held, **typed)
        return Done("The step is in the plan.", victim_page(pair))

    return answer(request, _page(pair, "Add a step to the safety plan", "Add"), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def do_step(request: ActingRequest, reference: str, victim: str, number: int, step: int) -> HttpResponse:
    """Close a step of a safety plan with what came of it."""
    _, pair, held = _reached(request, reference, victim, number, kinds=(Safeguard.Kind.SAFETY_PLAN,))
    found = get_or_404(SafetyPlanStep.objects.filter(safeguard=held), pk=step)
    form = forms.StepDoneForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        acts.do_step(pair, actor=request.actor, reason=reason_of(request), step=found, **typed)
        return Done("The step is closed.", victim_page(pair))

    what = without_protected_details(request.actor, [pair.person_id, pair.victim_id])(found.measure)
    return answer(request, _page(pair, "Close a step", "Close", intro=what), form, deed)


def _reached(
    request: ActingRequest, reference: str, victim: str, number: int, *, kinds: tuple[str, ...] = ()
) -> tuple[Any, Pair, Safeguard]:
    """The case, the pair and its safeguard that the address names."""
    found, pair = pair_or_404(request, reference, victim)
    rows = Safeguard.objects.filter(pair=pair, kind__in=kinds) if kinds else Safeguard.objects.filter(pair=pair)
    return found, pair, get_or_404(rows, pk=number)


def _page(pair: Pair, title: str, button: str, *, intro: str = "") -> FormPage:
    return FormPage(title, button, victim_page(pair), about=pair.victim.display_name, intro=intro)
