"""An invented caseload: so many cases in all forces, each about somebody, with a victim, a level of risk and incidents.

Each table has one row that was made by the models; PostgreSQL multiplies it, with what must differ. Nothing is in the
log: nothing about these people is looked at but how fast their cases open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection, models
from django.utils import timezone

from accounts.models import Force, User
from cases.models import Case, Development, Incident, Observation, Pair, RiskAssessment, VictimUpdate
from config.bench import databases
from register.models import Address, Person, PersonGrant, Task

NOTE = "1,000,000 cases, first edition"
LARGEST = "01"
OWNERS_OF_FORCE = 40
RICH = 60
"""Cases with much in them, spread over the largest force."""
MUCH = 20
BARRED, GRANTED = 30, 30
"""Exceptions of one reader: people whom they must never open, and restricted ones whom they may."""
# The largest force holds about a seventh; the others share the rest. `g` is the number of the row.
_FORCE = "CASE WHEN g % 100 < 15 THEN 0 ELSE 1 + g % ({forces} - 1) END"


def fill(count: int) -> None:
    """Put so many cases into the database in use, which holds nobody."""
    with databases.guards_off():
        forces = [*Force.objects.filter(code=LARGEST), *Force.objects.exclude(code=LARGEST).order_by("code")]
        first = _first_rows(forces[0])
        index = _FORCE.format(forces=len(forces))
        force = f"(ARRAY{[each.pk for each in forces]})[1 + {index}]"
        owners = _many(first["owner"], OWNERS_OF_FORCE * len(forces), {
            "email": "'owner' || g || '@example.org'", "reference": "'U-' || lpad(to_hex(g), 12, '0')",
            "force_id": f"(ARRAY{[each.pk for each in forces]})[1 + (g - 1) / {OWNERS_OF_FORCE}]",
        })  # fmt: skip
        owner = f"{owners} + ({index}) * {OWNERS_OF_FORCE} + g % {OWNERS_OF_FORCE} + 1"
        _cases(first, count, force, owner)
        _enrich(first)
    connection.close()
    with databases.as_owner(databases.in_use()) as as_owner:
        as_owner.execute("VACUUM (ANALYZE)")


def _cases(first: Mapping[str, models.Model], count: int, force: str, owner: str) -> None:
    """A person, a victim, a case, a pair, a level of risk and an incident for each number."""
    reference, of_person = "lpad(to_hex(g), 10, '0')", "lpad(to_hex(g), 9, '0')"
    people = _many(first["person"], count, {
        "reference": f"'DAR-' || {of_person}", "display_name": "'Invented ' || g", "owner_force_id": force,
        "is_restricted": "g % 100 = 7",
    })  # fmt: skip
    victims = _many(first["victim"], count, {
        "reference": f"'DAV-' || {of_person}", "display_name": "'Harmed ' || g", "owner_force_id": force,
    })  # fmt: skip
    _many(first["address"], count, {"person_id": f"{victims} + g", "force_id": force})
    cases = _many(first["case"], count, {
        "reference": f"'C-' || {reference}", "person_id": f"{people} + g", "force_id": force,
        "owner_id": owner, "next_review_on": "current_date + (g::bigint * 7919 % 63 - 3)::int",
    })  # fmt: skip
    of_case = {"case_id": f"{cases} + g", "person_id": f"{people} + g", "force_id": force}
    pairs = _many(first["pair"], count, of_case | {"victim_id": f"{victims} + g"})
    _many(first["assessment"], count, of_case | {"assessed_by_id": owner})
    _many(first["incident"], count, of_case | {"reference": f"'I-' || {reference}"})
    developments = _many(first["development"], count, of_case)
    _many(first["update"], count, of_case | {
        "reference": f"'V-' || {reference}", "development_id": f"{developments} + g",
        "pair_id": f"{pairs} + g", "person_id": f"{victims} + g",
    })  # fmt: skip


def rich_cases(force: str = LARGEST) -> list[Case]:
    """The cases with much in them."""
    rows = Case.objects.filter(force__code=force, observations__isnull=False).distinct()
    return list(rows.order_by("pk").select_related("person"))


def _enrich(first: Mapping[str, models.Model]) -> None:
    """Give some cases many incidents, observations, developments and tasks."""
    ids = list(Case.objects.filter(force__code=LARGEST).order_by("pk").values_list("pk", "person"))
    chosen = ids[:: max(1, len(ids) // RICH)][:RICH]
    every = f"[1 + g % {len(chosen)}]"
    case, person = (f"(ARRAY{[each[place] for each in chosen]}){every}" for place in (0, 1))
    many, tail = len(chosen) * MUCH, "'f' || lpad(to_hex(g), 9, '0')"
    of_case = {"case_id": case, "person_id": person}
    _many(first["incident"], many, of_case | {"reference": f"'I-' || {tail}"})
    _many(first["observation"], many, of_case | {"reference": f"'O-' || {tail}"})
    _many(first["development"], many, of_case)
    _many(first["task"], many, {"person_id": person, "reference": f"'T-' || {tail}", "title": "'Look again ' || g"})


def except_for(reader: User) -> None:
    """The exceptions of one reader: bars from people of their force, and grants of restricted ones."""
    permissions = {each.codename: each for each in Permission.objects.filter(content_type__app_label="register")}
    mine = Person.objects.filter(owner_force=reader.force_id, subject_category="suspect").order_by("pk")
    chosen = (
        *(("never_open_person", each) for each in mine.filter(is_restricted=False)[:BARRED]),
        *(("open_person", each) for each in mine.filter(is_restricted=True)[:GRANTED]),
    )
    with databases.guards_off():
        PersonGrant.objects.bulk_create(
            PersonGrant(
                content_object=person, user=reader, permission=permissions[codename], why="Invented", given_by=reader
            )
            for codename, person in chosen
        )


def _first_rows(force: Force) -> dict[str, models.Model]:
    """One valid row of each table, in the order in which they lean on each other."""
    today, now = timezone.localdate(), timezone.now()
    rows: dict[str, models.Model] = {"owner": User.objects.create(email="first@example.org", name="O", force=force)}
    owner: Any = rows["owner"]
    for name, category in (("person", "suspect"), ("victim", "victim")):
        rows[name] = Person.objects.create(display_name="Invented", owner_force=force, subject_category=category)
    person: Any = rows["person"]
    victim: Any = rows["victim"]
    rows["address"] = Address.objects.create(
        person=victim, force=force, town="Leeds", source="officer", protection="confidential", starts_on=today
    )
    case = rows["case"] = Case.objects.create(person=person, force=force, owner=owner, next_review_on=today)  # type: ignore[misc]
    of_case: dict[str, Any] = {"case": case, "person": person, "force": force}
    pair = rows["pair"] = Pair.objects.create(person_role="suspect", victim=victim, **of_case)
    rows["assessment"] = RiskAssessment.objects.create(
        level="medium", judgement="Invented", assessed_at=now, assessed_by=owner, review_on=_ahead(today), **of_case
    )
    rows["incident"] = Incident.objects.create(happened_at=now, account="Invented", has_weapons=True, **of_case)
    rows["observation"] = Observation.objects.create(observed_at=now, words="Invented", **of_case)
    made = rows["development"] = Development.objects.create(kind="arrest", happened_on=today, **of_case)
    rows["update"] = VictimUpdate.objects.create(
        development=made, pair=pair, is_enhanced=True, limit_code="vcop.enhanced", due_on=_ahead(today),
        explanation="Invented", **of_case | {"person": victim},
    )  # fmt: skip
    rows["task"] = Task.objects.create(
        kind="review", title="Look again", force=force, team="safeguarding-officer", due_on=_ahead(today), person=person
    )
    return rows


def _ahead(today: date) -> date:
    return today + timedelta(days=28)


def _many(row: models.Model, count: int, differing: Mapping[str, str]) -> int:
    """So many copies of a row, whose columns differ by SQL of `g`, which counts from 1. The key of copy `g` is what is
    given back plus `g`."""
    table, columns = row._meta.db_table, [str(each.column) for each in row._meta.local_concrete_fields]
    base = int(type(row)._base_manager.aggregate(most=models.Max("pk"))["most"])
    values: Sequence[str] = [
        f"{base} + g" if column == "id" else differing.get(column, f'first."{column}"') for column in columns
    ]
    names, selected = ", ".join(f'"{column}"' for column in columns), ", ".join(values).replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {selected} FROM "{table}" AS first,'  # noqa: S608 - our own names
            " generate_series(1, %s) AS g WHERE first.id = %s",
            [count, row.pk],
        )
    with databases.as_owner(databases.in_use()) as owner:
        owner.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{table}"', base + count])
    return base
