"""Recording convictions, what became of them on appeal, and the listing under MAPPA."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import OutOfReach
from cases.register_entry import law_of
from cases.web.card import person_or_404
from cases.web.conviction_forms import (
    ConvictionForm,
    EndMappaForm,
    MappaForm,
    QuashForm,
    RequirementForm,
    VaryForm,
)
from cases.web.orders import own_force
from register.actions.convictions import (
    Sentence,
    end_mappa,
    quash_conviction,
    record_conviction,
    record_mappa,
    vary_conviction,
)
from register.actions.requirements import find_no_requirement, require_notification
from register.duties.wanted import Regime, Wanted, is_to_decide, wanted
from register.models import Conviction, MappaListing, Person, Registration
from register.policies import CHANGE_CONVICTION, DECIDE_REGISTRATION, RECORD_CONVICTION
from register.rules.offences import offences
from register.web.form_page import Done, FormPage, answer
from ui.dates import day

IS_UNDER_18 = {"yes": True, "no": False}
MOST_OFFERED = 50
TO_DECIDE = "It requires notification: whoever manages the registration is asked to decide."


@never_cache
@require_http_methods(["GET", "POST"])
def conviction(request: ActingRequest, reference: str) -> HttpResponse:
    """Record a conviction, finding or caution."""
    person = person_or_404(request, reference)
    RECORD_CONVICTION.require(request.actor, person)
    force = own_force(request, RECORD_CONVICTION.permission)
    others = {each.pk: each for each in _of(request, person)}
    named = [(pk, f"{each.cjs_code}, {day(each.convicted_on)}") for pk, each in others.items()]
    form = ConvictionForm(request.POST or None, others=named, is_birth_known=person.date_of_birth is not None)

    def deed(typed: dict[str, Any]) -> Done:
        offence, sentence = typed.pop("offence"), _sentence(typed, others)
        young = IS_UNDER_18.get(typed.pop("is_under_18", ""))
        kind = Conviction.Kind(typed.pop("kind"))
        made = record_conviction(
            person, force=force, cjs_code=offence.code, offence_title=offence.title, sentence=sentence, kind=kind,
            is_under_18=young, actor=request.actor, reason=reason_of(request), **typed,
        )  # fmt: skip
        said = f"The {made.get_kind_display().lower()} is in the record."
        if is_to_decide(made, actor=request.actor):
            return Done(f"{said} {TO_DECIDE}", _entry(person), is_warning=True)
        return Done(said, _entry(person))

    page = FormPage(
        "Record a conviction", "Record", _entry(person), about=person.display_name, template="cases/conviction.html"
    )
    return answer(request, page, form, deed, offences=offences().values())


@never_cache
@require_http_methods(["GET", "POST"])
def quash(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Record that a conviction was quashed."""
    person, row = _conviction(request, reference, number)
    form = QuashForm(request.POST or None, initial={"version": row.version})

    def deed(typed: dict[str, Any]) -> Done:
        quash_conviction(row, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The conviction is quashed. It opens no gate and requires nothing any more.", _entry(person))

    page = FormPage(
        "Conviction quashed", "Record", _entry(person), about=person.display_name, intro=_named(row)
    )  # fmt: skip
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def vary(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Record the sentence that a court put in the place of the first."""
    person, row = _conviction(request, reference, number)
    form = VaryForm(request.POST or None, initial={"version": row.version})

    def deed(typed: dict[str, Any]) -> Done:
        disposal, days = Conviction.Disposal(typed.pop("disposal")), typed.pop("term_days") or 0
        vary_conviction(
            row, disposal=disposal, term_days=days, actor=request.actor, reason=reason_of(request), **typed
        )  # fmt: skip
        return Done("The new sentence is in the record.", _entry(person))

    page = FormPage("Sentence varied on appeal", "Record", _entry(person), about=person.display_name, intro=_named(row))
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def mappa(request: ActingRequest, reference: str) -> HttpResponse:
    """Record how somebody is managed under MAPPA."""
    person = person_or_404(request, reference)
    RECORD_CONVICTION.require(request.actor, person)
    force = own_force(request, RECORD_CONVICTION.permission)
    form = MappaForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        record_mappa(person, force=force, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The listing under MAPPA is in the record.", _entry(person))

    page = FormPage("Record MAPPA management", "Record", _entry(person), about=person.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def end_listing(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Record the last day on which somebody is managed under MAPPA."""
    person = person_or_404(request, reference)
    listing = get_or_404(MappaListing.objects.visible_to(request.actor), person=person, pk=number)
    CHANGE_CONVICTION.require(request.actor, listing)
    form = EndMappaForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        end_mappa(listing, ends_on=typed["ends_on"], actor=request.actor, reason=reason_of(request))
        return Done("The end of the listing is in the record.", _entry(person))

    intro = f"{listing.get_category_display()}. {listing.get_level_display()}. Since {day(listing.starts_on)}."
    page = FormPage("End MAPPA management", "Record", _entry(person), about=person.display_name, intro=intro)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(["GET", "POST"])
def requirement(request: ActingRequest, reference: str, number: int, regime: str) -> HttpResponse:
    """Decide whether a conviction that was recorded after the registration brings its requirement to notify."""
    person = person_or_404(request, reference)
    registration = get_or_404(Registration.objects.visible_to(request.actor).live(), person=person)
    DECIDE_REGISTRATION.require(request.actor, registration)
    proposed = _wanted(registration, request, number, regime)
    is_of_schedule_3 = proposed.regime == Regime.SOA
    is_own = CHANGE_CONVICTION.allows(request.actor, proposed.conviction)
    form = RequirementForm(
        request.POST or None, initial={"version": registration.version}, may_be_none=is_of_schedule_3 and is_own
    )

    def deed(typed: dict[str, Any]) -> Done:
        said = {"conviction": proposed.conviction, "version": typed["version"], "actor": request.actor}
        if typed["is_required"] == "no":
            find_no_requirement(registration, why=typed["why"], reason=reason_of(request), **said)
            return Done("The decision is recorded: no requirement begins.", _entry(person))
        require_notification(registration, regime=proposed.regime, reason=reason_of(request), **said)
        return Done("The requirement has begun, and its duties are worked out.", _entry(person))

    page = FormPage(
        "Decide on a requirement to notify", "Save the decision", _entry(person), about=person.display_name,
        template="cases/requirement.html",
    )  # fmt: skip
    other = proposed.conviction.force.name if is_of_schedule_3 and not is_own else ""
    return answer(request, page, form, deed, law=law_of(proposed), recorded_by_other=other)


def _wanted(registration: Registration, request: ActingRequest, number: int, regime: str) -> Wanted:
    """The requirement that waits for a decision, or none: then the page is not there."""
    for each in wanted(registration, actor=request.actor):
        if each.conviction.pk == number and each.regime == regime:
            return each
    raise OutOfReach("no such requirement")


def _sentence(typed: dict[str, Any], others: dict[int, Conviction]) -> Sentence:
    """The part of the form that is about the sentence, taken out of what was typed."""
    follows, link = typed.pop("follows"), typed.pop("term_link")
    lengths = {name: typed.pop(name) or 0 for name in ("term_days", "overlap_months", "overlap_days")}
    return Sentence(
        Conviction.Disposal(typed.pop("disposal")),
        typed.pop("term_months"),
        follows=others[int(follows)] if follows else None,
        term_link=link if follows else "",
        **lengths,
    )


def _of(request: ActingRequest, person: Person) -> list[Conviction]:
    """The standing convictions of this record that have a term."""
    rows = Conviction.objects.visible_to(request.actor).standing().filter(person=person, term_months__isnull=False)
    return list(rows[:MOST_OFFERED])


def _conviction(request: ActingRequest, reference: str, number: int) -> tuple[Person, Conviction]:
    person = person_or_404(request, reference)
    row = get_or_404(Conviction.objects.visible_to(request.actor), person=person, pk=number)
    CHANGE_CONVICTION.require(request.actor, row)
    return person, row


def _named(row: Conviction) -> str:
    return f"{row.offence_title}, {day(row.convicted_on)}."


def _entry(person: Person) -> str:
    return reverse("registration", args=[person.reference])
