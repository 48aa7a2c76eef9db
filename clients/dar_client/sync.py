"""Keeping a folder of feeds in step with the register: it may be broken off at any moment and goes on where it was.

Before a batch is sent its place and number are written down; after its answer it is crossed out. Whatever happens in
between, the same bytes go under the same number again, and the register knows them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .client import BatchAnswer, Client
from .content import item_sha256, month_of, month_sha256
from .feeds import Beginning, Piece, files_in, items_in, piece_at, pieces_of, reference_of
from .problems import Problem
from .state import Pending, Sent, State

Watcher = Callable[[str], None]
ARRIVED, WAITING = ("raised", "delivered"), ("raised", "delivered", "read")
SETTLED_MEANWHILE = (409, 412, 422)
AT_A_TIME = 500


def say_nothing(line: str) -> None:
    """For callers who do not show progress."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Where the force and the register differ: local references that are held otherwise, not held, or held beyond."""

    different: list[str]
    missing: list[str]
    beyond: list[str]

    @property
    def is_none(self) -> bool:
        return not (self.different or self.missing or self.beyond)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a force answers to an alert, and the reason, which the other force reads."""

    is_accepted: bool
    why: str


Decide = Callable[[Mapping[str, Any]], "Decision | None"]
"""Gives what a force answers to an alert; None where somebody must look at it first."""


@dataclass(slots=True)
class Sync:
    """One source of a force: its folder of feeds, and the file where it keeps its place."""

    client: Client
    source: str
    folder: Path
    state_path: Path
    say: Watcher = say_nothing
    state: State = field(init=False)
    _beginning: Beginning = field(init=False)

    def __post_init__(self) -> None:
        """A place that was lost is asked for: what is sent again changes nothing."""
        self.state = State.read(self.state_path) or State(self.client.last_sequence(self.source))

    def push(self) -> Counter[str]:
        """Send what is new in the folder. Gives how many items came out how."""
        counts: Counter[str] = Counter()
        if self.state.pending is not None:
            counts.update(self._send_pending(self.state.pending))
        for path in files_in(self.folder):
            sent = self._sent_of(path)
            for piece in pieces_of(path, start=sent.bytes, line=sent.lines + 1):
                counts.update(self._send(piece))
        return counts

    def reconcile(self) -> Drift:
        """Compare the folder with what the register holds, month by month, and find the records that differ."""
        mine, held = self._mine(), self.client.months()
        months = {month: (len(records), month_sha256(records.items())) for month, records in mine.items()}
        differing = sorted(month for month in months.keys() | held.keys() if months.get(month) != held.get(month))
        here = {reference: sha256 for month in differing for reference, sha256 in mine.get(month, {}).items()}
        there = {
            record["local_reference"]: record["sha256"]
            for month in differing if month in held
            for record in self.client.records(month)
        }  # fmt: skip
        return Drift(
            different=sorted(each for each in here.keys() & there.keys() if here[each] != there[each]),
            missing=sorted(here.keys() - there.keys()),
            beyond=sorted(there.keys() - here.keys()),
        )

    def repair(self, drift: Drift) -> Counter[str]:
        """Send the records again that the register holds otherwise or not at all."""
        wanted = {*drift.different, *drift.missing}
        latest = {reference_of(item): item for item in items_in(self.folder) if reference_of(item) in wanted}
        counts: Counter[str] = Counter()
        items = list(latest.values())
        for start in range(0, len(items), AT_A_TIME):
            body = b"".join(json.dumps(item).encode() + b"\n" for item in items[start : start + AT_A_TIME])
            answer = self._numbered(body, lambda sequence: None)
            self.state.last_sequence = answer.sequence
            self.state.write(self.state_path)
            counts.update(self._take(answer, "", 1))
        return counts

    def follow(self) -> Iterator[dict[str, Any]]:
        """Every change since the last time. The place is kept when the page has been gone through: after a break some
        come twice, and none is lost."""
        while True:
            changes, cursor, has_more = self.client.changes(self.state.cursor)
            yield from changes
            self.state.cursor = cursor
            self.state.write(self.state_path)
            if not has_more:
                return

    def read(self) -> list[dict[str, Any]]:
        """Read every alert to the force that nobody has read: its sender sees that it has arrived."""
        return [self.client.read_alert(each["reference"]) for each in self.client.alerts() if each["status"] in ARRIVED]

    def acknowledge(self, decide: Decide) -> list[dict[str, Any]]:
        """Answer every alert to the force that waits and of which `decide` knows the answer; gives the receipts of what
        was answered. It may be broken off and begun again: what is answered is answered once."""
        waiting = [each for each in self.client.alerts() if each["status"] in WAITING]
        receipts = (self._answer(each, decision) for each in waiting if (decision := decide(each)) is not None)
        return [receipt for receipt in receipts if receipt is not None]

    def _answer(self, alert: Mapping[str, Any], decision: Decision) -> dict[str, Any] | None:
        """The receipt; None where an officer was first, or answers it elsewhere."""
        read = self.client.read_alert(alert["reference"])
        if read["status"] not in WAITING:
            return None
        try:
            return self.client.answer_alert(read, is_accepted=decision.is_accepted, why=decision.why)
        except Problem as problem:
            if problem.status not in SETTLED_MEANWHILE:
                raise
            self.say(f"{alert['reference']} was not answered: {problem}")
            return None

    def _sent_of(self, path: Path) -> Sent:
        """How much of the file has been sent. A file whose beginning has changed is another one."""
        sent = self.state.files.get(path.name, Sent())
        self._beginning = Beginning(path)
        if sent.bytes and self._beginning.sha256(sent.bytes) != sent.sha256:
            self.say(f"{path.name} has changed and is sent from its beginning.")
            self._beginning = Beginning(path)
            return Sent()
        return sent

    def _send_pending(self, pending: Pending) -> Mapping[str, int]:
        """Send again what was on its way. If its file is gone or shorter now, there is nothing to send again: whether
        it had arrived is seen by the next number."""
        path = self.folder / pending.file
        piece = piece_at(path, pending.start, pending.end, pending.line) if path.is_file() else None
        if piece is None or not piece.items or piece.end != pending.end:
            self.say(f"{pending.file} was being sent when the work broke off, and is not as it was.")
            self.state.pending = None
            return {}
        self._beginning = Beginning(path)
        return self._send(piece)

    def _send(self, piece: Piece) -> Mapping[str, int]:
        """Send one piece, under the number that it has already or under the next one."""

        def note(sequence: int) -> None:
            self.state.pending = Pending(sequence, piece.file, piece.start, piece.end, piece.line)
            self.state.write(self.state_path)

        answer = self._numbered(piece.body, note)
        sha256 = self._beginning.sha256(piece.end)
        self.state.files[piece.file] = Sent(piece.end, piece.line - 1 + piece.lines, sha256)
        self.state.last_sequence, self.state.pending = answer.sequence, None
        self.state.write(self.state_path)
        return self._take(answer, piece.file, piece.line)

    def _numbered(self, body: bytes, note: Callable[[int], None]) -> BatchAnswer:
        """Send lines under their number. Where the register knows another batch of that number, from another copy of
        this program or from before an old state came back, they go under the next free one."""
        pending = self.state.pending
        sequence = pending.sequence if pending else self.state.last_sequence + 1
        note(sequence)
        try:
            return self.client.send(self.source, sequence, body)
        except Problem as problem:
            if "#/sequence" not in problem.pointers:
                raise
        sequence = self.client.last_sequence(self.source) + 1
        note(sequence)
        return self.client.send(self.source, sequence, body)

    def _take(self, answer: BatchAnswer, file: str, line: int) -> Mapping[str, int]:
        """Say what came of a batch, and keep what was refused where somebody finds it: never what was sent."""
        said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(answer.counts.items()))
        self.say(f"batch {answer.sequence}{f' of {file}' if file else ''}: {said}")
        if answer.missing:
            self.say(f"the register misses batches {', '.join(_in_words(each) for each in answer.missing)}")
        if answer.refused:
            with self.state_path.with_suffix(".refused.ndjson").open("a", encoding="utf-8") as kept:
                for each in answer.refused:
                    told = {"file": file, "batch": answer.sequence, "from_line": line, "item": each["index"]}
                    kept.write(json.dumps({**told, "problem": each["problem"]}) + "\n")
        return answer.counts

    def _mine(self) -> dict[str, dict[str, str]]:
        """Month → local reference → hash, as the folder says last."""
        latest = {reference_of(item): item for item in items_in(self.folder)}
        found: dict[str, dict[str, str]] = {}
        for reference, item in latest.items():
            found.setdefault(month_of(item), {})[reference] = item_sha256(item)
        return found


def _in_words(missing: Mapping[str, int]) -> str:
    first, last = missing["first"], missing["last"]
    return str(first) if first == last else f"{first} to {last}"
