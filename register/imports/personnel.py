"""A force's personnel system says who its people are, where they live and whom they live with: one line of a CSV file
for each particular. A line that cannot be taken keeps no other back, and none is said to be right that is not.

Columns: `collar_number` or `email` (whose it is), `kind` (own, relative, address, phone, vehicle), and what the kind
needs: `forenames`, `surname`, `date_of_birth` (2026-11-23), `relationship`, `line_1`, `postcode`, `number`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.actor import system_actor
from accounts.models import Force, User
from audit.core.entry import Reason
from audit.core.errors import Refused
from register.actions.own_records import declare_particular, digest_of, particular_of
from register.models import Particular
from register.rules.dates import read_date

PERSONNEL = system_actor("personnel", {"particular.declare": "national"})
RECEIVING = Reason("system")
COLUMNS = ("kind", "forenames", "surname", "date_of_birth", "relationship", "line_1", "postcode", "number")
NEW, SAME, REFUSED = "new", "same", "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a line: `new`, `same` (it was declared already) or `refused`, and why in a sentence. It repeats
    nothing of what the line says of anybody."""

    line: int
    outcome: str
    problem: str = ""


class NoPersonnelFile(Exception):
    """The file cannot be read at all. Its text says what to do."""


def read_personnel(content: bytes) -> csv.DictReader[str]:
    """The lines of the file.

    Raises:
        NoPersonnelFile: it is no text, or a column is missing.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    names = {name.strip() for name in rows.fieldnames or () if name}
    if "kind" not in names or not names & {"collar_number", "email"}:
        raise NoPersonnelFile("Give the columns kind and collar_number, or kind and email, in the first line.")
    return rows


def take_personnel(force: Force, content: bytes) -> Iterator[Taken]:
    """Take each line of the file of a force; yields what became of it. Twice the same file changes nothing."""
    rows = read_personnel(content)
    for row in rows:
        said = {(name or "").strip(): (value or "").strip() for name, value in row.items() if isinstance(value, str)}
        try:
            yield Taken(rows.line_num, _take(force, said))
        except Refused as refusal:
            yield Taken(rows.line_num, REFUSED, refusal.sentence)


def _take(force: Force, said: Mapping[str, str]) -> str:
    user, kind = _user(force, said), _kind(said)
    given = {name: said.get(name, "") for name in COLUMNS if name not in ("kind", "date_of_birth")}
    born = _born(said.get("date_of_birth", ""))
    wanted = {name: value for name, value in given.items() if name not in ("relationship", "number")}
    digest = digest_of(particular_of(kind, date_of_birth=born, number_or_mark=given["number"], **wanted))
    if Particular.objects.live().filter(user=user, content_digest=digest, source=Particular.Source.HR).exists():
        return SAME
    declare_particular(user, actor=PERSONNEL, reason=RECEIVING, kind=kind, date_of_birth=born, **given)
    return NEW


def _user(force: Force, said: Mapping[str, str]) -> User:
    """The one person of the force whom the line names."""
    collar, email = said.get("collar_number", ""), said.get("email", "")
    named = Q(email__iexact=email) if email else Q(collar_number=collar)
    people = User.objects.filter(named, force=force, kind=User.Kind.PERSON) if email or collar else User.objects.none()
    found: list[User] = list(people[:2])
    if len(found) != 1:
        raise Refused("Nobody of the force has this e-mail address or collar number, or more than one person.")
    return found[0]


def _kind(said: Mapping[str, str]) -> Particular.Kind:
    if said.get("kind", "") not in Particular.Kind.values:
        raise Refused(f"The kind must be one of {', '.join(Particular.Kind.values)}.")
    return Particular.Kind(said["kind"])


def _born(text: str) -> date | None:
    if not text:
        return None
    read = read_date(text, today=timezone.localdate())
    if read.value is None or read.problem:
        raise Refused(read.problem or "Write the date of birth as 1984-03-27.")
    return read.value
