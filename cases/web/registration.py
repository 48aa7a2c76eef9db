"""The register entry of a person, and the life of a registration on pages: proposed, decided, told of, ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.policy import Policy
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import OutOfReach
from cases.actions.pairs import read_other_role
from cases.actions.register_entry import open_register_entry
from cases.register_entry import Law, law_of, notification_in_words
from cases.web.buttons import registration_buttons
from cases.web.card import person_or_404
from cases.web.orders import own_force
from cases.web.registration_forms import DecideRegistrationForm, NoticeForm, ProposeRegistrationForm
from cases.web.registration_steps import STEPS
from register.actions.registrations import (
    approve_designation,
    approve_registration,
    propose_registration,
    record_notice_given,
    refuse_designation,
    refuse_registration,
)
from register.duties.facts import running_requirements
from register.duties.wanted import brought_to, wanted
from register.gate_facts import gates_of, recorded_risk
from register.models import Conviction, MappaListing, NotificationDuty, Person, Registration
from register.policies import (
    APPROVE_DESIGNATION,
    CHANGE_CONVICTION,
    DECIDE_REGISTRATION,
    PROPOSE_REGISTRATION,
    RECORD_CONVICTION,
)
from register.rules.gates import GateProposal, HarmRisk
from register.web.form_page import Done, FormPage, answer
from ui.dates import day

MOST = 50


@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: ActingRequest, reference: str) -> HttpResponse:
    """Propose that a person be registered, managed by one's own force."""
    person = person_or_404(request, reference)
    PROPOSE_REGISTRATION.require(request.actor, person)
    force = own_force(request, PROPOSE_REGISTRATION.permission)
    today = timezone.localdate()
    followed = gates_of(person, actor=request.actor, on=today)
    risk = recorded_risk(person, actor=request.actor, on=today)
    start = {
        "starts_on": today, "gate": followed[0].gate.code if followed else "", "risk_of_serious_harm": risk.level,
    }  # fmt: skip
    form = ProposeRegistrationForm(request.POST or None, force_id=force.pk, initial=start)
    known = read_other_role(person, actor=request.actor, reason=reason_of(request), is_entered_as_harmed=False)
    if not known:
        del form.fields["afraid"]

    def deed(typed: dict[str, Any]) -> Done:
        propose_registration(person, actor=request.actor, reason=reason_of(request), managing_force=force, **typed)
        return Done("The registration is proposed. Somebody decides on it next.", _back(person))

    page = FormPage(
        "Propose a registration", "Propose", _back(person), about=person.display_name,
        template="cases/propose_registration.html",
    )  # fmt: skip
    laws = [law_of(each) for each in brought_to(person, actor=request.actor)]
    return answer(
        request, page, form, deed, gates=followed, if_high=_if_high(request, person, followed), risk=_said(risk),
        laws=laws, known=known,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def decide(request: ActingRequest, reference: str) -> HttpResponse:
    """Decide on a proposal: the person is registered, or is not."""
    person, registration = _live(request, reference, DECIDE_REGISTRATION)
    form = DecideRegistrationForm(request.POST or None, initial={"version": registration.version})

    def deed(typed: dict[str, Any]) -> Done:
        said = {"why": typed["why"], "version": typed["version"], **_act(request)}
        if typed["is_approved"] == "no":
            refuse_registration(registration, **said)
            return Done("The person is not registered. The proposal and the reason stay on the record.", _back(person))
        approve_registration(registration, **said)
        return Done("Approved. The person must now be told in writing.", _back(person))

    page = FormPage(
        "Decide on the proposal", "Save the decision", _back(person), about=person.display_name,
        template="cases/decide_registration.html",
    )  # fmt: skip
    laws = [law_of(each) for each in wanted(registration, actor=request.actor)]
    return answer(request, page, form, deed, laws=laws, registration=registration)


@never_cache
@require_http_methods(["GET", "POST"])
def designate(request: ActingRequest, reference: str) -> HttpResponse:
    """Approve a police designation as the second person, or turn it down."""
    person, registration = _live(request, reference, APPROVE_DESIGNATION)
    form = DecideRegistrationForm(request.POST or None, initial={"version": registration.version})

    def deed(typed: dict[str, Any]) -> Done:
        said = {"why": typed["why"], "version": typed["version"], **_act(request)}
        if typed["is_approved"] == "no":
            refuse_designation(registration, **said)
            return Done("The designation is turned down.", _back(person))
        approve_designation(registration, **said)
        return Done("The designation is approved. It is reviewed sooner than other registrations.", _back(person))

    page = FormPage("Approve a police designation", "Save the decision", _back(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def notice(request: ActingRequest, reference: str) -> HttpResponse:
    """Record that the person was told in writing. Their duties follow from what the register knows."""
    person, registration = _live(request, reference, DECIDE_REGISTRATION)
    form = NoticeForm(request.POST or None, initial={"version": registration.version})

    def deed(typed: dict[str, Any]) -> Done:
        means = Registration.NoticeMeans(typed.pop("means"))
        told = record_notice_given(registration, means=means, **typed, **_act(request))
        status = told.get_status_display().lower()
        return Done(f"The registration is {status}. {_first_duty(request, told)}", _back(person))

    intro = f"{registration.get_status_display()}. {registration.get_regime_display()}."
    page = FormPage("Record the notice", "Save", _back(person), about=person.display_name, intro=intro)
    return answer(request, page, form, deed)


def _first_duty(request: ActingRequest, registration: Registration) -> str:
    duty = NotificationDuty.objects.visible_to(request.actor).filter(registration=registration).open().first()
    if duty is None or duty.due_on is None:
        return "No notification is due."
    return f"The first notification is due by {day(duty.due_on)}."


@never_cache
@require_safe
def entry(request: ActingRequest, reference: str) -> HttpResponse:
    """The register entry of a person: registrations, convictions, reviews and history. Opening it is logged."""
    person = person_or_404(request, reference)
    opened = open_register_entry(person, **_act(request))
    live = Registration.objects.visible_to(request.actor).live().filter(person=person).first()
    may_change = CHANGE_CONVICTION.rows(
        Conviction.objects.visible_to(request.actor).filter(person=person), request.actor
    )
    ways = registration_buttons(person, live, request.actor)
    shown = {
        "entry": opened,
        "ways": [each for each in ways if not each.is_grave],
        "grave_ways": [each for each in ways if each.is_grave],
        "changeable": set(may_change.values_list("pk", flat=True)),
        "endable": _endable(request, person),
        "laws": _to_decide(request, live),
        "may_record": RECORD_CONVICTION.allows(request.actor, person),
        "may_propose": live is None and PROPOSE_REGISTRATION.allows(request.actor, person),
    }
    return render(request, "cases/registration.html", shown)


def _to_decide(request: ActingRequest, live: Registration | None) -> list[Law]:
    """The requirements of convictions on which this reader must decide. On a proposal the decision is the approval."""
    if live is None or live.status == Registration.Status.PROPOSED:
        return []
    if not DECIDE_REGISTRATION.allows(request.actor, live):
        return []
    return [law_of(each) for each in wanted(live, actor=request.actor)]


def _endable(request: ActingRequest, person: Person) -> set[int]:
    """The listings under MAPPA whose end this reader may record."""
    running = MappaListing.objects.visible_to(request.actor).filter(person=person, ends_on__isnull=True)
    return set(CHANGE_CONVICTION.rows(running, request.actor).values_list("pk", flat=True))


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: ActingRequest, reference: str, slug: str) -> HttpResponse:
    """One step in the life of a registration: a review, an appeal, an end."""
    person, registration = _live(request, reference, DECIDE_REGISTRATION)
    chosen = STEPS.get(slug)
    if chosen is None:
        raise OutOfReach("no such step")
    start = {"version": registration.version, "risk_of_serious_harm": registration.harm_risk}
    form = chosen.form(request.POST or None, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        chosen.deed(registration, **chosen.details(typed), **_act(request))
        return Done(chosen.said, _back(person))

    status = f"{registration.get_status_display()}. {chosen.intro}"
    page = FormPage(chosen.title, chosen.button, _back(person), about=person.display_name, intro=status.strip())
    return answer(request, page, form, deed)


@never_cache
@require_safe
def letter(request: ActingRequest, reference: str) -> HttpResponse:
    """The notice of requirements to hand to the person, on paper."""
    person, registration = _live(request, reference, DECIDE_REGISTRATION)
    opened = open_register_entry(person, **_act(request))
    line = next(each for each in opened.lines if each.is_live and each.is_of_this_record)
    said = ("Gate", "Authority", "Managed by", "Offender manager")
    shown = {
        "entry": opened,
        "line": line,
        "letter_rows": [*(pair for pair in line.rows if pair[0] in said), ("Period", line.period)],
        "periods": _periods(request, person),
        "has_requirement": running_requirements(registration, on=timezone.localdate()) > 0,
        "registration": registration,
        "today": timezone.localdate(),
    }
    return render(request, "cases/notice_letter.html", shown)


def _said(risk: HarmRisk) -> str:
    if not risk.level:
        return "No risk of serious harm is on record. That is not a low risk."
    return f"Highest risk of serious harm on record: {Registration.HarmRisk(risk.level).label.lower()}, {risk.said}."


def _if_high(request: ActingRequest, person: Person, followed: tuple[GateProposal, ...]) -> list[GateProposal]:
    """The gates that would open besides, were the risk of serious harm assessed as high now."""
    codes = {each.gate.code for each in followed}
    found = gates_of(person, actor=request.actor, on=timezone.localdate(), risk_of_serious_harm="high")
    return [each for each in found if each.gate.code not in codes]


def _periods(request: ActingRequest, person: Person) -> list[tuple[str, str]]:
    """How long each standing conviction for an offence of Schedule 3 requires notification, in words."""
    rows = Conviction.objects.visible_to(request.actor).standing().filter(person=person, is_schedule_3_offence=True)
    return [(f"{each.offence_title}, {day(each.convicted_on)}", notification_in_words(each)) for each in rows[:MOST]]


def _live(request: ActingRequest, reference: str, policy: Policy) -> tuple[Person, Registration]:
    """The person and the live registration of this record, for somebody whom the policy lets act on it."""
    person = person_or_404(request, reference)
    registration = get_or_404(Registration.objects.visible_to(request.actor).live(), person=person)
    policy.require(request.actor, registration)
    return person, registration


def _act(request: ActingRequest) -> dict[str, Any]:
    return {"actor": request.actor, "reason": reason_of(request)}


def _back(person: Person) -> str:
    return reverse("registration", args=[person.reference])
