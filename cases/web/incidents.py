"""Incidents: taken down during a call from the card, a case or nothing at all, and worked on afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import incident_of, reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases import policies
from cases.actions import incidents as deeds
from cases.actions.incident_reading import begin_incident, list_incidents, open_incident
from cases.actions.pairs import read_other_role
from cases.counter_allegations import Known
from cases.incidents import Around
from cases.models import Case, Child, Incident
from cases.models.incident import Role
from cases.web import incident_forms as forms
from cases.web.card import person_or_404
from cases.web.orders import own_force
from cases.web.pairs import asking
from register.models import Person, ProtectiveOrder, Source
from register.policies import WORK_ORDER
from register.web.form_page import Done, FormPage, answer
from register.web.keyset import Keyset, Newest, links
from ui.layout import NavigationItem

GET_OR_POST = ["GET", "POST"]
PAGE = 50
ASKING = "cases/counter_allegation_form.html"
RECORDED = "The incident is recorded, unverified. A task asks the safeguarding officers to confirm it."
WHICH_CHILDREN = "Children were there, and the case holds none. Add them: their schools are to be told."
LISTS = {"": "All", "unverified": "Unverified"}


@never_cache
@require_safe
def incidents(request: ActingRequest) -> HttpResponse:
    """The force's incidents, newest first; all, or those that nobody has confirmed."""
    policies.SEE_INCIDENT.require(request.actor)
    state = request.GET.get("state", "")
    rows = Incident.objects.visible_to(request.actor).select_related("person", "force", "case")
    rows = rows.unverified() if state == Incident.Status.UNVERIFIED else rows
    page = Keyset(Newest("happened_at"), PAGE).page(rows, request.GET.get("after", ""))
    shown = list_incidents(page.rows, actor=request.actor, reason=reason_of(request))
    here = reverse("incidents")
    tabs = [
        NavigationItem(title, f"{here}?state={each}" if each else here, is_current=each == state)
        for each, title in LISTS.items()
    ]
    may_record = policies.RECORD_INCIDENT.allows(request.actor)
    context = {"rows": shown, "tabs": tabs, "may_record": may_record, **links(request, page)}
    return render(request, "cases/incidents.html", context)


@never_cache
@require_http_methods(GET_OR_POST)
def record_incident(request: ActingRequest, reference: str) -> HttpResponse:
    """Take down an incident about a person: what is known around them is offered to be ticked."""
    person = person_or_404(request, reference)
    policies.RECORD_INCIDENT.require(request.actor)
    known = begin_incident(person, actor=request.actor, reason=reason_of(request))
    back = reverse("person-card", args=[person.reference])
    return _recorded(request, person, known, back)


@never_cache
@require_http_methods(GET_OR_POST)
def record_unlinked_incident(request: ActingRequest) -> HttpResponse:
    """Take down an incident in which nobody is known yet."""
    policies.RECORD_INCIDENT.require(request.actor)
    return _recorded(request, None, forms.NOBODY_KNOWN, reverse("incidents"))


@never_cache
@require_safe
def incident(request: ActingRequest, reference: str) -> HttpResponse:
    """One incident. Reading it is logged."""
    found = _incident(request, reference)
    page = open_incident(found, actor=request.actor, reason=reason_of(request))
    may = {
        "may_work": policies.WORK_INCIDENT.allows(request.actor, found),
        "may_check": policies.CONFIRM_INCIDENT.allows(request.actor, found),
        "may_put_in": policies.SEE_CASE.allows(request.actor),
        "may_break": WORK_ORDER.allows(request.actor),
        "may_see_case": found.case is not None and policies.SEE_CASE.allows(request.actor, found.case),
    }
    about = found.person
    may_open = about is not None and about.is_perpetrator and policies.OPEN_CASE.allows(request.actor, about)
    return render(request, "cases/incident.html", {"page": page, "person": about, "may_open": may_open, **may})


@never_cache
@require_http_methods(GET_OR_POST)
def correct_incident(request: ActingRequest, reference: str) -> HttpResponse:
    """Correct what was taken down."""
    found = _workable(request, reference)
    shown = open_incident(found, actor=request.actor, reason=reason_of(request))
    form = forms.CorrectIncidentForm(request.POST or None, initial=_as_typed(found))
    for name in shown.withheld:
        del form.fields[name]

    def deed(typed: dict[str, Any]) -> Done:
        why, version = typed.pop("why"), typed.pop("version")
        deeds.correct_incident(
            found, actor=request.actor, reason=reason_of(request), version=version, why=why, changes=typed
        )
        return Done("The incident is corrected. What stood there before is in its history.", _back(found))

    return answer(request, _page(found, "Correct the incident", "Correct"), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def check_incident(request: ActingRequest, reference: str) -> HttpResponse:
    """Confirm that it happened, or find that it was not so."""
    found = _incident(request, reference)
    policies.CONFIRM_INCIDENT.require(request.actor, found)
    form = forms.CheckIncidentForm(request.POST or None, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        is_so = typed.pop("finding") == "confirmed"
        check = deeds.confirm_incident if is_so else deeds.disprove_incident
        check(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The incident is confirmed." if is_so else "The incident is marked as not so.", _back(found))

    return answer(request, _page(found, "Confirm the incident", "Save"), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def add_to_incident(request: ActingRequest, reference: str) -> HttpResponse:
    """Add somebody who was in it."""
    found = _workable(request, reference)
    form = forms.SomebodyForm(request.POST or None)
    known = _known(request, form)

    def deed(typed: dict[str, Any]) -> Done:
        person = _person(request, typed["reference"]) if typed["reference"] else None
        somebody = deeds.Involved(Role(typed["role"]), person, typed["words"])
        deeds.add_to_incident(
            found, actor=request.actor, reason=reason_of(request), somebody=somebody, reasoning=form.reasoning()
        )
        return Done("They are in the incident.", _back(found))

    return answer(request, _page(found, "Add somebody", "Add", template=ASKING), form, deed, **asking(form, known))


@never_cache
@require_http_methods(GET_OR_POST)
def identify_in_incident(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Say which person of the register somebody is; number 0 is whom the incident is about."""
    found = _workable(request, reference)
    party = get_or_404(found.parties.filter(person=None), pk=number) if number else None
    form = forms.IdentifyForm(request.POST or None, initial={"role": party.role if party else Role.SUSPECT})
    known = _known(request, form)

    def deed(typed: dict[str, Any]) -> Done:
        deeds.identify_in_incident(
            found, actor=request.actor, reason=reason_of(request), party=party, role=Role(typed["role"]),
            person=_person(request, typed["reference"]), reasoning=form.reasoning(),
        )  # fmt: skip
        return Done("It is in the record who this is.", _back(found))

    return answer(request, _page(found, "Say who this is", "Save", template=ASKING), form, deed, **asking(form, known))


@never_cache
@require_http_methods(GET_OR_POST)
def put_in_case(request: ActingRequest, reference: str) -> HttpResponse:
    """Put the incident into an open case of the force about somebody who was in it."""
    found = _workable(request, reference)
    policies.SEE_CASE.require(request.actor)
    people = [found.person_id, *found.parties.values_list("person", flat=True)]
    cases = Case.objects.visible_to(request.actor).open().filter(force=found.force, person__in=filter(None, people))
    offered = list(cases.select_related("person")[:PAGE])
    form = forms.PutInCaseForm(request.POST or None, cases=offered)

    def deed(typed: dict[str, Any]) -> Done:
        chosen = next(each for each in offered if each.reference == typed["case"])
        deeds.put_in_case(found, actor=request.actor, reason=reason_of(request), case=chosen)
        return Done("The incident is in the case. The risk is to be assessed again within a day.", _back(found))

    intro = "" if offered else "Your force has no open case about anybody in this incident. Open one first."
    return answer(request, _page(found, "Put it into a case", "Put it in", intro=intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def incident_outcome(request: ActingRequest, reference: str) -> HttpResponse:
    """Record what came of it."""
    found = _workable(request, reference)
    form = forms.OutcomeForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        deeds.record_incident_outcome(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The outcome is in the record.", _back(found))

    return answer(request, _page(found, "Record the outcome", "Record"), form, deed)


def _recorded(request: ActingRequest, person: Person | None, known: Around, back: str) -> HttpResponse:
    force = own_force(request, policies.RECORD_INCIDENT.permission)
    start = {**forms.now_as_typed(), "incident_number": incident_of(request), "source": Source.CALLER}
    form = forms.IncidentForm(request.POST or None, known=known, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        role = Role.SUSPECT if person is None or person.is_perpetrator else Role.VICTIM
        made = deeds.record_incident(
            force, actor=request.actor, reason=reason_of(request), person=person, person_role=role,
            happened_at=typed.pop("happened_at"), involved=_involved(typed, known), orders=_orders(typed, known),
            told=_told(typed, known),
        )  # fmt: skip
        return _after(request, made, back)

    about = person.display_name if person else ""
    page = FormPage(
        "Record an incident", "Record", back, about=about, template="cases/incident_form.html", refused_at="time"
    )
    return answer(request, page, form, deed)


def _after(request: ActingRequest, made: Incident, back: str) -> Done:
    """Where whoever took it down goes on: to the children whose schools are to be told, if they work on the case."""
    case = made.case
    if case is not None and policies.WORK_CASE.allows(request.actor, case):
        if Child.objects.filter(case=case).exists():
            ask = f"{reverse('ask-school-notices', args=[case.reference])}?incident={made.reference}"
            return Done(f"{RECORDED} Now say whose schools are to be told.", ask)
        if made.has_children:
            return Done(f"{RECORDED} {WHICH_CHILDREN}", reverse("add-child", args=[case.reference]), is_warning=True)
    may_see = policies.SEE_INCIDENT.allows(request.actor, made)
    return Done(RECORDED, reverse("incident", args=[made.reference]) if may_see else back)


def _told(typed: dict[str, Any], known: Around) -> deeds.Told:
    """What was typed. What was ticked among the known has been taken out of it already."""
    address = typed.pop("address", "")
    chosen = next((one for one, _ in known.addresses if str(one.pk) == address), None)
    return deeds.Told(address=chosen, **typed)


def _involved(typed: dict[str, Any], known: Around) -> Sequence[deeds.Involved]:
    ticked = set(typed.pop("people", ()))
    lines = [line.strip()[:300] for line in typed.pop("others").splitlines()]
    people = [deeds.Involved(one.role, one.person) for one in known.people if one.person.reference in ticked]
    return [*people, *(deeds.Involved(words=line) for line in lines if line)]


def _orders(typed: dict[str, Any], known: Around) -> Sequence[ProtectiveOrder]:
    ticked = set(typed.pop("orders", ()))
    return [order for order, _ in known.orders if str(order.pk) in ticked]


def _incident(request: ActingRequest, reference: str) -> Incident:
    rows = Incident.objects.visible_to(request.actor)
    rows = rows.select_related("person__owner_force", "force", "case__person", "address", "recorded_by", "checked_by")
    return get_or_404(rows, reference=reference)


def _workable(request: ActingRequest, reference: str) -> Incident:
    found = _incident(request, reference)
    policies.WORK_INCIDENT.require(request.actor, found)
    return found


def _person(request: ActingRequest, reference: str) -> Person:
    person = Person.objects.visible_to(request.actor).filter(reference__iexact=reference.strip()).first()
    if person is None:
        raise Refused("There is nobody with this reference. Check it, or describe them in words.", field="reference")
    return person


def _known(request: ActingRequest, form: forms.SomebodyForm | forms.IdentifyForm) -> tuple[Known, ...]:
    """What is known of whoever was typed in, in the other role. Reading it is logged."""
    typed = form.cleaned_data if request.method == "POST" and form.is_valid() else {}
    people = Person.objects.visible_to(request.actor)
    person = people.filter(reference__iexact=typed["reference"].strip()).first() if typed.get("reference") else None
    if person is None or typed["role"] not in (Role.SUSPECT, Role.VICTIM):
        return ()
    is_harmed = typed["role"] == Role.VICTIM
    return read_other_role(person, actor=request.actor, reason=reason_of(request), is_entered_as_harmed=is_harmed)


def _as_typed(found: Incident) -> dict[str, Any]:
    at = timezone.localtime(found.happened_at)
    values = {name: getattr(found, name) for name in deeds.CORRECTABLE}
    return values | {"version": found.version, "day": at.date(), "time": f"{at:%H:%M}"}


def _page(found: Incident, title: str, button: str, **more: str) -> FormPage:
    return FormPage(title, button, _back(found), about=found.reference, **more)


def _back(found: Incident) -> str:
    return reverse("incident", args=[found.reference])
