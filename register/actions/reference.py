"""The kinds of danger marker as register/reference/warning_signals.csv has them. Loading again changes nothing."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from accounts.actions.reference import LOADER, LOADING
from accounts.actor import Actor
from accounts.policies import LOAD_REFERENCE
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import events
from register.models import WarningSignal

SIGNALS = Path(__file__).resolve().parent.parent / "reference" / "warning_signals.csv"


def load_warning_signals(path: Path = SIGNALS) -> int:
    """Bring the kinds of danger marker up to date. Gives how many were new or changed; none is ever removed."""
    with path.open(newline="", encoding="utf-8") as file:
        listed: list[dict[str, Any]] = [row | {"rank": int(row["rank"])} for row in csv.DictReader(file)]
    held = {signal["code"]: signal for signal in WarningSignal.objects.values("code", "title", "meaning", "rank")}
    changed = [row for row in listed if held.get(row["code"]) != row]
    if changed:
        _write_signals(changed, actor=LOADER, reason=LOADING)
    return len(changed)


@action(event=events.SIGNALS_LOADED, policy=LOAD_REFERENCE, lock=False)
def _write_signals(rows: list[dict[str, Any]], *, entry: Entry, actor: Actor, reason: Reason) -> None:
    WarningSignal.objects.bulk_create(
        [WarningSignal(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["title", "meaning", "rank"],
    )
    entry.record(count=len(rows))
