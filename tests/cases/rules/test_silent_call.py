from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from cases.models import Safeguard
from cases.rules import reference
from cases.rules.silent_call import EMERGENCY, RULES, Holder, SilentCallRule, rules_for, strictest_first
from register.rules.limits.terms import Confidence

TODAY = date(2026, 11, 23)


def fired(holder: Holder, *, on: date = TODAY) -> list[str]:
    return [rule.code for rule in rules_for(holder, on=on)]


@pytest.mark.parametrize(
    ("holder", "codes"),
    [
        pytest.param(Holder(safeguards=frozenset({"silent_call"})), ["silent_call_instruction"], id="silent call"),
        pytest.param(Holder(safeguards=frozenset({"tecsos"})), ["tecsos"], id="TecSOS"),
        pytest.param(Holder(safeguards=frozenset({"alarm"})), ["alarm"], id="alarm"),
        pytest.param(Holder(safeguards=frozenset({"phone_marker"})), ["phone_marker"], id="phone marker"),
        pytest.param(Holder(is_in_refuge=True), ["confidential_whereabouts"], id="refuge"),
        pytest.param(Holder(risk="high"), ["high_risk_victim"], id="victim at high risk"),
        pytest.param(Holder(risk="high", age=17), ["high_risk_child", "high_risk_victim"], id="child at high risk"),
        pytest.param(Holder(risk="high", age=18), ["high_risk_victim"], id="no longer a child"),
        pytest.param(Holder(risk="high", is_perpetrator=True), ["high_risk_person"], id="perpetrator"),
        pytest.param(Holder(risk="medium"), [], id="medium risk alone"),
        pytest.param(Holder(frozenset({"address_marker", "idva", "safety_plan"})), [], id="other safeguards"),
        pytest.param(Holder(), [], id="nothing"),
        pytest.param(
            Holder(frozenset({"phone_marker", "tecsos", "silent_call"}), "high", is_in_refuge=True),
            ["silent_call_instruction", "tecsos", "confidential_whereabouts", "phone_marker", "high_risk_victim"],
            id="the strictest of many first",
        ),
    ],
)  # fmt: skip
def test_the_rules_that_fit_a_holder_strictest_first(holder: Holder, codes: list[str]) -> None:
    assert fired(holder) == codes


def test_a_rule_holds_from_its_first_day() -> None:
    first = RULES[0].in_force_from
    holder = Holder(safeguards=frozenset({"silent_call"}))

    assert fired(holder, on=first) == ["silent_call_instruction"]
    assert fired(holder, on=first - timedelta(days=1)) == []


def test_the_rules_of_several_holders_keep_their_order_and_stand_once() -> None:
    both = [*rules_for(Holder(risk="high"), on=TODAY), *rules_for(Holder(frozenset({"tecsos"}), "high"), on=TODAY)]

    assert [rule.code for rule in strictest_first(both)] == ["tecsos", "high_risk_victim"]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in RULES])
def test_every_instruction_is_an_emergency_and_forbids_ringing_back(rule: SilentCallRule) -> None:
    told = rule.instruction

    assert told[0] == EMERGENCY
    assert any(sentence.startswith("Do not ring back") for sentence in told)


def test_no_two_rules_share_a_code_and_each_names_a_kind_of_safeguard_there_is() -> None:
    assert not [pair for pair in combinations([rule.code for rule in RULES], 2) if pair[0] == pair[1]]
    assert {rule.safeguard for rule in RULES if rule.safeguard} <= set(Safeguard.Kind.values)


def test_the_committed_page_is_up_to_date() -> None:
    assert reference.main(["--check"]) == 0, "run python -m cases.rules.reference and commit the page"


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in RULES])
def test_each_rule_has_a_row_and_what_is_unsure_is_to_be_confirmed(rule: SilentCallRule) -> None:
    row = next(line for line in reference.page().splitlines() if f"`{rule.code}`" in line)

    assert all(cell in row for cell in (rule.title, rule.trigger, *rule.instruction, rule.authority))
    assert ("**to be confirmed**" in row) is (rule.confidence is not Confidence.HIGH)


def test_the_check_names_a_page_that_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference, "FOLDER", tmp_path)

    assert reference.main(["--check"]) == 1
    assert "silent-call-rules.md, instruments.md, statistics.md out of date" in capsys.readouterr().err
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0
