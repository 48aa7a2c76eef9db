"""The risk in a case, as its pages show it: the level, its clocks, who set it and how, and what waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from accounts.actor import Actor
from cases.models import Case, CaseRisk, InstrumentSheet, ItemAnswer, Lowering, RiskAssessment
from cases.presenters import RISK_COLOURS
from cases.reading import without_protected_details
from cases.rules.instruments import instrument_of
from cases.rules.instruments.scoring import Figure, figure_of
from cases.rules.instruments.terms import SAID_YES, WORDS, Answer, Instrument, Item
from register.models import Registration
from ui.dates import day, moment

MOST_LEVELS, MOST_SHEETS, MOST_REQUESTS = 50, 20, 20


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One setting of the level."""

    level: str
    colour: str
    said: str
    words: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request to lower the level, or to keep it lowered."""

    reference: str
    title: str
    status: str
    colour: str
    said: str
    why: str
    answered: str
    answer: str
    is_waiting: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One use of an instrument."""

    reference: str
    title: str
    said: str
    is_finished: bool
    difference: str


@dataclass(frozen=True, slots=True)
class RiskPage:
    """The risk in a case."""

    level: str
    colour: str
    said: str
    clock: str
    is_overdue: bool
    lowered: str
    levels: tuple[LevelLine, ...]
    requests: tuple[RequestLine, ...]
    sheets: tuple[SheetLine, ...]
    managed_at: str


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """One item with its answer."""

    number: int
    topic: str
    answer: str
    colour: str
    note: str
    is_critical: bool


@dataclass(frozen=True, slots=True)
class SheetResult:
    """A finished sheet: the judgement, which came first, then the figure, then the answers."""

    instrument: Instrument
    judged: str
    judged_colour: str
    judgement: str
    figure: Figure
    difference: str
    is_tool_higher: bool
    why_different: str
    finished: str
    items: tuple[AnsweredItem, ...]


def risk_page_of(case: Case, actor: Actor) -> RiskPage:
    """The risk in a case for this reader: a fixed number of queries."""
    read = without_protected_details(actor, [case.person_id])
    risk = CaseRisk.objects.filter(case=case).select_related("assessment__assessed_by", "assessment__agreed_by").first()
    rows = RiskAssessment.objects.filter(case=case).select_related("assessed_by", "agreed_by")[:MOST_LEVELS]
    requests = Lowering.objects.filter(case=case).select_related("asked_by", "answered_by")[:MOST_REQUESTS]
    sheets = InstrumentSheet.objects.filter(case=case).select_related("started_by")[:MOST_SHEETS]
    today = timezone.localdate()
    return RiskPage(
        level=risk.get_level_display() if risk else "",
        colour=RISK_COLOURS.get(risk.level, "") if risk else "",
        said=who_set(risk.assessment) if risk else "",
        clock=_clock(risk) if risk else "",
        is_overdue=bool(risk and risk.due_on and risk.due_on < today),
        lowered=lowered_in_words(risk) if risk else "",
        levels=tuple(LevelLine(each.get_level_display(), RISK_COLOURS.get(each.level, ""), who_set(each),
                               read(each.judgement)) for each in rows),
        requests=tuple(request_line(each, actor, read) for each in requests),
        sheets=tuple(_sheet(each) for each in sheets),
        managed_at=_managed_at(case),
    )  # fmt: skip


def request_line(lowering: Lowering, actor: Actor, read: Callable[[str], str]) -> RequestLine:
    """One request in words."""
    before, level = lowering.get_level_before_display(), lowering.get_level_display()
    title = f"Keep it at {level.lower()}" if lowering.is_renewal else f"From {before.lower()} to {level.lower()}"
    answered = ""
    if lowering.answered_by is not None and lowering.answered_at is not None:
        answered = f"{lowering.get_status_display()} by {lowering.answered_by.name} on {moment(lowering.answered_at)}"
    colours = {"asked": "yellow", "agreed": "green", "refused": "red"}
    return RequestLine(
        reference=lowering.reference, title=title, status=lowering.get_status_display(),
        colour=colours.get(lowering.status, "grey"),
        said=f"Asked by {lowering.asked_by.name} on {moment(lowering.asked_at)}. Answer by {day(lowering.due_on)}.",
        why=read(lowering.why), answered=answered, answer=read(lowering.answer),
        is_waiting=lowering.status == Lowering.Status.ASKED, is_own=lowering.asked_by_id == actor.user_id,
    )  # fmt: skip


def sheet_result(sheet: InstrumentSheet, actor: Actor) -> SheetResult:
    """A finished sheet in words."""
    read = without_protected_details(actor, [sheet.person_id])
    instrument = instrument_of(sheet.instrument, sheet.instrument_version)
    held = {each.item: each for each in ItemAnswer.objects.filter(sheet=sheet)}
    figure = figure_of(instrument, {code: Answer(each.answer) for code, each in held.items()})
    words = sheet.assessment.judgement if sheet.assessment else sheet.lowering.why if sheet.lowering else ""
    by = sheet.finished_by.name if sheet.finished_by else ""
    return SheetResult(
        instrument=instrument, judged=sheet.get_judged_level_display(),
        judged_colour=RISK_COLOURS.get(sheet.judged_level, ""), judgement=read(words), figure=figure,
        difference=sheet.get_difference_display(),
        is_tool_higher=sheet.difference == InstrumentSheet.Difference.TOOL_HIGHER,
        why_different=read(sheet.why_different),
        finished=f"Finished by {by} on {moment(sheet.finished_at)}" if sheet.finished_at else "",
        items=tuple(_answered(number, item, held.get(item.code), read)
                    for number, item in enumerate(instrument.items, 1)),
    )  # fmt: skip


def who_set(assessment: RiskAssessment) -> str:
    """Who set a level, how and when."""
    when = moment(assessment.assessed_at)
    by = assessment.assessed_by.name if assessment.assessed_by else ""
    agreed = assessment.agreed_by.name if assessment.agreed_by else ""
    return {
        "fell_back": f"Fell back by itself on {when}: nobody renewed the lower level.",
        "raised": f"Raised at once by {by} on {when}.",
        "lowered": f"Lowered by {by} on {when}; {agreed} agreed.",
        "renewed": f"Kept lower by {by} on {when}; {agreed} agreed.",
    }.get(assessment.origin, f"Assessed by {by} on {when}.")


def lowered_in_words(risk: CaseRisk) -> str:
    """Until when a lowered level holds and what follows."""
    if risk.lowered_until_on is None:
        return ""
    return (
        f"This is a lowered level. It holds to {day(risk.lowered_until_on)} and then falls back to "
        f"{risk.get_falls_back_to_display().lower()}, unless two people renew it."
    )


def _clock(risk: CaseRisk) -> str:
    if risk.due_on is None:
        return "The case is closed: no clock runs."
    if risk.reassess_at is not None:
        return f"Assess it again by {moment(risk.reassess_at)}: something new has happened."
    return f"Assess it again by {day(risk.due_on)}."


def _sheet(sheet: InstrumentSheet) -> SheetLine:
    title = instrument_of(sheet.instrument, sheet.instrument_version).title
    said = f"Begun by {sheet.started_by.name} on {day(sheet.started_at)}"
    is_finished = sheet.finished_at is not None
    return SheetLine(sheet.reference, title, said, is_finished, sheet.get_difference_display() if is_finished else "")


def _answered(number: int, item: Item, held: ItemAnswer | None, read: Callable[[str], str]) -> AnsweredItem:
    answer = Answer(held.answer) if held else Answer.NOT_ASKED
    colour = "red" if answer in SAID_YES and item.is_critical else "orange" if answer in SAID_YES else "grey"
    note = read(held.note) if held else ""
    return AnsweredItem(number, item.topic, WORDS[answer], colour, note, item.is_critical)


def _managed_at(case: Case) -> str:
    """The level by which offender management visits: something else, and the page says so."""
    registration = Registration.objects.live().filter(person=case.person_id).first()
    return Registration.HarmRisk(registration.harm_risk).label if registration and registration.harm_risk else ""
