"""A person as a force's record has them, understood and comparable with what the force said last."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class ReceivedName:
    """A name, and the doubt in words where a letter was lost on the way."""

    forenames: str
    surname: str
    doubt: str = ""

    @property
    def full(self) -> str:
        return f"{self.forenames} {self.surname}".strip()


@dataclass(frozen=True, slots=True)
class ReceivedAddress:
    """Where somebody lives or lived. `force_code` is the force proposed for the postcode, or ""."""

    line_1: str
    line_2: str
    town: str
    postcode: str
    force_code: str = ""
    doubt: str = ""

    @property
    def place(self) -> tuple[str, str, str, str]:
        return self.line_1, self.line_2, self.town, self.postcode

    @property
    def in_one_line(self) -> str:
        return ", ".join(part for part in self.place if part)


@dataclass(frozen=True, slots=True)
class ReceivedPhone:
    as_received: str
    e164: str
    digits: str
    doubt: str = ""

    @property
    def number(self) -> str:
        """The same for every way of writing the same number."""
        return self.e164 or self.digits or self.as_received


@dataclass(frozen=True, slots=True)
class ReceivedIdentifier:
    kind: str
    value: str
    as_received: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """One row, understood. `home` is where they live now; `former` where they lived."""

    local_reference: str
    name: ReceivedName
    aliases: tuple[ReceivedName, ...] = ()
    sex: str = "NS"
    date_of_birth: date | None = None
    date_of_birth_as_received: str = ""
    date_of_birth_doubt: str = ""
    home: ReceivedAddress | None = None
    former: tuple[ReceivedAddress, ...] = ()
    phones: tuple[ReceivedPhone, ...] = ()
    vehicles: tuple[str, ...] = ()
    identifiers: tuple[ReceivedIdentifier, ...] = ()
    remarks: str = ""

    @property
    def doubts(self) -> list[str]:
        """Every doubt about the row in words, with the fact it is about, for whoever checks it."""
        told = [("Name", self.name.doubt), ("Date of birth", self.date_of_birth_doubt)]
        told += [(f"Alias {alias.full}", alias.doubt) for alias in self.aliases]
        told += [("Address", address.doubt) for address in (self.home, *self.former) if address]
        told += [(f"Telephone number {phone.as_received}", phone.doubt) for phone in self.phones]
        told += [(f"{each.kind.upper()} {each.as_received}", each.doubt) for each in self.identifiers]
        return [f"{about}: {doubt}" for about, doubt in told if doubt]

    def to_json(self) -> dict[str, Any]:
        """As JSON, for `from_json`. Part by part: `dataclasses.asdict` copies every text of it."""
        return {
            **{each.name: getattr(self, each.name) for each in _FIELDS},
            "date_of_birth": self.date_of_birth.isoformat() if self.date_of_birth else None,
            "name": _told(self.name),
            "aliases": [_told(each) for each in self.aliases],
            "home": _told(self.home) if self.home else None,
            "former": [_told(each) for each in self.former],
            "phones": [_told(each) for each in self.phones],
            "vehicles": list(self.vehicles),
            "identifiers": [_told(each) for each in self.identifiers],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        told = dict(kept)
        born = told.pop("date_of_birth")
        return cls(
            name=ReceivedName(**told.pop("name")),
            aliases=tuple(ReceivedName(**each) for each in told.pop("aliases")),
            date_of_birth=date.fromisoformat(born) if born else None,
            home=ReceivedAddress(**home) if (home := told.pop("home")) else None,
            former=tuple(ReceivedAddress(**each) for each in told.pop("former")),
            phones=tuple(ReceivedPhone(**each) for each in told.pop("phones")),
            vehicles=tuple(told.pop("vehicles")),
            identifiers=tuple(ReceivedIdentifier(**each) for each in told.pop("identifiers")),
            **told,
        )


_FIELDS = fields(Received)
_PARTS = {
    part: tuple(each.name for each in fields(part))
    for part in (ReceivedName, ReceivedAddress, ReceivedPhone, ReceivedIdentifier)
}


def _told(part: ReceivedName | ReceivedAddress | ReceivedPhone | ReceivedIdentifier) -> dict[str, str]:
    return {name: getattr(part, name) for name in _PARTS[type(part)]}
