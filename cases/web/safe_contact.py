"""How a victim may be contacted: set, confirmed again by one key, and decided anew after a refuge."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from cases import policies
from cases.actions.cards import read_details, read_victim
from cases.actions.protection import (
    confirm_safe_contact,
    decide_after_refuge,
    read_safe_contact,
    set_safe_contact,
)
from cases.models import Pair, SafeContactRule
from cases.victims import WORDS_OF_RULE, reading_of_rule, rule_as_corrected
from cases.web.reached import pair_or_404, victim_page
from cases.web.safe_contact_forms import AfterRefugeForm, ConfirmSafeContactForm, SafeContactForm
from register.web.form_page import Done, FormPage, answer

GET_OR_POST = ["GET", "POST"]
AFTER_REFUGE = (
    "They have left refuge. Everything that was hidden is still confidential, in every force, until you decide. "
    "Ask them first. What you leave unticked stays confidential; other records that are joined with theirs then "
    "follow their own protection."
)


@never_cache
@require_http_methods(GET_OR_POST)
def set_rule(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """Set how a victim may be contacted."""
    _, pair = pair_or_404(request, reference, victim)
    policies.SEE_SAFE_CONTACT.require(request.actor, pair)
    form = SafeContactForm(request.POST) if request.method == "POST" else _rule_form(request, pair)

    def deed(typed: dict[str, Any]) -> Done:
        said = rule_as_corrected(pair, form.said(), actor=request.actor)
        rule = set_safe_contact(pair, actor=request.actor, reason=reason_of(request), **said)
        return Done(_set_sentence(rule), victim_page(pair))

    page = _page(pair, "Set the safe-contact rule", "Set", template="cases/safe_contact_form.html")
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def confirm(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """Say that the victim was asked again and everything still holds."""
    found, pair = pair_or_404(request, reference, victim)
    policies.SEE_SAFE_CONTACT.require(request.actor, pair)
    shown = read_victim(found, actor=request.actor, reason=reason_of(request), pair=pair)
    form = ConfirmSafeContactForm(request.POST or None, initial={"based_on": shown.rule_number})

    def deed(typed: dict[str, Any]) -> Done:
        confirm_safe_contact(pair, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The safe-contact rule is confirmed.", victim_page(pair))

    page = _page(
        pair, "Does this still hold?", "Yes, all of it still holds", template="cases/safe_contact_confirm.html"
    )
    return answer(request, page, form, deed, shown=shown)


@never_cache
@require_http_methods(GET_OR_POST)
def after_refuge(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """Decide what may be shown again of somebody who has left refuge."""
    found, pair = pair_or_404(request, reference, victim)
    policies.SEE_PROTECTED.require(request.actor, pair)
    details = read_details(found, actor=request.actor, reason=reason_of(request), pair=pair)
    form = AfterRefugeForm(request.POST or None, details=details)

    def deed(typed: dict[str, Any]) -> Done:
        decide_after_refuge(pair, actor=request.actor, reason=reason_of(request), **form.said())
        return Done("What may be shown is decided. Everything else stays confidential.", victim_page(pair))

    return answer(request, _page(pair, "Decide what may be shown again", "Decide", intro=AFTER_REFUGE), form, deed)


def _set_sentence(rule: SafeContactRule) -> str:
    if rule.is_in_refuge:
        return "The safe-contact rule is set. No contact detail of theirs is shown to anybody now."
    if rule.has_left_refuge:
        return "The safe-contact rule is set. What was hidden stays confidential until somebody decides about it."
    return "The safe-contact rule is set."


def _rule_form(request: ActingRequest, pair: Pair) -> SafeContactForm:
    """The form with the rule in force in it. Seeing it is logged."""
    rule = read_safe_contact(pair, actor=request.actor, reason=reason_of(request))
    if rule is None:
        return SafeContactForm(initial={"channel": SafeContactRule.Channel.ASK_FIRST, "based_on": 0})
    names, read = set(SafeContactForm.base_fields) - {"based_on"}, reading_of_rule(pair, actor=request.actor)
    held = {name: getattr(rule, name) for name in names}
    return SafeContactForm(initial={"based_on": rule.pk} | held | {name: read(held[name]) for name in WORDS_OF_RULE})


def _page(
    pair: Pair, title: str, button: str, *, intro: str = "", template: str = "register/form_page.html"
) -> FormPage:
    back = victim_page(pair)
    return FormPage(title, button, back, about=pair.victim.display_name, intro=intro, template=template)
