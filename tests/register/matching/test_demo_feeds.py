"""The demonstration's feeds, imported and matched: what is joined is one person, as the truth beside the feeds says."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from itertools import combinations

import pytest

from register.actions import match_queue
from register.models import LocalRecord, Match, Person
from tests.register.imports.demo import ENCODINGS, FEEDS, content_of
from tests.register.imports.loaded import imported

pytestmark = pytest.mark.django_db

SHARED, ALONE = 40, 40  # people of the slice whom several forces know, and whom one does
Pairs = set[tuple[int, int]]


def truth() -> dict[str, list[str]]:
    """Person of the truth → their local references."""
    people: defaultdict[str, list[str]] = defaultdict(list)
    with (FEEDS / "truth.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            people[row["person"]].append(row["local_ref"])
    return people


def slice_of_truth() -> list[list[str]]:
    several = [references for references in truth().values() if len(references) > 1]
    one = [references for references in truth().values() if len(references) == 1]
    return several[:SHARED] + one[:ALONE]


def part_of(force_code: str, wanted: set[str]) -> bytes:
    """The force's feed with the wanted rows alone."""
    text = content_of(force_code).decode(ENCODINGS[force_code])
    if force_code == "14":
        lines = [line for line in text.splitlines() if line and json.loads(line)["reference"] in wanted]
        return "\n".join(lines).encode()
    head, *rows = csv.reader(io.StringIO(text))
    kept = io.StringIO()
    csv.writer(kept).writerows([head, *(row for row in rows if row[0] in wanted)])
    return kept.getvalue().encode(ENCODINGS[force_code])


def standing_together() -> Pairs:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for person in Person.objects.order_by("pk"):
        groups[person.lead_id or person.pk].append(person.pk)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def true_pairs() -> Pairs:
    people = dict(LocalRecord.objects.values_list("local_reference", "person_id"))
    known = [sorted({people[each] for each in references if each in people}) for references in slice_of_truth()]
    return {pair for group in known for pair in combinations(group, 2)}


def test_what_is_joined_is_one_person_and_most_of_the_rest_is_put_before_people() -> None:
    wanted = {reference for references in slice_of_truth() for reference in references}
    for code in ("10", "13", "14"):
        imported(part_of(code, wanted), force_code=code)

    while match_queue.work(seconds=60):
        pass

    true, together = true_pairs(), standing_together()
    waiting = set(Match.objects.waiting().values_list("one_id", "other_id"))
    assert len(true) > SHARED / 2
    assert together - true == set()
    assert len(together) >= 0.8 * len(true)
    assert len(true - together - waiting) <= 0.05 * len(true)
