"""Who may open one record by an exception, and who must not, through the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import named as named_by
from accounts.api.bodies import prose
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from cases.api.targets import person_of
from register import policies
from register.actions.exceptions import end_exception, keep_exception, read_exceptions
from register.actions.people import make_exception
from register.exceptions import people_to_name
from register.models import Person, PersonGrant
from register.readable import reading_of


@dataclass(frozen=True, slots=True)
class ExceptionShown:
    """One user who may open the record (`may_open`) or must not, from when to when, and why."""

    number: int
    user: str
    may_open: bool
    why: str
    starts_at: datetime | None
    expires_at: datetime | None
    given_by: str
    given_at: datetime
    review_on: date | None


def _exceptions(asking: Asking, person: Person, after: Any = None) -> Shown:
    rows = PersonGrant.objects.visible_to(asking.actor).filter(content_object=person)
    page, then = newest_first(rows.select_related("user", "given_by", "permission"), after)
    read_exceptions(page, person=person, **asking.act)
    read = reading_of(asking.actor, {person.pk})
    found = [shown(ExceptionShown, each, read, may_open=each.permission.codename == "open_person") for each in page]
    return Shown({"exceptions": found, "next": then})


def exception_of(actor: Actor, reference: str, number: int) -> PersonGrant:
    """An exception to the record of the address."""
    rows = PersonGrant.objects.visible_to(actor).filter(content_object=person_of(actor, reference))
    found: PersonGrant = get_or_404(rows.select_related("content_object", "user", "permission"), pk=number)
    return found


def _people(actor: Actor, person: Person) -> Any:
    return people_to_name()


AT = Place("api-exceptions", lambda grant: {"reference": grant.content_object.reference})
PATH = "people/<str:reference>/exceptions"
ROWS: tuple[Row, ...] = (
    Read(PATH, "api-exceptions", "Who may open a record by an exception, and who must not.", _exceptions, person_of,
         policy=policies.SEE_EXCEPTIONS, query=Paged, acts=(read_exceptions,)),
    Write(PATH, "api-make-exception", make_exception, person_of, AT, makes=True, texts={"why": prose(300)},
          fields={"user": named_by(_people)}, tells=("starts_at", "expires_at", "review_on")),
    Write(f"{PATH}/<int:number>/end", "api-end-exception", end_exception, exception_of, AT,
          texts={"why": prose(300)}, tells=("expires_at",)),
    Write(f"{PATH}/<int:number>/keep", "api-keep-exception", keep_exception, exception_of, AT,
          texts={"why": prose(300)}, tells=("review_on",)),
)  # fmt: skip
