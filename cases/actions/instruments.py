"""Using an instrument of risk assessment: its answers, saved as far as they go, and its figure after the judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.cases import require_open
from cases.events import risk as events
from cases.models import Case, InstrumentSheet, ItemAnswer
from cases.rules.instruments import askable, instrument_of
from cases.rules.instruments.scoring import Figure, difference, figure_of
from cases.rules.instruments.terms import ANSWERS, Answer, Instrument
from register.models import Person

Said = tuple[str, str]
"""The answer to an item, and what was said about it."""


@action(event=events.ITEMS_ANSWERED, policy=policies.WORK_CASE)
def record_answers(
    sheet: InstrumentSheet, *, entry: Entry, actor: Actor, reason: Reason, answers: Mapping[str, Said]
) -> InstrumentSheet:
    """Save answers by the codes of their items, as many as there are. An item that is left out stays as it was."""
    instrument = instrument_of(sheet.instrument, sheet.instrument_version)
    _require_unfinished(sheet)
    user = _require_person(actor)
    _require_answers(instrument, answers)
    held = {each.item: each for each in ItemAnswer.objects.filter(sheet=sheet)}
    changed = {item: said for item, said in answers.items() if _differs(held.get(item), said)}
    for item, (answer, note) in changed.items():
        values = {"answer": answer, "note": note.strip(), "answered_at": timezone.now(), "answered_by_id": user}
        ItemAnswer.objects.update_or_create(sheet=sheet, item=item, defaults=values)
    sheet.version += 1
    sheet.save(update_fields=["version"])
    entry.about(sheet, subject=sheet.person)
    entry.record(instrument=sheet.instrument, items=sorted(changed), answers={k: list(v) for k, v in changed.items()})
    return sheet


@action(event=events.INSTRUMENT_FINISHED, policy=policies.WORK_CASE)
def finish_sheet(sheet: InstrumentSheet, *, entry: Entry, actor: Actor, reason: Reason) -> InstrumentSheet:
    """Say that the answers are as they are to stay: the figure is worked out and set beside the judgement. What was not
    asked stays not asked."""
    _require_unfinished(sheet)
    figure = figure_on(sheet)
    differs = difference(sheet.judged_level, figure)
    sheet.finished_at, sheet.finished_by_id = timezone.now(), _require_person(actor)
    sheet.said_yes, sheet.not_asked, sheet.points = figure.said_yes, figure.not_asked, figure.points
    sheet.suggests, sheet.difference = figure.suggests, differs.value
    sheet.version += 1
    sheet.save()
    entry.about(sheet, subject=sheet.person)
    entry.record(
        instrument=sheet.instrument, judged_level=sheet.judged_level, suggests=figure.suggests,
        difference=differs.value, not_asked=figure.not_asked, points=figure.points,
    )  # fmt: skip
    return sheet


@action(event=events.DIFFERENCE_EXPLAINED, policy=policies.WORK_CASE)
def explain_difference(
    sheet: InstrumentSheet, *, entry: Entry, actor: Actor, reason: Reason, words: str
) -> InstrumentSheet:
    """Say why one's own judgement and the tool's figure differ. Said once, it stands."""
    if sheet.finished_at is None:
        raise Refused("Finish the answers first: until then there is no figure to differ from.")
    if sheet.why_different:
        raise Refused("Somebody has said why already. Nothing was changed.")
    if not words.strip():
        raise Refused("Say in your own words why your judgement and the figure differ.", field="words")

    sheet.why_different = words.strip()
    sheet.version += 1
    sheet.save(update_fields=["why_different", "version"])
    entry.about(sheet, subject=sheet.person)
    entry.record(words=words)
    return sheet


def begin_sheet(code: str, case: Case, *, judged_level: str, by: int, **beside: Any) -> InstrumentSheet | None:
    """Open the sheet of an instrument beside a judgement that was made; nothing where no instrument is used."""
    instrument = next((each for each in askable(timezone.localdate()) if each.code == code), None)
    if instrument is None:
        return None
    return InstrumentSheet.objects.create(
        case=case, person=case.person, force=case.force, judged_level=judged_level, instrument=instrument.code,
        instrument_version=instrument.version, started_by_id=by, **beside,
    )  # fmt: skip


def require_instrument(code: str, case: Case) -> None:
    """That the instrument is in use today and made for such a case; no instrument is always right."""
    if not code:
        return
    instrument = next((each for each in askable(timezone.localdate()) if each.code == code), None)
    if instrument is None:
        raise Refused("This instrument is not in use. Choose another, or none.", field="instrument")
    if instrument.men_who_harm_women_only and case.person.sex == Person.Sex.FEMALE:
        raise Refused(
            f"{instrument.title} is made for assaults by men on women only. Choose another, or none.",
            field="instrument",
        )


def figure_on(sheet: InstrumentSheet) -> Figure:
    """The figure from the answers as they are. Shown only once the sheet is finished."""
    held = {each.item: Answer(each.answer) for each in ItemAnswer.objects.filter(sheet=sheet)}
    return figure_of(instrument_of(sheet.instrument, sheet.instrument_version), held)


def _differs(held: ItemAnswer | None, said: Said) -> bool:
    before = (held.answer, held.note) if held else (Answer.NOT_ASKED.value, "")
    return before != (said[0], said[1].strip())


def _require_answers(instrument: Instrument, answers: Mapping[str, Said]) -> None:
    items, allowed = {each.code for each in instrument.items}, {each.value for each in ANSWERS[instrument.scale]}
    for item, (answer, note) in answers.items():
        if item not in items or answer not in allowed:
            raise Refused("One of the answers is none that this instrument takes. Choose it again.", field=item)
        if len(note) > LONGEST_NOTE:
            raise Refused(f"Say it in {LONGEST_NOTE} characters or fewer.", field=f"{item}_note")


LONGEST_NOTE = 500


def _require_unfinished(sheet: InstrumentSheet) -> None:
    require_open(sheet.case)
    if sheet.finished_at is not None:
        raise Refused("These answers are finished and stand as they are. Assess the risk anew to answer again.")


def _require_person(actor: Actor) -> int:
    if actor.person_id is None:
        raise Refused("A person must answer; a system cannot.")
    return actor.person_id
