"""The register's API as a system uses it: batches, what is held, changes, alerts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from .connection import Connection

LINES = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What came of a batch: of each item its place from 0, outcome, reference, and the problem if it was refused."""

    sequence: int
    is_replay: bool
    counts: Mapping[str, int]
    missing: list[dict[str, int]]
    results: list[dict[str, Any]]

    @property
    def refused(self) -> list[dict[str, Any]]:
        return [each for each in self.results if each["problem"]]


@dataclass(frozen=True, slots=True)
class Client:
    """The API over a connection."""

    connection: Connection

    def send(self, source: str, sequence: int, lines: bytes) -> BatchAnswer:
        """Send a batch, one item a line. Sent again under its number, the same batch is answered as the first time."""
        path = f"people/batch?{urlencode({'source': source, 'sequence': sequence})}"
        told = self.connection.post(path, lines, content_type=LINES)
        return BatchAnswer(told["sequence"], told["is_replay"], told["counts"], told["missing"], told["results"])

    def last_sequence(self, source: str) -> int:
        """The highest number of the source's batches that the register has seen; 0 where it has seen none."""
        sources = self.connection.get("batches")["sources"]
        return next((int(each["last_sequence"]) for each in sources if each["code"] == source), 0)

    def months(self) -> dict[str, tuple[int, str]]:
        """Of each month how many of the force's records are held, and their hash."""
        found = self.connection.get("reconciliation")["months"]
        return {each["month"]: (each["count"], each["sha256"]) for each in found}

    def records(self, month: str) -> Iterator[dict[str, Any]]:
        """The force's records of a month that are held, by the bytes of their local references."""
        after: str | None = ""
        while after is not None:
            page = self.connection.get(f"reconciliation/{month}", after=after)
            yield from page["records"]
            after = page["next"]

    def changes(self, cursor: str, *, limit: int = 500) -> tuple[list[dict[str, Any]], str, bool]:
        """The changes behind a cursor, the cursor behind them, and whether there are more. "" begins with now: what is
        held already is known from what was sent."""
        asked: dict[str, str | int] = {"after": cursor} if cursor else {"start": "now"}
        page = self.connection.get("changes", **asked, limit=limit)
        return page["changes"], page["next"], page["has_more"]

    def alerts(self) -> Iterator[dict[str, Any]]:
        """Alerts to the force, the newest first."""
        asked: dict[str, str | int] = {}
        while True:
            page = self.connection.get("alerts", **asked)
            yield from page["alerts"]
            if page["next"] is None:
                return
            asked = {"after": page["next"]}

    def read_alert(self, reference: str) -> dict[str, Any]:
        """An alert. That it is asked for tells the sender that it has arrived and was read."""
        alert: dict[str, Any] = self.connection.get(f"alerts/{reference}")
        return alert

    def answer_alert(self, alert: Mapping[str, Any], *, is_accepted: bool, why: str) -> dict[str, Any]:
        """Accept an alert or reject it. Sent twice, it is answered once."""
        headers = {
            "If-Match": f'"{alert["version"]}"',
            "Idempotency-Key": f"answer-{alert['reference']}-{alert['version']}",
        }
        body = json.dumps({"is_accepted": is_accepted, "why": why}).encode()
        told: dict[str, Any] = self.connection.post(f"alerts/{alert['reference']}/answer", body, headers=headers)
        return told
