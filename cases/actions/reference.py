"""The directory of support services as cases/reference/support_services.csv has it. Loading again changes nothing."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from accounts.actions.reference import LOADER, LOADING
from accounts.actor import Actor
from accounts.policies import LOAD_REFERENCE
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases.events import safeguards as events
from cases.models import SupportService

SERVICES = Path(__file__).resolve().parent.parent / "reference" / "support_services.csv"
LISTS = ("areas", "needs", "languages")


def load_support_services(path: Path = SERVICES) -> int:
    """Bring the directory up to date. Gives how many services were new, changed or withdrawn; none is ever removed."""
    with path.open(newline="", encoding="utf-8") as file:
        listed = [_read(row) for row in csv.DictReader(file)]
    held = {service["code"]: service for service in SupportService.objects.listed().values(*listed[0])}
    changed = [row for row in listed if held.get(row["code"]) != row]
    withdrawn = sorted(held.keys() - {row["code"] for row in listed})
    if changed or withdrawn:
        _write_services(changed, withdrawn=withdrawn, actor=LOADER, reason=LOADING)
    return len(changed) + len(withdrawn)


def _read(row: dict[str, str]) -> dict[str, Any]:
    lists = {name: row[name].split() for name in LISTS}
    return row | lists | {"checked_on": date.fromisoformat(row["checked_on"]) if row["checked_on"] else None}


@action(event=events.SERVICES_LOADED, policy=LOAD_REFERENCE, lock=False)
def _write_services(
    rows: list[dict[str, Any]], *, entry: Entry, actor: Actor, reason: Reason, withdrawn: list[str]
) -> None:
    SupportService.objects.bulk_create(
        [SupportService(**row, is_listed=True) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*(name for name in (rows[0] if rows else {}) if name != "code"), "is_listed"],
    )
    SupportService.objects.filter(code__in=withdrawn).update(is_listed=False)
    entry.record(count=len(rows), withdrawn=withdrawn)
