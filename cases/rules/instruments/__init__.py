"""The instruments of risk assessment, as versioned data. A changed instrument is a new record beside the old one."""

from __future__ import annotations

from datetime import date

from cases.rules.instruments.dara import DARA
from cases.rules.instruments.dash import DASH_24, DASH_27, S_DASH
from cases.rules.instruments.odara import ODARA
from cases.rules.instruments.rfg import RFG
from cases.rules.instruments.terms import Instrument

INSTRUMENTS: tuple[Instrument, ...] = (DASH_24, DASH_27, S_DASH, DARA, ODARA, RFG)


def instrument_of(code: str, version: str) -> Instrument:
    """The record of this code and version, retired or not.

    Raises:
        LookupError: there is none.
    """
    for each in INSTRUMENTS:
        if (each.code, each.version) == (code, version):
            return each
    raise LookupError(f"No instrument {code} of version {version}")


def askable(on: date) -> tuple[Instrument, ...]:
    """The instruments with which somebody may begin on the day, of those that ask anything."""
    return tuple(each for each in INSTRUMENTS if each.items and each.is_in_use(on))
