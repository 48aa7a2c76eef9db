"""The steps of a request under the disclosure scheme, each a page with one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.policy import Policy
from cases.actions import disclosure_clocks as clocks
from cases.actions import disclosure_decisions as decisions
from cases.actions import disclosures as acts
from cases.disclosures.page import disclosure_page
from cases.models import Disclosure, DisclosureDelivery
from cases.policies import SECOND_READ_DISCLOSURE, WORK_DISCLOSURE
from cases.rules.disclosures import SAFETY_ADVICE, UNDERTAKING
from cases.web import disclosure_forms as forms
from cases.web.disclosures import acting, disclosure_or_404, found_people, page_url
from register.web.form_page import Done, FormPage, answer
from ui.dates import day
from ui.forms import Form

GET_OR_POST = ["GET", "POST"]
TESTS = ("lawful", "necessary", "proportionate")
TELLING = ("told_at", "place", "why_safe", "safety_plan", "supported_by")
Deed = Callable[..., Any]


@never_cache
@require_http_methods(GET_OR_POST)
def assign(request: ActingRequest, reference: str) -> HttpResponse:
    """Name who works on it."""
    found = disclosure_or_404(request, reference, WORK_DISCLOSURE)
    start = {"owner": found.owner_id or request.actor.user_id, "version": found.version}
    form = forms.OwnerForm(request.POST or None, force_id=found.force_id, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        acts.assign_disclosure(found, **typed, **acting(request))
        return Done(f"{typed['owner'].name} works on this request.", page_url(found))

    return answer(request, _page(found, "Who works on this request", "Save"), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def identify(request: ActingRequest, reference: str) -> HttpResponse:
    """Link it with the records of those it is about."""
    found = disclosure_or_404(request, reference, WORK_DISCLOSURE)
    page = disclosure_page(found, request.actor, on=timezone.localdate())
    shown = dict(zip(("person", "at_risk"), (each.reference for each in page.parties), strict=True))
    form = forms.PeopleForm(request.POST or None, initial={**shown, "version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.identify_people(found, **{**typed, **found_people(request, found, typed)}, **acting(request))
        return Done("The records are linked with this request.", page_url(found))

    return answer(request, _page(found, "Link the records", "Link"), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def check(request: ActingRequest, reference: str) -> HttpResponse:
    """Record the first checks."""
    intro = "Within 24 hours of the request. Danger now is answered now, whatever the scheme says."
    return _step(
        request,
        reference,
        forms.ChecksForm,
        acts.record_checks,
        "First checks",
        "The checks are recorded.",
        intro=intro,
    )


@never_cache
@require_http_methods(GET_OR_POST)
def meet(request: ActingRequest, reference: str) -> HttpResponse:
    """Record the meeting with whoever asked."""
    intro = "Away from the person they ask about, and never at an address they share."
    return _step(
        request, reference, forms.MeetingForm, acts.record_meeting, "Meet whoever asked", "The meeting is recorded.",
        intro=intro,
    )  # fmt: skip


@never_cache
@require_http_methods(GET_OR_POST)
def consider(request: ActingRequest, reference: str) -> HttpResponse:
    """Record how other agencies see it."""
    return _step(
        request, reference, forms.ForumForm, acts.record_forum, "Consider with other agencies", "That is recorded."
    )


@never_cache
@require_http_methods(GET_OR_POST)
def decide(request: ActingRequest, reference: str) -> HttpResponse:
    """Decide, with grounds and words."""

    def deed(found: Disclosure, **typed: Any) -> None:
        decisions.decide_disclosure(found, grounds=_grounds(typed), **typed)

    intro = "Nobody is told anything before a second person has read the decision and agreed."
    return _step(
        request, reference, forms.DecideForm, deed, "Decide", "The decision waits for a second reader.", intro=intro
    )


@never_cache
@require_http_methods(GET_OR_POST)
def second_read(request: ActingRequest, reference: str) -> HttpResponse:
    """Agree as a second reader, or send it back."""
    return _step(
        request, reference, forms.SecondReadForm, decisions.second_read, "Second reading", "Your reading is recorded.",
        policy=SECOND_READ_DISCLOSURE, template="cases/disclosure_reading.html",
    )  # fmt: skip


@never_cache
@require_http_methods(GET_OR_POST)
def tell(request: ActingRequest, reference: str) -> HttpResponse:
    """Record how somebody was told what was agreed."""

    def deed(found: Disclosure, **typed: Any) -> None:
        decisions.disclose(found, telling=_telling(typed), **typed)

    return _step(
        request, reference, forms.DiscloseForm, deed, "Tell them, safely", "That they were told is recorded.",
        template="cases/disclosure_telling.html",
    )  # fmt: skip


@never_cache
@require_http_methods(GET_OR_POST)
def say_nothing(request: ActingRequest, reference: str) -> HttpResponse:
    """Record that whoever asked was told, in the set words, that nothing is disclosed."""

    def deed(found: Disclosure, **typed: Any) -> None:
        decisions.say_nothing_to_disclose(found, telling=_telling(typed), **typed)

    return _step(
        request, reference, forms.TellForm, deed, "Tell them that nothing is disclosed",
        "That they were told is recorded.", template="cases/disclosure_telling.html",
    )  # fmt: skip


@never_cache
@require_http_methods(GET_OR_POST)
def at_once(request: ActingRequest, reference: str) -> HttpResponse:
    """Record that somebody in imminent danger was told at once."""

    def deed(found: Disclosure, **typed: Any) -> None:
        more = {"grounds": _grounds(typed), "telling": _telling(typed)}
        decisions.disclose_at_once(found, **more, **typed)

    intro = (
        "Only where waiting would put somebody in imminent danger. No step has to come before it; it is logged like "
        "any other, and a second person reads it on the next working day."
    )
    return _step(
        request, reference, forms.AtOnceForm, deed, "Tell them at once", "It is recorded. A second person reads it.",
        intro=intro,
    )  # fmt: skip


@never_cache
@require_http_methods(GET_OR_POST)
def end(request: ActingRequest, reference: str) -> HttpResponse:
    """Record that it was taken back, or is outside the scheme."""
    intro = "A risk that is known does not end with the request. Consider the right to know, and everybody’s safety."
    return _step(
        request,
        reference,
        forms.EndForm,
        acts.end_disclosure,
        "End this request",
        "The request has ended.",
        intro=intro,
    )


@never_cache
@require_http_methods(GET_OR_POST)
def stop_clock(request: ActingRequest, reference: str) -> HttpResponse:
    """Stop the clock for a time."""
    intro = "The 28 days of the guidance stay on the page beside the new day."
    return _step(
        request, reference, forms.StopForm, clocks.stop_clock, "Stop the clock", "The clock stands.", intro=intro
    )


@never_cache
@require_http_methods(GET_OR_POST)
def restart_clock(request: ActingRequest, reference: str) -> HttpResponse:
    """Let the clock run again."""
    return _step(
        request, reference, forms.RestartForm, clocks.restart_clock, "Let the clock run again", "The clock runs."
    )


@never_cache
@require_safe
def undertaking(request: ActingRequest, reference: str) -> HttpResponse:
    """What whoever is told signs, in both languages. It names nobody; that it was printed is logged."""
    found = disclosure_or_404(request, reference, WORK_DISCLOSURE)
    decisions.print_undertaking(found, **acting(request))
    sheets = [(language, *sheet) for language, sheet in UNDERTAKING.items()]
    return render(request, "cases/disclosure_undertaking.html", {"sheets": sheets, "back_url": page_url(found)})


def _step(
    request: ActingRequest, reference: str, form_class: type[Form], deed: Deed, title: str, done: str, *,
    intro: str = "", policy: Policy = WORK_DISCLOSURE, template: str = "register/form_page.html",
) -> HttpResponse:  # fmt: skip
    """One step: its form, and what it does with what was typed."""
    found = disclosure_or_404(request, reference, policy)
    form = form_class(request.POST or None, initial=_start(found))

    def act(typed: dict[str, Any]) -> Done:
        deed(found, **typed, **acting(request))
        return Done(done, page_url(found))

    shown = disclosure_page(found, request.actor, on=timezone.localdate())
    page = _page(found, title, "Save", intro, template)
    return answer(request, page, form, act, shown=shown, advice=SAFETY_ADVICE)


def _start(found: Disclosure) -> dict[str, Any]:
    now = timezone.localtime()
    return {"version": found.version, "told_on": now.date(), "told_time": now.strftime("%H:%M")}


def _page(
    found: Disclosure, title: str, button: str, intro: str = "", template: str = "register/form_page.html"
) -> FormPage:  # fmt: skip
    about = f"{found.reference}, due by {day(found.due_on)}"
    return FormPage(title, button, page_url(found), about=about, intro=intro, template=template)


def _grounds(typed: dict[str, Any]) -> decisions.Grounds:
    return decisions.Grounds(**{name: typed.pop(name) for name in TESTS})


def _telling(typed: dict[str, Any]) -> decisions.Telling:
    undertaking = typed.pop("undertaking", DisclosureDelivery.Undertaking.NOT_ASKED)
    return decisions.Telling(**{name: typed.pop(name) for name in TELLING}, undertaking=undertaking)
