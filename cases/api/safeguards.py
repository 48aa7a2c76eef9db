"""What protects a victim, through the API: safeguards put in place, tested, renewed, ended; steps of a safety plan; and
the services that a victim is told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import Maker, line, past_day, prose
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from audit.core.errors import Refused
from cases import policies
from cases.actions import safeguards as acts
from cases.actions.safeguards import Particulars
from cases.api.case_targets import AT_VICTIM, VICTIM, owners, pair_of, version_read
from cases.api.victims import details_of
from cases.models import Need, Pair, Safeguard, SafetyPlanStep, SupportService
from cases.safeguards import TESTED_KINDS


@dataclass(frozen=True, slots=True)
class ServiceShown:
    """A service that supports victims, from the directory. `areas`: codes of forces; none means everywhere."""

    code: str
    name: str
    telephone: str
    hours: str
    what_it_does: str
    areas: tuple[str, ...]
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    checked_on: date | None


class ServicesAsked(Paged):
    """What somebody needs help with."""

    need = serializers.ChoiceField(Need.values, required=False)


def _services(asking: Asking, need: str = "", after: Any = None) -> Shown:
    """Of everywhere and of the force of whoever asks."""
    rows = SupportService.objects.visible_to(asking.actor).listed()
    rows = rows.filter(Q(areas=[]) | Q(areas__contains=[asking.actor.force_code]))
    page, then = newest_first(rows.filter(needs__contains=[need]) if need else rows, after)
    return Shown({"services": [shown(ServiceShown, each, str) for each in page], "next": then})


def _listed(actor: Actor, pair: Pair) -> Any:
    return SupportService.objects.visible_to(actor).listed()


def _safeguards(actor: Actor, pair: Pair) -> Any:
    return pair.safeguards.all()


def _devices(actor: Actor, pair: Pair) -> Any:
    return pair.safeguards.filter(kind__in=TESTED_KINDS)


def _plans(actor: Actor, pair: Pair) -> Any:
    return pair.safeguards.filter(kind=Safeguard.Kind.SAFETY_PLAN)


def _steps(actor: Actor, pair: Pair) -> Any:
    return SafetyPlanStep.objects.filter(safeguard__pair=pair)


def _of_the_victim(actor: Actor, pair: Pair, sent: dict[str, Any]) -> dict[str, Any]:
    """An address and a number that whoever adds the safeguard may see."""
    particulars = sent.get("particulars", Particulars())
    asked = {name: getattr(particulars, name) for name in ("address", "phone") if getattr(particulars, name)}
    known = details_of(pair, actor) if asked else set()
    for name, number in asked.items():
        if (name, number) not in known:
            raise Refused("This is not a detail of this victim.", field=name)
    return sent


PATH = f"{VICTIM}/safeguards"
TEXTS: dict[str, Maker] = {
    "instruction": prose(500), "device": line(60), "supplier": line(120), "adviser": line(120), "why": prose(2000),
    "what": prose(500), "who": line(120), "outcome": prose(500), "note": prose(500),
}  # fmt: skip
OWNER, READ_BEFORE = {"owner": named_by(owners)}, {"based_on": version_read}
SAFEGUARD, DEVICE = {"safeguard": named_by(_safeguards, by="pk")}, {"safeguard": named_by(_devices, by="pk")}
SERVICE = named_by(_listed, by="code")
AT_STEP = Place(AT_VICTIM.name, lambda step: AT_VICTIM.arguments(step.safeguard))


def step(slug: str, name: str, act: Callable[..., Any], **more: Any) -> Write:
    """Something that protects a victim."""
    return Write(f"{PATH}{slug}", name, act, pair_of, more.pop("at", AT_VICTIM), texts=TEXTS, **more)


ROWS: tuple[Row, ...] = (
    step(
        "", "api-add-safeguard", acts.add_safeguard, makes=True, fills=_of_the_victim,
        fields={**OWNER, "particulars.service": SERVICE, "particulars.tested_on": past_day},
        tells=("kind", "review_on", "ends_on"),
    ),
    step("/renew", "api-renew-safeguard", acts.renew_safeguard, fields={**SAFEGUARD, **OWNER, **READ_BEFORE},
         tells=("review_on", "ends_on")),
    step("/test", "api-test-safeguard", acts.record_test, fields={**DEVICE, **READ_BEFORE, "tested_on": past_day},
         tells=("tested_on",)),
    step("/end", "api-end-safeguard", acts.end_safeguard, fields=SAFEGUARD, tells=("ends_on",),
         says="End a measure, and say why: today is its last day."),
    step("/steps", "api-add-plan-step", acts.add_step, at=AT_STEP, makes=True,
         fields={"plan": named_by(_plans, by="pk")}, tells=("due_on",)),
    step("/steps/done", "api-do-plan-step", acts.do_step, at=AT_STEP, fields={"step": named_by(_steps, by="pk")},
         tells=("done_on",)),
    Read("services", "api-services", "The directory of support services, by what somebody needs.", _services,
         policy=policies.SEE_SERVICES, query=ServicesAsked),
    Write(f"{VICTIM}/services", "api-signpost", acts.signpost, pair_of, AT_VICTIM, makes=True, texts=TEXTS,
          fields={"service": SERVICE}, tells=("way",)),
)  # fmt: skip
