"""Erasing leaves nothing of a person anywhere: every field that holds something of them is filled with one word, and
afterwards that word stands in no row of any table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.utils.module_loading import import_string

from audit.core.events import Handling
from cases.models import (
    Case,
    Child,
    Disclosure,
    DisclosureForum,
    DisclosureStatusChange,
    PairChange,
    RiskAssessment,
)
from register.actions import facts
from register.lookup.upkeep import refresh
from register.models import (
    Address,
    Alert,
    AlertStatusChange,
    CardRow,
    LocalRecord,
    Match,
    MatchStatusChange,
    Person,
    PersonGrant,
    PersonName,
    ProtectiveOrder,
    QuarantinedRow,
    RecordConflict,
    Registration,
    RegistrationStatusChange,
    RetentionReview,
    RetentionReviewStatusChange,
    SealedRecord,
    Source,
)
from register.retention import erasing
from tests import builders
from tests.architecture.test_constraints import LATER, NOON, VALID, World
from tests.cases.builders import act

pytestmark = pytest.mark.django_db

WORD, DAY = "Canarius", date(1931, 12, 17)
MORE: dict[type[models.Model], Any] = {
    Child: lambda w: {"case": w.pair.case, "person": w.person, "force": w.force, "name": WORD},
    RiskAssessment: lambda w: {
        "case": w.pair.case, "person": w.person, "force": w.force, "level": "high", "judgement": WORD,
        "assessed_at": NOON, "assessed_by": w.user, "review_on": LATER,
    },
    QuarantinedRow: lambda w: VALID[QuarantinedRow](w) | {"person": w.person},
    PersonGrant: lambda w: {
        "content_object": w.person, "user": w.user, "permission": Permission.objects.get(codename="open_person"),
        "given_by": w.user, "why": WORD,
    },
    RecordConflict: lambda w: {
        "record": first(LocalRecord), "person": w.person, "force": w.force, "field": "sex", "said": {"sex": WORD},
    },
    # Opened again: while it is sealed nobody of the test could add to the record.
    SealedRecord: lambda w: VALID[SealedRecord](w)
    | {"opened_at": NOON, "opened_by": w.user, "opened_why": WORD},
    DisclosureForum: lambda w: {
        "disclosure": first(Disclosure), "held_on": DAY, "agencies": WORD, "view": WORD, "recorded_by": w.user,
    },
    DisclosureStatusChange: lambda w: {"disclosure": first(Disclosure), "to_status": "received", "why": WORD},
    PairChange: lambda w: {
        "pair": w.pair, "person_role": "suspect", "victim_role": "victim", "relationship": "spouse", "why": WORD,
    },
    AlertStatusChange: lambda w: {"alert": first(Alert), "to_status": "raised"},
    MatchStatusChange: lambda w: {"match": first(Match), "to_status": "open", "why": WORD},
    RegistrationStatusChange: lambda w: {"registration": first(Registration), "to_status": "proposed", "why": WORD},
    RetentionReviewStatusChange: lambda w: {"review": first(RetentionReview), "to_status": "kept", "why": WORD},
}  # fmt: skip
# Fields that a word or a day of ours does not fit: a choice of two letters, numbers, truths, hashes.
NO_ROOM = (models.IntegerField, models.FloatField, models.BooleanField, models.DateTimeField)


def first(model: type[models.Model]) -> models.Model:
    row = model._base_manager.first()
    assert row is not None
    return row


def reachable() -> set[type[models.Model]]:
    """Every table that a person's record leads to."""
    pointing, found, waiting = erasing._pointing_at(), set(), [Person]
    while waiting:
        new = {model for model, _ in pointing.get(waiting.pop(), ())} - found
        found |= new
        waiting += new
    return found - {Person}


def depth(model: type[models.Model]) -> int:
    """How many keys lead from a row of the table to a person, at the least: what stands farthest brings the others."""
    targets = {each.related_model for other, each in erasing.relations() if other is model}
    if Person in targets:
        return 1
    return 1 + min((depth(target) for target in targets & reachable() - {model}), default=0)


def handling_of(model: type[models.Model]) -> dict[str, Handling]:
    return import_string(f"{model._meta.app_label}.handling.HANDLING")[model._meta.label]  # type: ignore[no-any-return]


def personal(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """The fields of the table that hold something of somebody."""
    classed = handling_of(model)
    for each in model._meta.local_fields:
        if classed.get(each.name, Handling.OPERATIONAL) is not Handling.OPERATIONAL and not each.is_relation:
            yield each


def canary(field: models.Field[Any, Any]) -> Any:
    """Our word in the shape of the field; None where it does not fit."""
    if isinstance(field, NO_ROOM):
        return None
    if isinstance(field, models.DateField):
        return DAY
    if isinstance(field, models.JSONField):
        return {"said": WORD}
    if isinstance(field, models.CharField | models.TextField):
        return WORD if (field.max_length or 99) >= len(WORD) else None
    return None


def fill(world: World) -> None:
    """A row of every table that a person's record leads to. The pair comes first: its case is the only open one."""
    assert world.pair
    for model in sorted(reachable() - {CardRow}, key=lambda each: (each in MORE, -depth(each), each._meta.label)):
        values = MORE.get(model) or VALID.get(model)
        if values is None:
            continue
        make_room()
        try:
            with transaction.atomic():
                model._base_manager.create(**values(world))
        except IntegrityError:
            continue  # another row of the world brought it, or stands in its way: the first test says which


def make_room() -> None:
    """A person has one home, one live registration and one open case of a force: those before end."""
    Address.objects.filter(ends_on__isnull=True).update(ends_on=LATER)
    Registration.objects.update(status=Registration.Status.EXPIRED)
    Case.objects.update(closed_at=NOON)
    for order in ProtectiveOrder.objects.filter(court=""):
        ProtectiveOrder.objects.filter(pk=order.pk).update(court=f"Court {order.pk}")


def mark(person: Person) -> int:
    """Write our word into every field that holds something of the person; gives into how many."""
    marked = 0
    for edge in erasing._edges(person):
        if edge.label in erasing.spared or edge.model is CardRow:
            continue
        for each in personal(edge.model):
            if (value := canary(each)) is None:
                continue
            try:
                with transaction.atomic():
                    rows = edge.model._base_manager.filter(**{f"{edge.name}__in": edge.targets})
                    marked += rows.update(**{each.name: value})
            except (IntegrityError, ProgrammingError):
                continue  # a choice that a constraint knows, or a row that nobody may change: such a row was filled
    Person.objects.filter(pk=person.pk).update(
        display_name=WORD, date_of_birth=DAY, date_of_birth_as_received=WORD, date_of_birth_doubt=WORD
    )
    return marked


def tables_with(*words: str) -> set[str]:
    """The tables of the whole database of which a row says one of these words, in whatever column."""
    found = set()
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"audit_pending"}:  # ids of events alone
            said = "convert_from(row.payload, 'UTF8')" if table == "audit_event" else "row::text"
            for word in words:
                cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" AS row WHERE {said} ILIKE %s)', [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.add(table)
    return found


def filled() -> Person:
    world = World()
    fill(world)
    facts.add_name(
        world.person,
        source=Source.OFFICER,
        forenames=WORD,
        surname="Zyzzyva",
        kind=PersonName.Kind.ALIAS,
        **act(builders.actor()),
    )
    mark(world.person)
    refresh([world.person.pk])
    return world.person


def test_every_table_that_a_record_leads_to_has_a_row_to_be_erased() -> None:
    world = World()
    fill(world)
    refresh([world.person.pk])

    held = {edge.model for edge in erasing._edges(world.person)
            if edge.model._base_manager.filter(**{f"{edge.name}__in": edge.targets}).exists()}  # fmt: skip

    assert {model._meta.label for model in reachable() - held} <= WITHOUT_A_ROW


# Tables whose rows need a whole act to stand: they are erased by the same keys as those beside them.
WITHOUT_A_ROW = {
    "cases.Incident_orders", "cases.LoweringStatusChange", "cases.MeetingActionChange", "cases.SafeguardChange",
    "cases.SchoolNoticeStatusChange", "cases.Signposting",
    "cases.NearAlertStatusChange", "register.BreachStatusChange", "register.ComplianceReport",
    "register.IndefiniteReview", "register.ManagerAssignment", "register.NotificationRequirement",
    "register.OrderCondition_protected_people", "register.OrderStatusChange", "register.PlanActionChange",
    "register.PlanStatusChange", "register.TransferStatusChange", "register.VisitStatusChange",
}  # fmt: skip


def test_nothing_of_the_person_is_left_in_any_table() -> None:
    person = filled()
    before = tables_with(WORD, DAY.isoformat())
    assert len(before) > 25
    assert {"register_cardrow", "register_nameword", "register_nameslip", "cases_child"} <= before

    erased = erasing.erase(person)
    erasing.empty(person)
    person.save()

    assert tables_with(WORD, DAY.isoformat()) - {"audit_detail"} == set()
    assert erased.rows["register.PersonName"] >= 1
    assert all(rows > 0 for rows in erased.rows.values())


def test_the_record_of_somebody_else_stays_as_it_was() -> None:
    person = filled()
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if not name.startswith("audit_")]
    other = builders.person(forenames="Somebody", surname="Else", date_of_birth=date(1970, 1, 2))
    facts.add_phone(other, source=Source.OFFICER, number="07700 900001", **act(builders.actor()))
    assert tables

    erasing.erase(person)
    erasing.empty(person)
    person.save()

    other.refresh_from_db()
    assert other.display_name == "Somebody Else"
    assert other.phone_set.count() == other.personname_set.count() == 1
    assert CardRow.objects.filter(person=other).exists()


def test_every_key_to_a_person_but_their_own_is_decided_about() -> None:
    """A field that is not named `person` may point at somebody whose record needs the row: it is spared, or here."""
    owned = {
        "register.PersonGrant.content_object",
        "register.Match.one",
        "register.Match.other",
        "cases.NearAlert.victim",
        "cases.Disclosure.at_risk",
        "cases.MeetingReferral.victim",
    }
    others = {
        f"{model._meta.label}.{each.name}"
        for model, each in erasing.relations()
        if each.related_model is Person and each.name != "person"
    }

    assert others - erasing.spared.keys() - owned == set()


def test_what_is_spared_exists() -> None:
    for label in erasing.spared:
        app, model, name = label.split(".")
        assert apps.get_model(app, model)._meta.get_field(name)
