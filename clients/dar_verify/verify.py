"""Verify a bundle: its signature, its tree, every entry, growth and completeness. Every fault has its name."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise, zip_longest
from typing import Any

from . import bundle as names
from .blocks import LATE, Read, read_all
from .bundle import Bundle, Entry, Unreadable
from .checkpoint import Checkpoint, Signed, WrongCheckpoint, counts_root, opened, parsed_counts
from .keys import PublicKey
from .merkle import HASH_SIZE, Unproven, leaf_hash
from .note import WrongNote
from .policy import NOBODY, Policy
from .tiles import WIDTH
from .trusted import Source, TrustedTiles

MOST_NAMED = 20
BEGINNING = re.compile(
    rb'\{"actor":\{"force":"(?P<force>[ -!#-\[\]-~]*)","kind":"[^"\\]*","on_behalf_of":"[^"\\]*","ref":"[^"\\]*",'
    rb'"roles":\[[^\]\\]*\]\},"at":"(?P<at>[ -!#-\[\]-~]*)"'
)


class Fault(StrEnum):
    """What was done to the log, or to the file."""

    SIGNATURE = "signature"
    EDIT = "edit"
    DELETE = "delete"
    INSERT = "insert"
    REORDER = "reorder"
    TRUNCATE = "truncate"
    FORK = "fork"
    ROLLBACK = "restored old backup"
    BACK_DATE = "back-date"
    UNPROVEN = "unproven"
    UNWITNESSED = "unwitnessed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in words, and the number of the entry it is about, if it is about one."""

    fault: Fault
    sentence: str
    entry: int | None = None


@dataclass(slots=True)
class Report:
    """What was checked, in sentences, what was found wrong, and what could not be shown: `unshown` says why nobody can
    tell from this file whether it holds all that was asked for."""

    checked: list[str] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    unshown: list[str] = field(default_factory=list)
    entries: int = 0

    @property
    def is_sound(self) -> bool:
        return not self.found

    def wrong(self, fault: Fault, sentence: str, entry: int | None = None) -> None:
        self.found.append(Finding(fault, sentence, entry))

    def right(self, sentence: str) -> None:
        self.checked.append(sentence)


def verify(
    bundle: Bundle,
    keys: Sequence[PublicKey],
    *,
    witnesses: Iterable[PublicKey] = (),
    earlier: Sequence[bytes] = (),
    policy: Policy | None = None,
    published: Source | None = None,
    withheld: int = 0,
    processes: int = 1,
) -> Report:
    """Verify a bundle with the public keys of the log, and with checkpoints that the reader kept from earlier.

    The logs and witnesses of the policy are known too, and its quorum must vouch for the checkpoint. `published` is
    where the log's own tree is read: the bundle must be of the log that everybody else sees. `withheld` is how many
    entries the reader knows that they may not see: the file's own word for that is not signed. A long file may be read
    by several `processes`.
    """
    report, keys = Report(), known_keys(keys, policy)
    try:
        said = check_signed(report, bundle, keys, witnesses=witnesses, earlier=earlier, policy=policy)
        if published is not None:
            _check_published(report, bundle, said, published, keys)
        if any(each.fault in (Fault.FORK, Fault.ROLLBACK) for each in report.found):
            return report
        _Check(report, bundle, said, keys, withheld).run(processes)
    except (WrongNote, WrongCheckpoint) as error:
        report.wrong(Fault.SIGNATURE, str(error))
    except (Unproven, Unreadable) as error:
        report.wrong(Fault.UNPROVEN, str(error))
    return report


def known_keys(keys: Sequence[PublicKey], policy: Policy | None) -> Sequence[PublicKey]:
    """The log's keys: those given, and those that the policy names."""
    return [*keys, *(each for each in policy.logs if each not in keys)] if policy else keys


def known_witnesses(witnesses: Iterable[PublicKey], policy: Policy | None) -> Sequence[PublicKey]:
    """The witnesses' keys: those given, and those that the policy names."""
    return [*witnesses, *(each.key for each in policy.witnesses.values())] if policy else list(witnesses)


def check_signed(
    report: Report,
    source: Source,
    keys: Sequence[PublicKey],
    *,
    witnesses: Iterable[PublicKey] = (),
    earlier: Sequence[bytes] = (),
    policy: Policy | None = None,
) -> Checkpoint:
    """What the log says of itself there: who signed it, whether enough vouch for it, and that it has grown out of each
    earlier checkpoint.

    Raises WrongNote, WrongCheckpoint, Unproven, Unreadable.
    """
    keys = known_keys(keys, policy)
    witnesses = known_witnesses(witnesses, policy)
    signed = opened(source.read(names.CHECKPOINT), log=keys, witnesses=witnesses)
    said = signed.checkpoint
    report.right(f"The log {said.origin} had {said.size:,} entries; {_signers(signed)} signed that{_when(said)}.")
    if policy and policy.quorum != NOBODY:
        check_quorum(report, signed, policy)
    for written in earlier:
        _check_growth(report, source, said, opened(written, log=keys, witnesses=witnesses).checkpoint)
    return said


def _check_published(
    report: Report, bundle: Source, said: Checkpoint, published: Source, keys: Sequence[PublicKey]
) -> None:
    """What the bundle says and what was published are one log, whichever of them is longer."""
    public = opened(published.read(names.CHECKPOINT), log=keys).checkpoint
    size = min(said.size, public.size)
    try:
        here, there = _root_at(size, bundle, said), _root_at(size, published, public)
    except Unreadable:
        report.wrong(
            Fault.UNPROVEN,
            f"The published log has {public.size:,} entries, and cannot be held against this file yet: try again in a "
            "minute.",
        )
        return
    if here != there:
        report.wrong(
            Fault.FORK,
            f"This is another log than the published one: their first {size:,} entries are not the same. "
            "You were given what nobody else sees.",
        )
    else:
        report.right(f"It is the published log, which has {public.size:,} entries.")


def _root_at(size: int, source: Source, said: Checkpoint) -> bytes:
    return said.root if said.size == size else TrustedTiles(source, said.size, said.root).root_at(size)


def _signers(signed: Signed) -> str:
    return " and ".join(dict.fromkeys(each.key.name for each in signed.vouched))


def _when(said: Checkpoint) -> str:
    return f" at {said.signed_at:%H:%M:%S UTC on %d %B %Y}" if said.signed_at else ""


def check_quorum(report: Report, signed: Signed, policy: Policy) -> None:
    """Enough witnesses must vouch for what the log says: it alone can tell everybody another story."""
    vouching = [each.key for each in signed.vouched]
    if policy.is_met(vouching):
        report.right(f"The quorum of your policy vouches for it: {policy.said()}.")
        return
    there = [witness.name for witness in policy.witnesses.values() if witness.key in vouching]
    report.wrong(
        Fault.UNWITNESSED,
        f"Your policy wants {policy.said()} to vouch for this checkpoint, and {', '.join(there) or 'nobody'} does. "
        "Either the witnesses were not reached, or they refused: a log that was rewritten with its own key looks so.",
    )


def _check_growth(report: Report, bundle: Source, said: Checkpoint, before: Checkpoint) -> None:
    """The log must be the one of the earlier checkpoint, grown."""
    if before.size > said.size:
        is_older = bool(before.signed_at and said.signed_at and said.signed_at <= before.signed_at)
        why = (
            "This file shows the log as it was before your checkpoint: ask for one of today."
            if is_older
            else "An old backup was restored, or the end of the log was cut off."
        )
        report.wrong(
            Fault.ROLLBACK, f"Your checkpoint has {before.size:,} entries, and this one only {said.size:,}. {why}"
        )
        return
    is_same = before.size == said.size
    root = said.root if is_same else TrustedTiles(bundle, said.size, said.root).root_at(before.size)
    if root != before.root or (is_same and before.counts != said.counts):
        report.wrong(
            Fault.FORK,
            f"This is another log than that of your checkpoint: its first {before.size:,} entries are not the same. "
            "The log was rewritten and signed again.",
        )
    else:
        report.right(f"It is the log of your checkpoint of {before.size:,} entries, grown.")


@dataclass(frozen=True, slots=True)
class Strange:
    """An entry that is not what was sealed under its number: its line in the file, its number, and the number under
    which it was sealed, None when it was not sealed anywhere near."""

    line: int
    number: int
    sealed_as: int | None
    name: str

    @property
    def shift(self) -> int | None:
        """How far behind its number it was sealed."""
        return None if self.sealed_as is None else self.sealed_as - self.number


def runs_of(strange: Iterable[Strange]) -> Iterator[list[Strange]]:
    """Those that follow each other and are shifted alike, together."""
    run = list[Strange]()
    for each in strange:
        if run and (each.line, each.shift) != (run[-1].line + 1, run[-1].shift):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


class _Check:
    """The entries of one bundle against the tree that was signed."""

    def __init__(
        self, report: Report, bundle: Bundle, said: Checkpoint, keys: Sequence[PublicKey], withheld: int
    ) -> None:
        self.report, self.bundle, self.said, self.keys, self.allowed = report, bundle, said, keys, withheld
        self.tiles = TrustedTiles(bundle, said.size, said.root)
        self.manifest = bundle.manifest()
        self.start = self._start()
        self.first, self.end = bundle.span(self.start.size if self.start else 0, said.size)
        self.present = bytearray(max(self.end - self.first, 0))
        self.forces: Counter[str] = Counter()
        self.highest = -1
        self.tile, self.hashes = -1, list[bytes]()
        self.strange: list[Strange] = []
        self.renumbered = 0
        self.latest = self.start.signed_at if self.start else None

    def run(self, processes: int) -> None:
        for block, said in read_all(self.bundle.blocks(), processes=processes):
            if said is None or not self._is_sound(said):
                self._check_each(block)
        self._name_strange()
        self._check_complete()
        if self.report.is_sound and not self.bundle.is_as_described:
            self.report.wrong(Fault.EDIT, f"{names.ENTRIES} is not the file that the manifest describes.")
        if self.report.is_sound:
            self.report.right(f"Every one of the {self.report.entries:,} entries is as it was sealed.")

    def _is_sound(self, said: Read) -> bool:
        """Whether all of a block is in its place, as it was sealed and in time. Only then is it noted as here."""
        low, high = said.numbers[0], said.numbers[-1]
        is_dense = high - low < len(said.numbers) * WIDTH
        if not (max(self.first, self.highest + 1) <= low <= high < self.end and is_dense):
            return False
        if self.latest and said.earliest < self.latest - LATE:
            return False
        if not self._are_as_sealed(said):
            return False
        self.report.entries += len(said.numbers)
        self.forces += said.forces
        self.highest = high
        self.latest = max(self.latest or said.latest, said.latest)
        for number in said.numbers:
            self.present[number - self.first] = 1
        return True

    def _are_as_sealed(self, said: Read) -> bool:
        low, high = said.numbers[0], said.numbers[-1]
        try:
            sealed = self.tiles.leaves(low, high + 1)
        except (Unproven, Unreadable):
            return False  # line by line it is said from which entry on
        if said.numbers == list(range(low, high + 1)):
            return said.leaves == sealed
        places = ((number - low) * HASH_SIZE for number in said.numbers)
        is_ascending = all(number < after for number, after in pairwise(said.numbers))
        return is_ascending and said.leaves == b"".join(sealed[at : at + HASH_SIZE] for at in places)

    def _check_each(self, block: bytes) -> None:
        for line in names.lines_of(block):
            entry = Entry.parse(line, at=self.report.entries + 1)
            self.report.entries += 1
            if self._is_in_place(entry) and self._is_as_sealed(entry):
                force, written_at = _force_and_time(entry.payload)
                self.forces[force] += 1
                if entry.disclosed:
                    self._check_disclosed(entry)
                self._check_time(entry, datetime.fromisoformat(written_at))

    def _start(self) -> Checkpoint | None:
        """The checkpoint at which the range begins, none where it begins with the log."""
        if not self.bundle.has(names.FIRST_CHECKPOINT):
            return None
        start = opened(self.bundle.read(names.FIRST_CHECKPOINT), log=self.keys).checkpoint
        if self.tiles.root_at(start.size) != start.root:
            raise Unproven(
                f"The log at the start of the range, of {start.size:,} entries, is not the one it grew out of."
            )
        if start.size >= self.said.size:
            raise Unproven("The range ends where it begins: the file can hold nothing.")
        self.report.right(f"The range begins with entry {start.size}; the log was signed there{_when(start)}.")
        return start

    def _is_in_place(self, entry: Entry) -> bool:
        number, first = entry.number, self.first
        if not first <= number < self.end:
            self.report.wrong(
                Fault.INSERT,
                f"Entry {number} was put in: the log has the numbers {first} to {self.end - 1} here.",
                number,
            )
            return False
        if self.present[number - first]:
            self.report.wrong(Fault.INSERT, f"Entry {number} is there twice: one of the two was put in.", number)
            return False
        if number < self.highest:
            self.report.wrong(Fault.REORDER, f"Entry {number} stands after entry {self.highest}.", number)
        self.present[number - first] = 1
        self.highest = max(self.highest, number)
        return True

    def _is_as_sealed(self, entry: Entry) -> bool:
        tile, at = divmod(entry.number, WIDTH)
        leaf = leaf_hash(entry.payload)
        if tile != self.tile:
            self.tile, self.hashes = tile, self.tiles.hashes(0, tile)
        if self.hashes[at] != leaf:
            strange = Strange(self.report.entries, entry.number, self._sealed_as(leaf, tile), _name(entry))
            self.strange.append(strange)
            return False
        return True

    def _sealed_as(self, leaf: bytes, tile: int) -> int | None:
        """The number under which it was sealed, sought in its tile and those beside it."""
        for near in (tile, tile - 1, tile + 1):
            if near < 0 or near * WIDTH >= self.said.size:
                continue
            try:
                hashes = self.tiles.hashes(0, near)
            except Unreadable:
                continue
            if leaf in hashes:
                return hashes.index(leaf) + near * WIDTH
        return None

    def _name_strange(self) -> None:
        """Call what does not stand where it was sealed by what was done."""
        runs = list(runs_of(self.strange))
        for run, after in zip_longest(runs, runs[1:]):
            first, shift = run[0], run[0].shift
            reaches_the_end = run[-1].number == self.highest
            if shift is None and after and after[-1].number == self.highest and after[0].shift == -len(run):
                self._name_each(run, Fault.INSERT, "Entry {0} ({1}) was put in: those after it were renumbered.")
                return
            if shift is None:
                self._name_each(run, Fault.EDIT, "Entry {0} ({1}) was changed: it is not what was sealed.")
            elif shift > 0 and reaches_the_end:
                self.renumbered = shift
                for number in range(first.number, first.number + min(shift, MOST_NAMED)):
                    sentence = (
                        f"Entry {number} is missing: it was sealed and is not here, and those after it were renumbered."
                    )
                    self.report.wrong(Fault.DELETE, sentence, number)
            else:
                self._name_each(
                    run, Fault.REORDER, "What stands as entry {0} was sealed as entry {2}: they were exchanged."
                )

    def _name_each(self, run: Sequence[Strange], fault: Fault, sentence: str) -> None:
        for each in run[:MOST_NAMED]:
            self.report.wrong(fault, sentence.format(each.number, each.name, each.sealed_as), each.number)
        if len(run) > MOST_NAMED:
            self.report.wrong(fault, f"So were {len(run) - MOST_NAMED} more entries after these.")

    def _check_disclosed(self, entry: Entry) -> None:
        """Each value that is shown must be the one that was committed to."""
        commitments = json.loads(entry.payload)["commitments"]
        for name, (text, salt) in entry.disclosed.items():
            if commitments.get(name) != sha256(salt + text.encode()).hexdigest():
                sentence = f"The value shown for {name} in entry {entry.number} is not the one that was recorded."
                self.report.wrong(Fault.EDIT, sentence, entry.number)

    def _check_time(self, entry: Entry, at: datetime) -> None:
        """An entry is sealed soon after its time: one much older than what was sealed before it was dated back."""
        latest = self.latest or at
        if at < latest - LATE:
            self.report.wrong(
                Fault.BACK_DATE,
                f"Entry {entry.number} is dated {at:%Y-%m-%d %H:%M:%S}, but it was sealed after "
                f"{latest:%Y-%m-%d %H:%M:%S}: it was dated back.",
                entry.number,
            )
        self.latest = max(at, latest)

    def _check_complete(self) -> None:
        end = self.manifest.get("last_entry")
        if isinstance(end, int) and self.highest < end:
            self.report.wrong(
                Fault.TRUNCATE,
                f"The end is missing: the file reaches entry {self.highest}, and it was made up to {end}.",
            )
            return
        scope, withheld = self.manifest.get("scope", {}), int(self.manifest.get("withheld", 0))
        part = self.manifest.get("part")
        if part:
            self.report.right(
                f"This is part {part['number']} of {part['of']}, entries {self.first} to {self.end - 1}: verify all "
                "parts together to see that none is missing."
            )
        if not scope:
            self._check_every_number(withheld)
        elif set(scope) == {"force"} and not part:
            self._check_counted(str(scope["force"]), withheld)
        elif not part:
            asked = ", ".join(f"{name} {value}" for name, value in scope.items())
            self.report.unshown.append(
                f"Whether there are more entries of {asked} cannot be proven: counts are kept of forces alone."
            )
        if redacted := self.manifest.get("redacted"):
            self.report.right(f"Values were taken out, as its manifest says: {', '.join(map(str, redacted))}.")
        if withheld > self.allowed:
            self.report.unshown.append(
                f"{withheld} entries are withheld from whoever took this file, as its manifest says, and you allowed "
                f"for {self.allowed} (--withheld)."
            )
        elif withheld:
            self.report.right(f"{withheld} entries are withheld from whoever took this file, as you allowed for.")

    def _check_every_number(self, withheld: int) -> None:
        first, missing = self.first, [number for number, there in enumerate(self.present) if not there]
        # Renumbering closed the gap that was named already, and opened this one at the end.
        missing = missing[: len(missing) - self.renumbered]
        if len(missing) == withheld:
            if not missing:
                self.report.right(f"No number is missing from {first} to {self.end - 1}.")
                self._check_all_counted()
            return
        if missing and first + missing[0] > self.highest:
            self.report.wrong(
                Fault.TRUNCATE,
                f"The end is missing: the file reaches entry {self.highest}, and the log entry {self.end - 1}.",
            )
            return
        for number in missing[:MOST_NAMED]:
            self.report.wrong(
                Fault.DELETE, f"Entry {first + number} is missing: it was sealed and is not here.", first + number
            )
        if len(missing) > MOST_NAMED:
            self.report.wrong(Fault.DELETE, f"{len(missing) - MOST_NAMED} more entries are missing.")

    def _check_counted(self, force: str, withheld: int) -> None:
        key, here = f"force {force or '-'}", self.forces[force]
        sealed = self._counted(names.COUNTS, self.said).get(key, 0)
        if self.start:
            sealed -= self._counted(names.FIRST_COUNTS, self.start).get(key, 0)
        if here + withheld < sealed:
            self.report.wrong(
                Fault.DELETE, f"Of force {force} {sealed} entries were sealed in this range, and {here} are here."
            )
        elif here + withheld > sealed:
            self.report.wrong(
                Fault.INSERT, f"Of force {force} {sealed} entries were sealed in this range, but {here} are here."
            )
        else:
            self.report.right(f"These are all the entries of force {force} in this range: {sealed} were sealed.")

    def _check_all_counted(self) -> None:
        """Where everything is here, what was signed of each force is what is here of it: else a file of that force
        alone would seem complete and not be."""
        start = self.start.size if self.start else 0
        is_whole = (self.first, self.end) == (start, self.said.size)
        if not is_whole or not self.report.is_sound or not self.bundle.has(names.COUNTS):
            return  # an entry that is not what was sealed is named already, and counted for nobody
        sealed = Counter(self._counted(names.COUNTS, self.said))
        if self.start:
            sealed.subtract(self._counted(names.FIRST_COUNTS, self.start))
        here = {f"force {force or '-'}": count for force, count in self.forces.items()}
        for key in sorted(sealed.keys() | here.keys()):
            told, found = sealed[key], here.get(key, 0)
            if told != found:
                sentence = f"The log signed that {key} has {told} entries in this range, and there are {found}."
                self.report.wrong(Fault.EDIT, sentence)

    def _counted(self, name: str, said: Checkpoint) -> dict[str, int]:
        text = self.bundle.read(name).decode()
        if said.counts is None or counts_root(text) != said.counts:
            raise Unproven("The counts of the forces are not those that were signed.")
        return parsed_counts(text)


def _force_and_time(payload: bytes) -> tuple[str, str]:
    """Whose act an entry is of, and when it was. Payloads are canonical (RFC 8785), so that nearly all begin alike."""
    if begins := BEGINNING.match(payload):
        return begins["force"].decode(), begins["at"].decode()
    said = json.loads(payload)
    return str(said["actor"]["force"]), str(said["at"])


def _name(entry: Entry) -> str:
    try:
        said: Any = json.loads(entry.payload)
        return f"{said['code']} of {said['at']}"
    except (ValueError, KeyError, TypeError):
        return "no longer readable"


def sentences(report: Report) -> Iterator[str]:
    """The report, a sentence a line. Words of the file cannot break out of their line."""
    said = [f"  {each}" for each in report.checked if each]
    said += [f"? {each}" for each in report.unshown]
    said += [f"! {each.fault.value}: {each.sentence}" for each in report.found]
    yield from ("".join(sign if sign.isprintable() else "?" for sign in each) for each in said)
    if not report.is_sound:
        yield "The file is NOT sound."
    elif report.unshown:
        yield "What is here is sound. That it is all that was asked for is NOT shown."
    else:
        yield "The file is sound."
