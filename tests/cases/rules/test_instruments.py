"""The instruments as docs of the field have them: what each holds, and what its answers come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.rules.instruments import INSTRUMENTS, askable, instrument_of
from cases.rules.instruments.scoring import Difference, difference, figure_of, prorated
from cases.rules.instruments.terms import ANSWERS, MISSING, Answer, Instrument, Item, Method, Scale, numbered
from cases.rules.risk import LEVELS

DAY = date(2026, 11, 1)
DASH_24, DASH_27, S_DASH, DARA, ODARA, RFG = INSTRUMENTS
EVERY = [pytest.param(each, id=each.code) for each in INSTRUMENTS]
YES, NO = Answer.YES, Answer.NO


def answered(
    instrument: Instrument, yes: int, *, missing: int = 0, how: Answer = Answer.NOT_ASKED
) -> dict[str, Answer]:
    """So many answers of yes, so many missing, the others no."""
    codes = [item.code for item in instrument.items]
    rest = dict.fromkeys(codes[yes + missing :], NO)
    return dict.fromkeys(codes[:yes], YES) | dict.fromkeys(codes[yes : yes + missing], how) | rest


@pytest.mark.parametrize(
    ("instrument", "items"),
    [
        pytest.param(DASH_24, 24, id="SafeLives"),
        pytest.param(DASH_27, 27, id="police"),
        pytest.param(S_DASH, 11, id="stalking"),
        pytest.param(DARA, 18, id="College of Policing"),
        pytest.param(ODARA, 13, id="Ontario"),
        pytest.param(RFG, 0, id="from what is held"),
    ],
)
def test_an_instrument_has_its_items(instrument: Instrument, items: int) -> None:
    assert len(instrument.items) == items


@pytest.mark.parametrize("instrument", EVERY)
def test_an_instrument_says_what_it_is_not_for(instrument: Instrument) -> None:
    told = (instrument.authority, instrument.validation, instrument.licence, *instrument.limits, *instrument.not_for)

    assert all(told)
    assert instrument.limits
    assert instrument.not_for


@pytest.mark.parametrize("instrument", EVERY)
def test_an_instrument_is_found_by_its_code_and_version(instrument: Instrument) -> None:
    assert instrument_of(instrument.code, instrument.version) is instrument


def test_an_unknown_instrument_is_not_found() -> None:
    with pytest.raises(LookupError):
        instrument_of("dash_24", "1999.1")


def test_two_items_do_not_share_a_code() -> None:
    with pytest.raises(ValueError, match="share"):
        numbered(Item("one", "A"), Item("one", "B"))


@pytest.mark.parametrize("instrument", EVERY)
def test_what_an_item_leads_to_exists(instrument: Instrument) -> None:
    codes = {each.code for each in INSTRUMENTS}

    assert {item.leads_to for item in instrument.items if item.leads_to} <= codes


@pytest.mark.parametrize(
    ("on", "is_in_use"),
    [
        pytest.param(DAY - timedelta(days=1), False, id="before its first day"),
        pytest.param(DAY, True, id="first day"),
        pytest.param(DAY + timedelta(days=30), True, id="last day"),
        pytest.param(DAY + timedelta(days=31), False, id="retired"),
    ],
)
def test_a_retired_instrument_is_not_begun_with(on: date, is_in_use: bool) -> None:
    one = replace(DASH_24, in_use_from=DAY, retires_on=DAY + timedelta(days=30))

    assert one.is_in_use(on) is is_in_use


def test_an_instrument_that_asks_nothing_is_not_offered() -> None:
    assert RFG not in askable(DAY)
    assert {DASH_24, DASH_27, S_DASH, DARA, ODARA} == set(askable(DAY))


def test_the_critical_topics_of_dash_are_those_of_the_facts() -> None:
    critical = [number for number, item in enumerate(DASH_24.items, 1) if item.is_critical]

    assert critical == [2, 3, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]


@pytest.mark.parametrize(
    ("yes", "suggests"),
    [pytest.param(0, "", id="none"), pytest.param(13, "", id="thirteen"), pytest.param(14, "high", id="fourteen"),
     pytest.param(24, "high", id="all")],
)  # fmt: skip
def test_dash_24_asks_for_a_referral_from_fourteen_on(yes: int, suggests: str) -> None:
    figure = figure_of(DASH_24, answered(DASH_24, yes))

    assert (figure.points, figure.suggests) == (yes, suggests)


@pytest.mark.parametrize("how", [Answer.NOT_ASKED, Answer.NOT_KNOWN, Answer.DECLINED], ids=str)
def test_what_was_not_answered_is_neither_yes_nor_no(how: Answer) -> None:
    figure = figure_of(DASH_24, answered(DASH_24, 10, missing=6, how=how))

    assert (figure.said_yes, figure.missing, figure.suggests) == (10, 6, "")
    assert "6 without an answer: were they all yes, it would be 16" in figure.sentence


def test_an_item_without_an_answer_was_not_asked() -> None:
    figure = figure_of(DASH_24, {"injury": NO})

    assert (figure.not_asked, figure.not_known, figure.declined) == (23, 0, 0)


def test_critical_answers_are_named() -> None:
    assert figure_of(DASH_24, {"strangled": YES, "animals": YES, "control": NO}).critical == (
        "Ever tried to strangle, choke, suffocate or drown",
    )


@pytest.mark.parametrize("instrument", [DASH_27, S_DASH, DARA], ids=lambda each: each.code)
def test_a_structured_judgement_has_no_score(instrument: Instrument) -> None:
    yes = YES if instrument.scale is Scale.YES_NO else Answer.ALL_THE_TIME
    figure = figure_of(instrument, {item.code: yes for item in instrument.items})

    assert instrument.method is Method.JUDGEMENT
    assert (figure.points, figure.suggests) == (None, "")
    assert "no score" in figure.sentence


@pytest.mark.parametrize(
    ("answer", "counts"),
    [pytest.param(Answer.NEVER, False, id="never"), pytest.param(Answer.OCCASIONALLY, True, id="occasionally"),
     pytest.param(Answer.OFTEN, True, id="often"), pytest.param(Answer.ALL_THE_TIME, True, id="all the time")],
)  # fmt: skip
def test_dara_takes_how_often(answer: Answer, counts: bool) -> None:
    assert figure_of(DARA, {"hit": answer}).said_yes == int(counts)


def test_an_answer_to_no_item_is_refused() -> None:
    with pytest.raises(ValueError, match="no item weather"):
        figure_of(DASH_24, {"weather": YES})


ODARA_TABLE = [(0, 5, 7), (1, 10, 17), (2, 20, 22), (3, 27, 34), (4, 41, 39), (5, 59, 53), (6, 59, 53),
               *((score, 70, 74) for score in range(7, 14))]  # fmt: skip


@pytest.mark.parametrize(
    ("score", "first", "revised"), [pytest.param(*row, id=f"score {row[0]}") for row in ODARA_TABLE]
)
def test_odara_gives_the_row_of_its_table(score: int, first: int, revised: int) -> None:
    figure = figure_of(ODARA, answered(ODARA, score))

    assert figure.points == score
    assert f"Of 100 men with such a score {first} did it again" in figure.sentence
    assert f"{revised} by the revised norms" in figure.sentence


def test_every_score_of_odara_has_one_row() -> None:
    assert sorted(n for row in ODARA.table for n in range(row.first, row.last + 1)) == list(range(14))


@pytest.mark.parametrize(
    ("yes", "missing", "score"),
    [
        pytest.param(4, 0, 4, id="nothing missing"),
        pytest.param(4, 1, 4, id="4 of 12 is 4.33"),
        pytest.param(4, 5, 7, id="4 of 8 is 6.5, which rounds up"),
        pytest.param(0, 5, 0, id="no yes stays none"),
        pytest.param(8, 5, 13, id="all of those answered"),
    ],
)
def test_odara_is_prorated_for_up_to_five_missing(yes: int, missing: int, score: int) -> None:
    assert prorated(yes, missing, 13) == score
    assert figure_of(ODARA, answered(ODARA, yes, missing=missing)).points == score


def test_odara_gives_no_figure_with_six_missing() -> None:
    figure = figure_of(ODARA, answered(ODARA, 4, missing=6))

    assert figure.points is None
    assert figure.sentence == "6 answers are missing. With more than 5 it gives no figure."


def test_nothing_answered_prorates_to_nothing() -> None:
    assert prorated(0, 13, 13) == 0


@pytest.mark.parametrize("judged", LEVELS)
def test_the_tool_never_points_below_the_judgement(judged: str) -> None:
    low, high = (figure_of(DASH_24, answered(DASH_24, yes)) for yes in (0, 20))

    assert difference(judged, low) is Difference.NO_LEVEL
    assert difference(judged, high) is (Difference.AGREE if judged == "high" else Difference.TOOL_HIGHER)


@pytest.mark.parametrize("scale", list(Scale))
def test_every_scale_can_say_that_there_is_no_answer(scale: Scale) -> None:
    assert set(ANSWERS[scale]) >= MISSING
