from __future__ import annotations

import pytest

from register.models import Source
from register.rules.merging import POLICY, Field, Holder, Merge, holder_of, merge

LISTS = (Field.ALIASES, Field.FORMER_HOMES, Field.PHONES, Field.VEHICLES, Field.IDENTIFIERS)


def test_the_policy_is_complete() -> None:
    assert {field: set(POLICY[field]) for field in POLICY} == {field: set(Holder) for field in Field}


def test_every_source_of_a_fact_is_a_holder() -> None:
    held = {holder_of(str(source), is_own_force=own) for source in Source for own in (True, False)}

    assert held == set(Holder) - {Holder.NOBODY}


@pytest.mark.parametrize("field", list(Field))
def test_a_system_replaces_its_own_word_and_speaks_first_where_nobody_has(field: Field) -> None:
    expected = Merge.ADD if field in LISTS else Merge.TAKE

    assert merge(field, Holder.OWN_SYSTEM) is merge(field, Holder.NOBODY) is expected


@pytest.mark.parametrize("field", LISTS)
def test_a_list_only_grows_beside_what_others_said(field: Field) -> None:
    assert set(POLICY[field].values()) == {Merge.ADD}


@pytest.mark.parametrize("field", [Field.NAME, Field.SEX, Field.DATE_OF_BIRTH])
def test_who_somebody_is_is_never_overwritten_in_silence(field: Field) -> None:
    settled = (Holder.OFFICER, Holder.COURT, Holder.OFFENDER, Holder.PARTNER, Holder.OTHER_SYSTEM)

    assert {merge(field, holder) for holder in settled} == {Merge.ASK}


@pytest.mark.parametrize(
    ("holder", "expected"),
    [
        (Holder.CALLER, Merge.TAKE), (Holder.OFFICER, Merge.TAKE), (Holder.PARTNER, Merge.TAKE),
        (Holder.OFFENDER, Merge.ASK), (Holder.COURT, Merge.ASK), (Holder.OTHER_SYSTEM, Merge.ASK),
    ],
)  # fmt: skip
def test_a_new_home_is_told_at_once_unless_the_old_one_was_notified_or_ordered(holder: Holder, expected: Merge) -> None:
    assert merge(Field.HOME, holder) is expected
