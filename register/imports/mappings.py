"""Mappings: which column of a force's export holds which fact. Data, one file a feed (register/reference/mappings).

A new feed is a new file there and nothing else. Every key is known to `Mapping`; one that is not is an error when the
file is loaded, never a column that is silently left out.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from register.imports.problems import Unreadable

FOLDER = Path(__file__).parent.parent / "reference" / "mappings"


@dataclass(frozen=True, slots=True)
class AddressColumns:
    """Where an address stands: in one column (`whole`), in columns of its own, or in a list (`each`).

    Of a list, `is_current` names the value that says whether somebody still lives there.
    """

    whole: str = ""
    each: str = ""
    line_1: str = ""
    line_2: str = ""
    town: str = ""
    postcode: str = ""
    is_current: str = ""


@dataclass(frozen=True, slots=True)
class IdentifierColumns:
    """Where official numbers stand: a column for each kind, or a list with the kind beside the value."""

    pnc: str = ""
    cro: str = ""
    noms: str = ""
    crn: str = ""
    nino: str = ""
    driver: str = ""
    each: str = ""
    kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One kind of export. Empty names are facts that it does not hold.

    `name` is a whole name in one column in the order `name_order`; `…_separators` are the characters between several
    values in one column. `digest` changes with the file: rows received before are then understood anew.
    """

    code: str
    digest: str
    title: str
    shape: str
    recognised_by: tuple[str, ...]
    local_reference: str
    encoding: str = ""
    name: str = ""
    name_order: str = "surname, forenames"
    forenames: str = ""
    surname: str = ""
    sex: str = ""
    date_of_birth: str = ""
    date_order: str = "day-first"
    aliases: str = ""
    alias_separators: str = ";"
    phones: str = ""
    phone_separators: str = ";"
    vehicles: str = ""
    vehicle_separators: str = ";"
    remarks: str = ""
    identifiers: IdentifierColumns = field(default_factory=IdentifierColumns)
    address: AddressColumns = field(default_factory=AddressColumns)

    @property
    def surname_column(self) -> str:
        """The column to look at when there is no name."""
        return self.name or self.surname

    def fits(self, columns: Iterable[str], shape: str) -> bool:
        """Whether columns by which this export is recognised are all there."""
        return shape == self.shape and set(self.recognised_by) <= set(columns)


class NoMapping(Unreadable):
    """No mapping fits. `known()` tells what would."""


@cache
def mappings() -> dict[str, Mapping]:
    """Every mapping by its code, the name of its file."""
    return {path.stem: load(path) for path in sorted(FOLDER.glob("*.toml"))}


def load(path: Path) -> Mapping:
    """A mapping from its file.

    Raises:
        TypeError: the file names something that no mapping has, or leaves out what every mapping needs.
    """
    content = path.read_bytes()
    told: dict[str, Any] = tomllib.loads(content.decode())
    return Mapping(
        code=path.stem,
        digest=hashlib.sha256(content).hexdigest()[:16],
        recognised_by=tuple(told.pop("recognised_by")),
        identifiers=IdentifierColumns(**told.pop("identifiers", {})),
        address=AddressColumns(**told.pop("address", {})),
        **told,
    )


def mapping_for(columns: Iterable[str], shape: str, *, code: str = "") -> Mapping:
    """The mapping asked for, or the one that recognises these columns.

    Raises:
        NoMapping: there is none of that name, it is for another shape of file, or none recognises the columns.
    """
    if code:
        chosen = mappings().get(code)
        if chosen is None:
            raise NoMapping(f"There is no mapping called {code[:60]}. Choose one of {', '.join(mappings())}.")
        if chosen.shape != shape:
            raise NoMapping(f"“{chosen.title}” is for {chosen.shape.upper()} files; this one is {shape.upper()}.")
        return chosen
    columns = set(columns)
    fitting = [mapping for mapping in mappings().values() if mapping.fits(columns, shape)]
    if not fitting:
        raise NoMapping(
            "The columns of this file are not those of any export that the register knows. Choose the mapping "
            "yourself, or send the file to whoever looks after mappings."
        )
    return max(fitting, key=lambda mapping: len(mapping.recognised_by))


def known() -> list[str]:
    """What is recognised, one sentence an export, for whoever sent something else."""
    return [
        f"{mapping.title}: {', '.join(mapping.recognised_by)} (mapping {mapping.code})"
        for mapping in mappings().values()
    ]
