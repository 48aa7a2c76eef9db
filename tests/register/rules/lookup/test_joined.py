"""A joined person is one result, found by the facts of all their records."""

from __future__ import annotations

from datetime import date

from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.joined import score_joined, together
from register.rules.lookup.score import score_all
from register.rules.lookup.understand import understand

TODAY = date(2026, 11, 23)
A = PersonFacts.of(
    1, names=[("Marek", "Kowalski", "current")], dates_of_birth=[date(1984, 3, 27)], sex="M",
    addresses=[("12 Mill Road", "Leeds", "LS6 3AA", True)],
)  # fmt: skip
B = PersonFacts.of(2, names=[("Mark", "Kowalsky", "current")], phones=["07700 900123"], plates=["BM23JPF"])
C = PersonFacts.of(3, names=[("Marek", "Kowal", "current")], phones=["07700 900555"])


def query(text: str):
    return understand(text, today=TODAY)


def test_records_of_one_person_are_one_result_by_the_best_of_them() -> None:
    found = score_joined(query("marek kowalski"), [B, A, C], {2: 1})

    assert [match.person_id for match in found] == [1, 3]


def test_without_joins_the_results_are_those_of_each_record() -> None:
    asked = query("marek kowalski leeds")

    assert score_joined(asked, [A, B, C], {}) == score_all(asked, [A, B, C])


def test_a_name_in_one_record_and_a_telephone_in_another_both_count() -> None:
    asked = query("kowalski leeds 07700 900123")
    alone = score_all(asked, [A, B])

    (match,) = score_joined(asked, [A, B], {2: 1})

    assert match.score > max(each.score for each in alone)
    assert any("phone" in reason.lower() for reason in match.reasons)
    assert any("Leeds" in reason for reason in match.reasons)
    assert not match.differences


def test_what_is_shown_beside_a_match_is_of_the_record_that_leads() -> None:
    (match,) = score_joined(query("kowalski leeds 07700 900123"), [A, B], {2: 1})

    assert match.facts == {1: A, 2: B}[match.person_id]


def test_where_the_lead_is_not_among_the_candidates_the_others_are_still_one() -> None:
    found = score_joined(query("kowalski"), [B, C], {2: 1, 3: 1})

    assert len(found) == 1


def test_the_facts_of_two_records_stand_together_without_repetition() -> None:
    both = together([A, B, A])

    assert (both.person_id, both.sex) == (1, "M")
    assert (len(both.names), both.phones, both.addresses) == (2, B.phones, A.addresses)
