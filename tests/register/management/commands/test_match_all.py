"""Linking everybody anew: the report comes first, changes nothing, and is carried out when that is asked for."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from register.actions import relinking
from register.actions.decisions import keep_apart
from register.models import CardRow, Match, MatchRun, Person
from tests import builders
from tests.builders import CALL
from tests.register.matched import OTHER_PNC, joined, known_to, pair, possible

pytestmark = pytest.mark.django_db


def match_all(*options: str) -> str:
    said = StringIO()
    call_command("match_all", *options, stdout=said, stderr=StringIO())
    return " ".join(said.getvalue().split())


def test_by_itself_it_reports_and_changes_nothing() -> None:
    pair()
    known_to("10", pnc=OTHER_PNC)

    said = match_all()

    assert "3 people compared" in said and "1 new joins" in said and "2 put before people" in said
    assert "Nothing was changed" in said
    assert not Match.objects.exists()
    assert not Person.objects.filter(lead__isnull=False).exists()


def test_asked_to_it_carries_out_what_it_reported() -> None:
    pair()
    match_all()

    said = match_all("--apply")

    assert said.index("1 new joins") < said.index("Carried out")
    assert Match.objects.get().status == Match.Status.JOINED
    assert "0 new joins" in match_all() and "1 unchanged" in match_all()


def test_stopped_in_the_report_it_goes_on_where_it_was() -> None:
    pair()
    run = relinking.run_to_report()
    assert next(relinking.report(run, at_a_time=1)) == 1

    kept = relinking.run_to_report()

    assert (kept.pk, kept.people) == (run.pk, 1)
    assert relinking.people_left(kept) == 1
    assert list(relinking.report(kept, at_a_time=1)) == [1, 0]
    assert len(kept.changes) == 1


def test_stopped_while_it_carries_out_it_goes_on_where_it_was() -> None:
    pair()
    match_all()
    run = relinking.run_to_apply()
    assert next(relinking.apply(run)) == 1

    kept = relinking.run_to_apply()

    assert len(relinking.people_to_apply(kept)) == 1
    assert list(relinking.apply(kept)) == [1]
    assert MatchRun.objects.get().finished_at is not None


def test_what_people_decided_stays() -> None:
    match = possible()
    keep_apart(match, actor=builders.actor("offender-manager"), reason=CALL, why="Cousins")

    assert "0 new joins" in match_all("--apply")
    match.refresh_from_db()
    assert match.status == Match.Status.KEPT_APART


def test_what_is_alike_no_more_is_reported_as_withdrawn() -> None:
    match = joined()
    builders.allow_writes()
    Person.objects.filter(pk=match.other_id).update(subject_category="victim")

    assert "1 withdrawn" in match_all()
    match_all("--apply")

    match.refresh_from_db()
    assert match.status == Match.Status.WITHDRAWN
    assert Person.objects.get(pk=match.other_id).lead is None


def test_somebody_whose_record_cannot_be_read_does_not_end_it() -> None:
    one, _ = pair()
    match_all()
    CardRow.objects.filter(person=one).update(facts={"broken": True})

    assert "0 new joins" in match_all()
    MatchRun.objects.order_by("-pk").first().delete()
    assert "Carried out for 2 people" in match_all("--apply")
    assert not Match.objects.exists()
