"""The risk in a case through the API: assessed, raised at once, lowered by two people, and the answers to an
instrument, whose figure comes after the judgement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import Makers, line, one_of, part_of, prose, several
from accounts.api.representations import Reading, named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases import policies
from cases.actions import instruments, lowering
from cases.actions import risk as acts
from cases.api.case_targets import CASE, case_of
from cases.api.targets import person_of
from cases.models import Case, CaseRisk, InstrumentSheet, ItemAnswer, Lowering, RiskAssessment
from cases.reading import as_corrected, without_protected_details
from cases.rules.instruments import INSTRUMENTS, instrument_of
from cases.rules.instruments.scoring import figure_of
from cases.rules.instruments.terms import ANSWERS, Answer, Instrument

MOST_LEVELS, MOST_SHEETS, MOST_REQUESTS, MOST_ITEMS = 50, 20, 20, 60
Level = RiskAssessment.Level
RAISED = (Level.MEDIUM, Level.HIGH)


@dataclass(frozen=True, slots=True)
class LevelSet:
    """One setting of the level: by whom, how, and in which words."""

    level: str
    level_before: str
    origin: str
    instrument: str
    judgement: str
    assessed_at: datetime
    assessed_by: str
    agreed_by: str
    review_on: date


@dataclass(frozen=True, slots=True)
class LoweringShown:
    """A request to lower the level, or to keep it lowered. `sheets` are the instruments used with it."""

    reference: str
    version: int
    level_before: str
    level: str
    is_renewal: bool
    why: str
    status: str
    asked_at: datetime
    asked_by: str
    due_on: date
    answered_at: datetime | None
    answered_by: str
    answer: str
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetBrief:
    """One use of an instrument."""

    reference: str
    version: int
    instrument: str
    instrument_version: str
    started_at: datetime
    started_by: str
    finished_at: datetime | None
    difference: str


@dataclass(frozen=True, slots=True)
class RiskShown:
    """The risk in a case as it stands, with its clocks; `level` is empty where nobody has assessed it. A lowered level
    holds to `lowered_until_on` and then becomes `falls_back_to`."""

    case: str
    person: str
    level: str
    review_on: date | None
    reassess_at: datetime | None
    due_on: date | None
    lowered_until_on: date | None
    falls_back_to: str
    levels: tuple[LevelSet, ...]
    lowerings: tuple[LoweringShown, ...]
    sheets: tuple[SheetBrief, ...]


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One item of an instrument: what may be answered, and what was."""

    item: str
    topic: str
    is_critical: bool
    follow_ups: tuple[str, ...]
    leads_to: str
    answers: tuple[str, ...]
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class SheetShown:
    """An instrument beside the judgement that was made before. The figure is there once it is finished; it does not
    decide."""

    reference: str
    case: str
    instrument: str
    instrument_version: str
    title: str
    judged_level: str
    judgement: str
    started_at: datetime
    started_by: str
    finished_at: datetime | None
    finished_by: str
    said_yes: int | None
    not_asked: int | None
    points: int | None
    figure: str
    suggests: str
    difference: str
    why_different: str
    items: tuple[ItemShown, ...]


@dataclass(frozen=True, slots=True)
class AnswerSent:
    """The answer to one item. Without a note the one that is held stays."""

    item: str
    answer: Answer
    note: str | None = None


def _risk(asking: Asking, case: Case) -> Shown:
    acts.read_risk(case, **asking.act)
    read = without_protected_details(asking.actor, [case.person_id])
    risk = CaseRisk.objects.visible_to(asking.actor).filter(case=case).first()
    clocks = ("level", "review_on", "reassess_at", "due_on", "lowered_until_on", "falls_back_to")
    none = {"level": "", "falls_back_to": ""}
    levels = case.assessments.select_related("assessed_by", "agreed_by")[:MOST_LEVELS]
    asked = case.lowerings.select_related("asked_by", "answered_by").prefetch_related("sheets")[:MOST_REQUESTS]
    sheets = case.sheets.select_related("started_by")[:MOST_SHEETS]
    found = RiskShown(
        case=case.reference, person=case.person.reference,
        **{name: getattr(risk, name, none.get(name)) for name in clocks},  # type: ignore[arg-type]
        levels=tuple(
            shown(LevelSet, each, read, assessed_by=named(each.assessed_by), agreed_by=named(each.agreed_by))
            for each in levels
        ),
        lowerings=tuple(_lowering_shown(each, read) for each in asked),
        sheets=tuple(shown(SheetBrief, each, read) for each in sheets),
    )  # fmt: skip
    return Shown(found, risk.version if risk else None)


def _lowering(asking: Asking, asked: Lowering) -> Shown:
    acts.read_risk(asked.case, **asking.act)
    read = without_protected_details(asking.actor, [asked.person_id])
    return Shown(_lowering_shown(asked, read), asked.version)


def _lowering_shown(asked: Lowering, read: Reading) -> LoweringShown:
    sheets = tuple(each.reference for each in asked.sheets.all()[:MOST_SHEETS])
    return shown(LoweringShown, asked, read, answered_by=named(asked.answered_by), sheets=sheets)


def _sheet(asking: Asking, sheet: InstrumentSheet) -> Shown:
    acts.read_risk(sheet.case, **asking.act)
    read = without_protected_details(asking.actor, [sheet.person_id])
    instrument, held = _instrument(sheet), _held(sheet)
    words = sheet.assessment.judgement if sheet.assessment else sheet.lowering.why if sheet.lowering else ""
    given = {code: Answer(each.answer) for code, each in held.items()}
    found = shown(
        SheetShown, sheet, read, case=sheet.case.reference, title=instrument.title, judgement=read(words),
        finished_by=named(sheet.finished_by),
        figure=figure_of(instrument, given).sentence if sheet.finished_at else "",
        items=tuple(_item(instrument, code, held.get(code), read) for code in [each.code for each in instrument.items]),
    )  # fmt: skip
    return Shown(found, sheet.version)


def _item(instrument: Instrument, code: str, held: ItemAnswer | None, read: Reading) -> ItemShown:
    item = next(each for each in instrument.items if each.code == code)
    return ItemShown(
        item=code, topic=item.topic, is_critical=item.is_critical, follow_ups=item.follow_ups, leads_to=item.leads_to,
        answers=tuple(each.value for each in ANSWERS[instrument.scale]),
        answer=held.answer if held else Answer.NOT_ASKED.value, note=read(held.note) if held else "",
    )  # fmt: skip


def _instrument(sheet: InstrumentSheet) -> Instrument:
    return instrument_of(sheet.instrument, sheet.instrument_version)


def _held(sheet: InstrumentSheet) -> dict[str, ItemAnswer]:
    return {each.item: each for each in sheet.answers.all()[:MOST_ITEMS]}


def _answers(actor: Actor, sheet: InstrumentSheet, sent: dict[str, Any]) -> dict[str, Any]:
    """The answers by their items, each refusal at its own place. A note that was shown in part and left so stays."""
    instrument, held = _instrument(sheet), _held(sheet)
    items, allowed = {each.code for each in instrument.items}, ANSWERS[instrument.scale]
    read = without_protected_details(actor, [sheet.person_id])
    answers: dict[str, instruments.Said] = {}
    for number, each in enumerate(sent["answers"]):
        if each.item not in items or each.item in answers:
            raise Refused("This is no item of the instrument, or it stands twice.", field=f"answers/{number}/item")
        if each.answer not in allowed:
            raise Refused("This instrument does not take that answer.", field=f"answers/{number}/answer")
        before = held[each.item].note if each.item in held else ""
        typed = before if each.note is None else each.note
        note = as_corrected(before, typed, read, field=f"answers/{number}/note") if each.note is not None else typed
        answers[each.item] = (each.answer.value, note)
    return {"answers": answers}


def lowering_of(actor: Actor, reference: str, lowering: str) -> Lowering:
    """A request in this very case."""
    rows = Lowering.objects.visible_to(actor).filter(case=case_of(actor, reference))
    return get_or_404(rows.select_related("case__person", "asked_by", "answered_by"), reference=lowering)


def sheet_of(actor: Actor, reference: str, sheet: str) -> InstrumentSheet:
    """An instrument used in this very case."""
    rows = InstrumentSheet.objects.visible_to(actor).filter(case=case_of(actor, reference))
    related = ("case__person", "assessment", "lowering", "started_by", "finished_by")
    return get_or_404(rows.select_related(*related), reference=sheet)


def _raised(raised: list[RiskAssessment]) -> dict[str, Any]:
    """In how many cases it was raised: of which forces they are is for their own officers."""
    return {"raised_in": len(raised)}


AT = Place("api-case-risk", lambda row: {"reference": (row if isinstance(row, Case) else row.case).reference})
AT_LOWERING = Place("api-risk-lowering", lambda row: {"reference": row.case.reference, "lowering": row.reference})
AT_SHEET = Place("api-risk-sheet", lambda row: {"reference": row.case.reference, "sheet": row.reference})
AT_PERSON = Place("api-registration", lambda person: {"reference": person.reference})
PATH = f"{CASE}/risk"
LOWERING, SHEET = f"{PATH}/lowerings/<str:lowering>", f"{PATH}/sheets/<str:sheet>"
TEXTS = {"judgement": prose(4000), "why": prose(4000), "answer": prose(4000), "words": prose(2000)}
FIELDS = {"level": one_of(Level), "instrument": one_of({each.code: each.code for each in INSTRUMENTS if each.items})}
ANSWER = part_of(AnswerSent, "answers", Makers({"item": line(40), "note": prose(instruments.LONGEST_NOTE)}, {}))


def step(path: str, name: str, act: Callable[..., Any], of: Any, at: Place, *tells: str, **more: Any) -> Write:
    """Something that is done about a request or a sheet, whose own version is named."""
    return Write(path, name, act, of, at, has_version=True, texts=TEXTS, tells=tells, **more)


ROWS: tuple[Row, ...] = (
    Read(PATH, "api-case-risk", "The risk in a case: level, clocks, who set it, requests to lower it, instruments.",
         _risk, case_of, policy=policies.SEE_CASE, acts=(acts.read_risk,)),
    Write(PATH, "api-set-risk", acts.set_risk, case_of, AT, makes=True, texts=TEXTS, fields=FIELDS,
          tells=("level", "review_on")),
    Write(f"{PATH}/lower", "api-ask-to-lower-risk", lowering.ask_to_lower_risk, case_of, AT_LOWERING, makes=True,
          texts=TEXTS, fields=FIELDS, tells=("status", "due_on")),
    Write(f"{PATH}/renew", "api-ask-to-renew-lowered-risk", lowering.ask_to_renew_lowered_risk, case_of, AT_LOWERING,
          makes=True, texts=TEXTS, tells=("status", "due_on")),
    Read(LOWERING, "api-risk-lowering", "One request to lower the risk, or to keep it lowered.", _lowering,
         lowering_of, policy=policies.SEE_CASE, acts=(acts.read_risk,)),
    step(f"{LOWERING}/answer", "api-answer-risk-lowering", lowering.answer_risk_lowering, lowering_of, AT_LOWERING,
         "status"),
    step(f"{LOWERING}/withdraw", "api-withdraw-risk-lowering", lowering.withdraw_lowering, lowering_of, AT_LOWERING,
         "status"),
    Read(SHEET, "api-risk-sheet", "One use of an instrument: its items and answers, and its figure once finished.",
         _sheet, sheet_of, policy=policies.SEE_CASE, acts=(acts.read_risk,)),
    step(f"{SHEET}/answers", "api-record-answers", instruments.record_answers, sheet_of, AT_SHEET, fills=_answers,
         fields={"answers": several(ANSWER, MOST_ITEMS)}),
    step(f"{SHEET}/finish", "api-finish-sheet", instruments.finish_sheet, sheet_of, AT_SHEET, "difference",
         "suggests"),
    step(f"{SHEET}/explain", "api-explain-difference", instruments.explain_difference, sheet_of, AT_SHEET,
         "difference"),
    Write("people/<str:reference>/risk/raise", "api-raise-risk", acts.raise_risk, person_of, AT_PERSON, texts=TEXTS,
          fields={"level": one_of({each.value: each for each in RAISED})}, gives=_raised),
)  # fmt: skip
