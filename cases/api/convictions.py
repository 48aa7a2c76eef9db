"""Convictions, what became of them on appeal, and the listing under MAPPA, through the API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import line, one_of, past_day, whole
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from audit.core.errors import Refused
from cases.actions.register_entry import open_register_entry
from cases.api.targets import conviction_of, listing_of, own_force, person_named_by, person_of
from cases.register_entry import notification_in_words
from register.actions import convictions as acts
from register.api.texts import TEXTS
from register.models import Conviction, MappaListing, Person
from register.policies import RECORD_CONVICTION
from register.rules.notification_periods import missing_term
from register.rules.offences import offences

LONGEST_TERM, LONGEST_DAYS = 1200, 366
TERM = {"term_months": whole(LONGEST_TERM), "term_days": whole(LONGEST_DAYS)}


@dataclass(frozen=True, slots=True)
class ConvictionShown:
    """A conviction, finding or caution. `person` is the record that holds it; `follows` the number of the one beside
    which its term runs; `notification` how long it requires notification, in words."""

    number: int
    version: int
    person: str
    force: str
    kind: str
    cjs_code: str
    offence_title: str
    convicted_on: date
    sentenced_on: date | None
    court: str
    court_name: str
    disposal: str
    term_months: int | None
    term_days: int
    follows: int | None
    term_link: str
    overlap_months: int
    overlap_days: int
    is_under_18: bool | None
    is_schedule_3_offence: bool
    has_domestic_abuse_finding: bool
    varied_on: date | None
    quashed_on: date | None
    appeal_court: str
    notification: str


@dataclass(frozen=True, slots=True)
class MappaShown:
    """A listing under MAPPA. `ends_on` is null while it runs."""

    number: int
    person: str
    force: str
    category: int
    level: int
    has_domestic_abuse_marker: bool
    starts_on: date
    ends_on: date | None


def _convictions(asking: Asking, person: Person, after: Any = None) -> Shown:
    held = open_register_entry(person, **asking.act).held
    rows = Conviction.objects.visible_to(asking.actor).filter(person__in=held.record_ids)
    page, then = newest_first(rows.select_related("person", "force", "follows__follows"), after)
    read = held.guard.free_text
    found = [
        shown(ConvictionShown, each, read, follows=each.follows_id, notification=notification_in_words(each))
        for each in page
    ]
    return Shown({"reference": person.reference, "convictions": found, "next": then})


def _listings(asking: Asking, person: Person, after: Any = None) -> Shown:
    held = open_register_entry(person, **asking.act).held
    rows = MappaListing.objects.visible_to(asking.actor).filter(person__in=held.record_ids)
    page, then = newest_first(rows.select_related("person", "force"), after)
    found = [shown(MappaShown, each, held.guard.free_text) for each in page]
    return Shown({"reference": person.reference, "listings": found, "next": then})


def _terms(actor: Actor, target: Any) -> Any:
    """The standing convictions of this record beside whose term another may run."""
    return Conviction.objects.visible_to(actor).standing().filter(person=target, term_months__isnull=False)


def _recorded(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    """The details of a conviction: the offence by its code, the force of whoever records it."""
    offence = offences().get(sent["cjs_code"])
    if offence is None:
        raise Refused("No offence has that CJS code.", field="cjs_code")
    sentence: acts.Sentence = sent["sentence"]
    _require_term(sentence.disposal, sentence.term_months)
    force = own_force(actor, RECORD_CONVICTION.permission)
    return {**sent, "force": force, "offence_title": offence.title, "sentence": _plain(sentence)}


def _varied(actor: Actor, conviction: Conviction, sent: dict[str, Any]) -> dict[str, Any]:
    _require_term(sent["disposal"], sent.get("term_months"))
    return sent


def _require_term(disposal: str, months: int | None) -> None:
    if problem := missing_term(disposal, months):
        raise Refused(problem, field="term_months")


def _plain(sentence: acts.Sentence) -> acts.Sentence:
    """The sentence with its choices as the columns take them."""
    return replace(sentence, term_link=str(sentence.term_link))


def _listed(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    return {**sent, "force": own_force(actor, RECORD_CONVICTION.permission)}


AT = Place("api-convictions", lambda row: {"reference": person_named_by(row)})
AT_MAPPA = Place("api-mappa", lambda row: {"reference": person_named_by(row)})
OF_PERSON, ONE = "people/<str:reference>", "people/<str:reference>/convictions/<int:number>"

ROWS: tuple[Row, ...] = (
    Read(
        f"{OF_PERSON}/convictions", "api-convictions", "The convictions of a person, in every joined record.",
        _convictions, person_of, query=Paged, acts=(open_register_entry,),
    ),
    Write(
        f"{OF_PERSON}/convictions", "api-record-conviction", acts.record_conviction, person_of, AT, makes=True,
        texts=TEXTS, leaves_out=("force", "offence_title"), fills=_recorded, tells=("is_schedule_3_offence",),
        fields={
            "cjs_code": line(10), "convicted_on": past_day, "sentenced_on": past_day,
            "court": one_of(Conviction.Court), "sentence.term_link": one_of(Conviction.TermLink),
            "sentence.follows": named_by(_terms, by="pk"),
            "sentence.term_months": whole(LONGEST_TERM), "sentence.term_days": whole(LONGEST_DAYS),
            "sentence.overlap_months": whole(LONGEST_TERM), "sentence.overlap_days": whole(LONGEST_DAYS),
        },
    ),
    Write(
        f"{ONE}/quash", "api-quash-conviction", acts.quash_conviction, conviction_of, AT, has_version=True,
        texts=TEXTS, fields={"quashed_on": past_day}, tells=("quashed_on",),
    ),
    Write(
        f"{ONE}/vary", "api-vary-conviction", acts.vary_conviction, conviction_of, AT, has_version=True, texts=TEXTS,
        fields={"varied_on": past_day, **TERM}, fills=_varied, tells=("varied_on",),
    ),
    Read(
        f"{OF_PERSON}/mappa", "api-mappa", "How a person is and was managed under MAPPA, in every joined record.",
        _listings, person_of, query=Paged, acts=(open_register_entry,),
    ),
    Write(
        f"{OF_PERSON}/mappa", "api-record-mappa", acts.record_mappa, person_of, AT_MAPPA, makes=True, texts=TEXTS,
        leaves_out=("force",), fills=_listed, fields={"starts_on": past_day}, tells=("starts_on",),
    ),
    Write(
        f"{OF_PERSON}/mappa/<int:number>/end", "api-end-mappa", acts.end_mappa, listing_of, AT_MAPPA, texts=TEXTS,
        fields={"ends_on": past_day}, tells=("ends_on",),
    ),
)  # fmt: skip
