"""Requests under the disclosure scheme (Clare's Law): the list, one request, and starting one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.policy import Policy
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases import policies
from cases.actions import disclosures as acts
from cases.disclosures.page import COLOURS, NEXT, disclosure_page
from cases.lists import disclosures_of
from cases.models import Disclosure
from cases.rules.disclosures import Status
from cases.web import disclosure_forms as forms
from cases.web.card import person_or_404
from cases.web.orders import own_force
from register.models import Person
from register.readable import reading_of
from register.web.form_page import Done, FormPage, answer
from register.web.keyset import Keyset, Newest, Soonest, links
from ui.layout import NavigationItem

PAGE = 25
GET_OR_POST = ["GET", "POST"]
LISTS = {"open": "Open", "mine": "Mine", "unowned": "Nobody’s", "reading": "For a second reader", "ended": "Ended"}
RELATED = ("force", "owner", "person", "at_risk")


@never_cache
@require_safe
def disclosures(request: ActingRequest) -> HttpResponse:
    """The requests to the force, the next day first. The list names nobody."""
    policies.SEE_DISCLOSURES.require(request.actor)
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in LISTS else "open"
    rows = disclosures_of(request.actor, chosen).select_related("owner")
    order = Newest("received_at") if chosen == "ended" else Soonest("next_due_on")
    page = Keyset(order, PAGE).page(rows, request.GET.get("after", ""))
    here = reverse("disclosures")
    shown = {
        "rows": [(each, COLOURS[Status(each.status)], NEXT.get(Status(each.status), "")) for each in page.rows],
        **links(request, page),
        "lists": [
            NavigationItem(label, f"{here}?{urlencode({'list': code})}", is_current=code == chosen)
            for code, label in LISTS.items()
        ],
        "title": LISTS[chosen],
        "list": chosen,
        "today": timezone.localdate(),
        "may_start": policies.START_DISCLOSURE.allows(request.actor),
    }
    return render(request, "cases/disclosures.html", shown)


@never_cache
@require_safe
def disclosure(request: ActingRequest, reference: str) -> HttpResponse:
    """One request. Opening it is logged."""
    found = disclosure_or_404(request, reference, policies.SEE_DISCLOSURES)
    acts.read_disclosure(found, **acting(request))
    page = disclosure_page(found, request.actor, on=timezone.localdate())
    may_read = page.waits_for_reader and policies.SECOND_READ_DISCLOSURE.allows(request.actor, found)
    shown = {
        "page": page,
        "may_work": policies.WORK_DISCLOSURE.allows(request.actor, found),
        "may_second_read": may_read and page.decided_by != request.actor.user_id,
        "must_be_another": may_read and page.decided_by == request.actor.user_id,
        "may_start": policies.START_DISCLOSURE.allows(request.actor),
    }
    return render(request, "cases/disclosure.html", shown)


@never_cache
@require_http_methods(GET_OR_POST)
def start_disclosure(request: ActingRequest) -> HttpResponse:
    """Record a request."""
    return _start(request)


@never_cache
@require_http_methods(GET_OR_POST)
def start_disclosure_about(request: ActingRequest, reference: str) -> HttpResponse:
    """Record a request about somebody whose record is open."""
    return _start(request, about=person_or_404(request, reference))


@never_cache
@require_http_methods(GET_OR_POST)
def renew_disclosure(request: ActingRequest, reference: str) -> HttpResponse:
    """Begin again with what is new, after a request that has ended."""
    return _start(request, renews=disclosure_or_404(request, reference, policies.WORK_DISCLOSURE))


def _start(request: ActingRequest, *, about: Person | None = None, renews: Disclosure | None = None) -> HttpResponse:
    policies.START_DISCLOSURE.require(request.actor)
    force = own_force(request, policies.START_DISCLOSURE.permission)
    now = timezone.localtime()
    start: dict[str, Any] = {"received_on": now.date(), "received_time": now.strftime("%H:%M")}
    start |= {"person": about.reference} if about else {}
    start |= _earlier(request, renews) if renews else {}
    form = forms.StartForm(request.POST or None, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        whom = {
            "about": acts.Whom(_found(request, typed.pop("person"), "person"), typed.pop("person_words")),
            "at_risk": acts.Whom(_found(request, typed.pop("at_risk"), "at_risk"), typed.pop("at_risk_words")),
        }
        started = acts.start_disclosure(force, renews=renews, **whom, **typed, **acting(request))
        may_see = policies.SEE_DISCLOSURES.allows(request.actor, started)
        url = page_url(started) if may_see else reverse("lookup")
        return Done(f"Request {started.reference} is recorded. First checks within 24 hours.", url)

    back_url = reverse("disclosures") if policies.SEE_DISCLOSURES.allows(request.actor) else reverse("lookup")
    intro = "In danger now? Send officers first: the scheme does not wait, and neither do they."
    page = FormPage("Record a request under Clare’s Law", "Record", back_url, intro=intro)
    return answer(request, page, form, deed)


def _earlier(request: ActingRequest, renews: Disclosure) -> dict[str, Any]:
    """What is taken over from the earlier request: who it is about. References only where the reader may open them, and
    words as they may read them."""
    seen = Person.objects.visible_to(request.actor)
    linked = [number for number in (renews.person_id, renews.at_risk_id) if number is not None]
    people = {each.pk: each.reference for each in seen.filter(pk__in=linked)}
    read = reading_of(request.actor, linked)
    return {
        "route": renews.route, "asked_by": renews.asked_by,
        "person": people.get(renews.person_id or 0, ""), "person_words": read(renews.person_words),
        "at_risk": people.get(renews.at_risk_id or 0, ""), "at_risk_words": read(renews.at_risk_words),
    }  # fmt: skip


def disclosure_or_404(request: ActingRequest, reference: str, policy: Policy) -> Disclosure:
    rows = Disclosure.objects.visible_to(request.actor).select_related(*RELATED)
    found = get_or_404(rows, reference=reference)
    policy.require(request.actor, found)
    return found


def found_people(request: ActingRequest, disclosure: Disclosure, typed: dict[str, Any]) -> dict[str, Person | None]:
    """The records of the references that were typed. A record that the reader may not see stays linked though its field
    is empty to them. Raises Refused where there is none that the reader may see."""
    sides = ("person", "at_risk")
    return {name: _found(request, typed[name], name) or _out_of_sight(request, disclosure, name) for name in sides}


def _out_of_sight(request: ActingRequest, disclosure: Disclosure, name: str) -> Person | None:
    linked: Person | None = getattr(disclosure, name)
    if linked is None or Person.objects.visible_to(request.actor).filter(pk=linked.pk).exists():
        return None
    return linked


def _found(request: ActingRequest, text: str, name: str) -> Person | None:
    if not text.strip():
        return None
    person = Person.objects.visible_to(request.actor).filter(reference__iexact=text.strip()).first()
    if person is None:
        raise Refused("There is nobody with this reference. Check it, or say in words who it is.", field=name)
    return person


def acting(request: ActingRequest) -> dict[str, Any]:
    return {"actor": request.actor, "reason": reason_of(request)}


def page_url(disclosure: Disclosure) -> str:
    return reverse("disclosure", args=[disclosure.reference])
