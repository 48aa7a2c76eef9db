"""What the register holds of a person, through the API: the control-room card, and the full record."""

from __future__ import annotations

from accounts.api.rows import Asking, Read, Row, Shown
from cases.actions.cards import open_card, open_person
from cases.api.page_words import as_said
from cases.api.targets import person_of
from register.models import Person


def _card(asking: Asking, person: Person) -> Shown:
    return Shown(as_said(open_card(person, **asking.act)), person.version)


def _record(asking: Asking, person: Person) -> Shown:
    opened = open_person(person, **asking.act)
    return Shown({"reference": person.reference, **as_said(opened)}, person.version)


ROWS: tuple[Row, ...] = (
    Read("people/<str:reference>/card", "api-card", "The control-room card of a person, in the words of its page.",
         _card, person_of, acts=(open_card,)),
    Read("people/<str:reference>/record", "api-record",
         "Everything the register knows of a person, newest first in each part; facts by their kind and number.",
         _record, person_of, acts=(open_person,)),
)  # fmt: skip
