"""What happened in a matter, and telling the victims of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases import policies
from cases.actions import victims_code as deeds
from cases.models import Case, Development, VictimUpdate, VictimUpdateStep
from cases.rules.victims_code import TELLINGS, Happened, review_until
from cases.web.forms import PastDateField
from cases.web.incident_forms import WhenForm, now_as_typed
from cases.web.order_forms import why_field
from cases.web.reached import workable_case
from register.web.form_page import Done, FormPage, answer
from ui.dates import day
from ui.forms import Form, OptionLabel

GET_OR_POST = ["GET", "POST"]


class DevelopmentForm(Form):
    """What happened, and on which day."""

    kind = forms.ChoiceField(label="What happened", choices=[("", "Choose"), *Development.Kind.choices])
    happened_on = PastDateField(label="On what day", help_text="Of what a court did: the day on which you were told")
    note = forms.CharField(
        label="Details", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as each condition of bail, or where and when the court sits",
    )  # fmt: skip


class WithdrawForm(Form):
    """Why what was recorded is withdrawn."""

    why = why_field("What was wrong")


class TellVictimForm(WhenForm):
    """Whether the victim was told, when and how."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label="What came of it?",
        choices=[
            ("told", OptionLabel("They were told")),
            ("not_reached", OptionLabel("Not told yet", hint="Tried in vain, or held back because it is not safe")),
            ("not_wanted", OptionLabel("They asked not to be told")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it"},
    )
    means = forms.ChoiceField(
        label="How they were told", choices=[("", "Choose"), *VictimUpdateStep.Means.choices], required=False
    )
    note = forms.CharField(
        label="Note", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed if they were not told: what was tried, or what they said",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("result") == "told" and not typed.get("means"):
            self.add_error("means", "Choose how they were told")
        return typed


@never_cache
@require_http_methods(GET_OR_POST)
def record_development(request: ActingRequest, reference: str) -> HttpResponse:
    """Record what happened in the matter of a case."""
    case = workable_case(request, reference)

    def deed(typed: dict[str, Any]) -> Done:
        made = deeds.record_development(case, actor=request.actor, reason=reason_of(request), **typed)
        first = made.updates.order_by("due_on").first()
        told = f"Tell the victims by {day(first.due_on)}." if first else "Nobody in the case is a victim yet."
        return Done(f"It is in the record. {told}", _back(case))

    intro = "Each victim in the case is then to be told, by the day that the Victims’ Code gives."
    page = FormPage("Record what happened", "Record", _back(case), about=case.reference, intro=intro)
    return answer(request, page, DevelopmentForm(request.POST or None), deed)


@never_cache
@require_http_methods(GET_OR_POST)
def withdraw_development(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Withdraw what was recorded by mistake."""
    case = workable_case(request, reference)
    development = get_or_404(case.developments.filter(withdrawn_at=None), pk=number)

    def deed(typed: dict[str, Any]) -> Done:
        deeds.withdraw_development(
            case, actor=request.actor, reason=reason_of(request), development=development, **typed
        )
        return Done("It is withdrawn. Nobody need be told of it any more.", _back(case))

    about = f"{development.get_kind_display()}, {day(development.happened_on)}"
    page = FormPage("Withdraw what was recorded", "Withdraw", _back(case), about=about)
    return answer(request, page, WithdrawForm(request.POST or None), deed)


@never_cache
@require_http_methods(GET_OR_POST)
def tell_victim(request: ActingRequest, reference: str) -> HttpResponse:
    """Tell a victim what happened: first how they may be contacted safely, then what came of it."""
    rows = VictimUpdate.objects.visible_to(request.actor)
    related = ("development", "case__person__owner_force", "pair__victim", "pair__force", "person")
    update = get_or_404(rows.select_related(*related), reference=reference)
    policies.TELL_VICTIM.require(request.actor, update)
    if update.status != VictimUpdate.Status.WAITING:
        return redirect(_back(update.case))
    to_tell = deeds.open_victim_update(update, actor=request.actor, reason=reason_of(request))
    form = TellVictimForm(request.POST or None, initial={**now_as_typed(), "version": update.version})

    def deed(typed: dict[str, Any]) -> Done:
        return Done(_recorded(request, update, typed), _back(update.case))

    telling = TELLINGS[Happened(update.development.kind)]
    page = FormPage(
        telling.to_do, "Record", _back(update.case), about=update.person.display_name,
        template="cases/tell_victim.html", refused_at="note",
    )  # fmt: skip
    until = review_until(Happened(update.development.kind), update.development.happened_on)
    shown = {"update": update, "note": to_tell.note, "each": to_tell.victim, "telling": telling}
    return answer(request, page, form, deed, review_until=until, **shown)


def _recorded(request: ActingRequest, update: VictimUpdate, typed: dict[str, Any]) -> str:
    by = {"actor": request.actor, "reason": reason_of(request), "version": typed["version"], "note": typed["note"]}
    if typed["result"] == "told":
        told = deeds.tell_victim(
            update, means=VictimUpdateStep.Means(typed["means"]), told_at=typed["happened_at"], **by
        )
        late = " That was after the last day, and stays marked as late." if told.is_late(on=told.due_on) else ""
        return f"It is in the record that they were told.{late}"
    if typed["result"] == "not_wanted":
        deeds.note_update_not_wanted(update, **by)
        return "It is in the record that they asked not to be told."
    deeds.note_victim_not_reached(update, **by)
    return "It is in the record. They are still to be told: the clock runs on."


def _back(case: Case) -> str:
    return reverse("case", args=[case.reference])
