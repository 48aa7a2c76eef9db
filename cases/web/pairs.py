"""A victim in a case: who they are to the person it is about, and how they are protected."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from audit.core.errors import Refused
from cases import policies
from cases.actions.cards import read_victim
from cases.actions.cases import NewVictim
from cases.actions.cases import add_victim as add_victim_to_case
from cases.actions.pairs import change_pair as change_pair_of
from cases.actions.pairs import end_pair as end_pair_of
from cases.actions.pairs import read_other_role, turned_round
from cases.counter_allegations import Known
from cases.models import CounterAllegation
from cases.web.pair_forms import ASKED, EndPairForm, PairForm, VictimForm, without_reasoning
from cases.web.reached import case_page, pair_or_404, seen_pair_or_404, victim_page, workable_case
from register.models import Person
from register.web.form_page import Done, FormPage, answer
from register.web.keyset import Keyset, Newest, links

GET_OR_POST = ["GET", "POST"]
PAGE = 25
LEAVING = "The end of the relationship is recorded. Leaving is when the danger is greatest: assess the risk again."
BOTH_STAY = "Both stay in the case, and so does everything that protects them."


@never_cache
@require_safe
def victim(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """One victim of a case. Reading it is logged."""
    found, pair = seen_pair_or_404(request, reference, victim)
    page = read_victim(found, actor=request.actor, reason=reason_of(request), pair=pair)
    may_work = page.is_case_open and policies.WORK_CASE.allows(request.actor, found)
    return render(request, "cases/victim.html", {"victim": page, "may_work": may_work})


@never_cache
@require_http_methods(GET_OR_POST)
def add_victim(request: ActingRequest, reference: str) -> HttpResponse:
    """Join somebody who was harmed to the case. Somebody known as having abused is asked about first."""
    found = workable_case(request, reference)
    form = VictimForm(request.POST or None)
    known = _known(request, form)

    def deed(typed: dict[str, Any]) -> Done:
        pair = add_victim_to_case(
            found, actor=request.actor, reason=reason_of(request), victim=_victim(request, typed),
            relationship=typed["relationship"], starts_on=typed["starts_on"], reasoning=form.reasoning(),
        )  # fmt: skip
        return Done("The victim is in the case. Say how they may be contacted safely.", victim_page(pair))

    page = FormPage(
        "Add a victim", "Add", case_page(found), about=found.reference, template="cases/counter_allegation_form.html"
    )
    return answer(request, page, form, deed, **asking(form, known, is_turned=not found.person.is_perpetrator))


def asking(form: Any, known: tuple[Known, ...], *, is_turned: bool = False) -> dict[str, Any]:
    """What the template of a form with the questions shows: what is known, and the fields before and among them."""
    return {
        "known": known,
        "is_turned": is_turned,
        "usual_fields": [form[name] for name in form.fields if name not in ASKED],
        "asked_fields": [form[name] for name in ASKED] if known or is_turned else [],
    }


@never_cache
@require_http_methods(GET_OR_POST)
def change_pair(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """Correct roles, relationship and time of a pair; what was said before stays."""
    _, pair = pair_or_404(request, reference, victim)
    names = ("relationship", "person_role", "victim_role", "starts_on", "ends_on", "version")
    form = PairForm(request.POST or None, initial={name: getattr(pair, name) for name in names})
    roles = {name: str(form[name].value()) for name in ("person_role", "victim_role")}
    is_turned = turned_round(pair, **roles) is not None

    def deed(typed: dict[str, Any]) -> Done:
        change_pair_of(
            pair, actor=request.actor, reason=reason_of(request), reasoning=form.reasoning(), **without_reasoning(typed)
        )
        return Done("Roles and relationship are changed. What was said before stays in the history.", victim_page(pair))

    page = FormPage(
        "Change roles and relationship", "Save", victim_page(pair), about=pair.victim.display_name, intro=BOTH_STAY,
        template="cases/counter_allegation_form.html",
    )  # fmt: skip
    return answer(request, page, form, deed, **asking(form, (), is_turned=is_turned))


@never_cache
@require_http_methods(GET_OR_POST)
def end_pair(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """Say since when a relationship is over."""
    _, pair = pair_or_404(request, reference, victim)
    form = EndPairForm(request.POST or None, initial={"version": pair.version})

    def deed(typed: dict[str, Any]) -> Done:
        end_pair_of(pair, actor=request.actor, reason=reason_of(request), **typed)
        return Done(LEAVING, victim_page(pair), is_warning=True)

    page = FormPage(
        "The relationship ended", "Record", victim_page(pair), about=pair.victim.display_name, intro=BOTH_STAY
    )
    return answer(request, page, form, deed)


@never_cache
@require_safe
def counter_allegations(request: ActingRequest) -> HttpResponse:
    """Which counter-allegations the force recorded, newest first. The list names nobody."""
    policies.SEE_COUNTER_ALLEGATIONS.require(request.actor)
    rows = CounterAllegation.objects.visible_to(request.actor).select_related("case", "pair__victim", "recorded_by")
    page = Keyset(Newest("recorded_at"), PAGE).page(rows, request.GET.get("after", ""))
    return render(request, "cases/counter_allegations.html", {"rows": page.rows, **links(request, page)})


def _known(request: ActingRequest, form: VictimForm) -> tuple[Known, ...]:
    """What is known of the one who was typed in, in the other role; nothing of anybody new."""
    typed = form.cleaned_data if request.method == "POST" and form.is_valid() else {}
    person = _person(request, typed.get("reference", ""))
    if person is None:
        return ()
    return read_other_role(person, actor=request.actor, reason=reason_of(request), is_entered_as_harmed=True)


def _person(request: ActingRequest, reference: str) -> Person | None:
    people = Person.objects.visible_to(request.actor)
    return people.filter(reference__iexact=reference.strip()).first() if reference else None


def _victim(request: ActingRequest, typed: dict[str, Any]) -> Person | NewVictim:
    """The person of the reference, or whoever the other boxes describe."""
    if not typed["reference"]:
        return NewVictim(typed["forenames"], typed["surname"], typed["date_of_birth"], typed["sex"])
    person = _person(request, typed["reference"])
    if person is None:
        raise Refused("There is nobody with this reference. Check it, or enter their name below.", field="reference")
    return person
