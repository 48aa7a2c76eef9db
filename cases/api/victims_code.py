"""What happened in a matter, and telling the victims of it, through the API (the Victims' Code)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import Maker, past_day, prose
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, soonest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from cases import policies
from cases.actions import victims_code as acts
from cases.api.case_targets import AT_CASE, CASE, case_of
from cases.api.page_words import as_said
from cases.models import Case, VictimUpdate


@dataclass(frozen=True, slots=True)
class UpdateBrief:
    """A victim to be told, without their name."""

    reference: str
    version: int
    case: str
    kind: str
    due_on: date


@dataclass(frozen=True, slots=True)
class UpdateShown:
    """A victim to be told of what happened: how they may be reached safely, in the words of the page, and by when."""

    reference: str
    case: str
    victim: str
    kind: str
    happened_on: date
    note: str
    is_enhanced: bool
    due_on: date
    explanation: str
    status: str
    told_at: datetime | None
    contacts: tuple[Any, ...]
    safe_contact: Any
    safe_contact_words: str


def update_of(actor: Actor, reference: str) -> VictimUpdate:
    """A victim to be told, whom the actor may see."""
    rows = VictimUpdate.objects.visible_to(actor)
    related = ("development", "case__person__owner_force", "pair__victim", "pair__force", "person")
    return get_or_404(rows.select_related(*related), reference=reference)


def _updates(asking: Asking, after: Any = None) -> Shown:
    rows = VictimUpdate.objects.visible_to(asking.actor).waiting().select_related("case", "development")
    page, then = soonest_first(rows, "due_on", after)
    found = [shown(UpdateBrief, each, str, kind=each.development.kind) for each in page]
    return Shown({"updates": found, "next": then})


def _update(asking: Asking, update: VictimUpdate) -> Shown:
    told, happened = acts.open_victim_update(update, **asking.act), update.development
    found = shown(
        UpdateShown, update, str, victim=update.person.reference, kind=happened.kind, happened_on=happened.happened_on,
        note=told.note, contacts=as_said(told.victim.contacts), safe_contact=as_said(told.victim.safe_contact),
        safe_contact_words=told.victim.safe_contact_words,
    )  # fmt: skip
    return Shown(found, update.version)


def _developments(actor: Actor, case: Case) -> Any:
    return case.developments.filter(withdrawn_at=None)


AT = Place("api-victim-update", lambda update: {"reference": update.reference})
ONE = "victim-updates/<str:reference>"
TEXTS: dict[str, Maker] = {"note": prose(2000), "why": prose(300)}


def step(slug: str, name: str, act: Callable[..., Any], **more: Any) -> Write:
    """What came of telling a victim."""
    return Write(f"{ONE}/{slug}", name, act, update_of, AT, has_version=True, texts=TEXTS, tells=("status",), **more)


ROWS: tuple[Row, ...] = (
    Write(f"{CASE}/developments", "api-record-development", acts.record_development, case_of, AT_CASE, makes=True,
          texts=TEXTS, fields={"happened_on": past_day}, tells=("kind",)),
    Write(f"{CASE}/developments/withdraw", "api-withdraw-development", acts.withdraw_development, case_of, AT_CASE,
          texts=TEXTS, fields={"development": named_by(_developments, by="pk")}, tells=("withdrawn_at",)),
    Read("victim-updates", "api-victim-updates", "The victims who wait to be told, soonest due first; it names nobody.",
         _updates, policy=policies.SEE_VICTIM_UPDATES, query=Paged),
    Read(ONE, "api-victim-update", "One victim to be told, and how they may be reached safely.", _update, update_of,
         acts=(acts.open_victim_update,)),
    step("told", "api-tell-victim", acts.tell_victim, points={"time": "told_at", "day": "told_at"}),
    step("not-reached", "api-victim-not-reached", acts.note_victim_not_reached),
    step("not-wanted", "api-update-not-wanted", acts.note_update_not_wanted),
)  # fmt: skip
