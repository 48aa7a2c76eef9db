"""A zip of sealed entries with all that proves them, as `clients.dar_verify.bundle` describes it.

It covers a range of the log between two checkpoints, so that what is missing in between is seen. A period in days
becomes the checkpoints around it: some entries just outside of it are in the file too.

A long range is given in parts, each a file of its own with the same checkpoints: whoever is interrupted asks for that
part again, and the verifier takes all of them together.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter
from typing import IO, Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from audit.models import Checkpoint, Event, Tile
from audit.models.event import WHO_AND_WHY, EventQuerySet
from clients.dar_verify import bundle
from clients.dar_verify.merkle import HASH_SIZE
from clients.dar_verify.tiles import HEIGHT, edge, path_above, tile_at

AT_ONCE = 2_000
TILES_AT_ONCE = 500
# The default level takes two and a half times as long to make of a fifth of the size a tenth less.
COMPRESSION = 1
# What is disclosed of an event, as the JSON that a line of the file holds. PostgreSQL writes it: a row of Django's for
# each value takes ten times as long as the entry itself.
DISCLOSED = """
    SELECT string_agg(
        concat(to_json(field), ':{"json":', to_json(value), ',"salt":"', encode(salt, 'hex'), '"}'), ',' ORDER BY field
    )
    FROM audit_detail WHERE event_id = audit_event.id AND field = ANY(%s)
"""
# The witnesses are asked every few seconds; one that is silent for longer than this is not waited for.
CLOSE_BY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the files in which a long range is given: the numbers from `first` to the one before `end`."""

    number: int
    of: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Proof:
    """The range between two checkpoints, `first` None from the log's beginning, and the filters that were asked for.

    `part` is the part of it that a file holds; None where one file holds all.
    """

    first: Checkpoint | None
    last: Checkpoint
    scope: dict[str, str]
    part: Part | None = None

    @classmethod
    def between(
        cls, since: datetime | None, until: datetime | None, scope: dict[str, str], *, size: int | None = None
    ) -> Proof | None:
        """The smallest range that holds what was sealed between two moments; None if nothing of it was signed yet.

        `size` is that of a checkpoint at which the range ends instead, so that a range that was begun is gone on with.
        """
        signed = Checkpoint.objects.order_by("signed_at", "id")
        before = _start(signed, since) if since else None
        last = _end(signed, until) if size is None else _of_size(signed, size)
        if last is None or last.size <= (before.size if before else 0):
            return None
        return cls(before, last, scope)

    @property
    def start(self) -> int:
        return self.first.size if self.first else 0

    @property
    def numbers(self) -> tuple[int, int]:
        """The first number of the range, or of the part of it, and the one after its last."""
        return (self.part.first, self.part.end) if self.part else (self.start, self.last.size)

    def parts(self, width: int) -> list[Part]:
        """The parts of so many numbers each in which the range is given. They are the same whenever it is asked for."""
        firsts = range(self.start, self.last.size, width)
        return [
            Part(number, len(firsts), first, min(first + width, self.last.size))
            for number, first in enumerate(firsts, 1)
        ]

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """Those of the events that are in the range, or in the part of it, in the order of their numbers."""
        first, end = self.numbers
        return events.filter(leaf__number__gte=first, leaf__number__lt=end).order_by("leaf__number")

    def withheld_of(self, shown: int) -> int:
        """How many entries of the range and its force the reader may not see. Only what is there is counted: an entry
        that was deleted is none that is withheld."""
        if set(self.scope) - {"force"}:
            return 0
        first, end = self.numbers
        if shown == end - first:
            return 0
        rows = self.narrow(Event.objects.all())
        if "force" in self.scope:
            rows = rows.filter(actor_force=self.scope["force"])
        return rows.count() - shown


def _start(signed: QuerySet[Checkpoint], since: datetime) -> Checkpoint | None:
    """The checkpoint after which the range begins: of those of one size the first. A sealer that stood still, or was
    started again, signs the same size later, and what was written meanwhile would look dated back."""
    before = signed.filter(signed_at__lt=since, size__gt=0).last()
    return signed.filter(size=before.size).first() if before else None


def _end(signed: QuerySet[Checkpoint], until: datetime | None) -> Checkpoint | None:
    """The checkpoint up to which the range goes: one that a witness vouches for, where there is one close by."""
    vouched = signed.filter(cosignatures__isnull=False)
    after = signed.filter(signed_at__gte=until).first() if until else None
    if after:
        return vouched.filter(signed_at__range=(after.signed_at, after.signed_at + CLOSE_BY)).first() or after
    newest = signed.last()
    return newest and (vouched.filter(signed_at__gte=newest.signed_at - CLOSE_BY).last() or newest)


def _of_size(signed: QuerySet[Checkpoint], size: int) -> Checkpoint | None:
    """The checkpoint of a size: one that a witness vouches for, where there is one."""
    these = signed.filter(size=size)
    return these.filter(cosignatures__isnull=False).last() or these.last()


def write_proven(events: EventQuerySet, proof: Proof, *, file: IO[bytes]) -> tuple[int, int, str]:
    """Write the zip and leave the file at its start; gives entries, bytes and SHA-256 in hex. Memory stays flat."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as zipped:
        rows, last_entry, digest, tiles = _write_entries(zipped, events, proof)
        _write_checkpoint(zipped, proof.last, bundle.CHECKPOINT, bundle.COUNTS)
        if proof.first:
            _write_checkpoint(zipped, proof.first, bundle.FIRST_CHECKPOINT, bundle.FIRST_COUNTS)
        _write_tiles(zipped, {*tiles, *edge(proof.last.size), *_ways_up(proof)}, proof.last.size)
        said: dict[str, Any] = {"v": 1, "scope": proof.scope, "first": proof.start, "size": proof.last.size}
        if proof.part:
            said["part"] = asdict(proof.part)
        said |= {"entries": rows, "last_entry": last_entry, "withheld": proof.withheld_of(rows), "sha256": digest}
        zipped.writestr(bundle.MANIFEST, json.dumps(said, indent=1))
    size = file.tell()
    file.seek(0)
    whole = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return rows, size, whole


def _write_entries(
    zipped: zipfile.ZipFile, events: EventQuerySet, proof: Proof
) -> tuple[int, int, str, set[tuple[int, int]]]:
    """Gives how many entries, the number of the last, the SHA-256 of the lines, and the tiles that prove them."""
    rows, last, digest, tiles = 0, -1, hashlib.sha256(), set[tuple[int, int]]()
    with zipped.open(bundle.ENTRIES, "w", force_zip64=True) as file:
        for numbers, lines in _many_lines(events):
            file.write(lines)
            digest.update(lines)
            rows, last = rows + len(numbers), numbers[-1]
            for tile in {number >> HEIGHT for number in numbers}:
                tiles.update(path_above(tile << HEIGHT, proof.last.size))
    return rows, last, digest.hexdigest(), tiles


def _many_lines(events: EventQuerySet) -> Iterator[tuple[list[int], bytes]]:
    """The numbers of many entries, and their lines, again and again until there are no more."""
    shown = RawSQL(DISCLOSED, [list(WHO_AND_WHY)])  # noqa: S611 - a constant
    columns = events.annotate(shown=shown).values_list("leaf__number", "shown", "payload")
    rows = columns.iterator(chunk_size=AT_ONCE)
    while taken := list(islice(rows, AT_ONCE)):
        yield [number for number, *_ in taken], b"".join(entry_line(*row) for row in taken)


def entry_line(number: int, disclosed: str | None, payload: bytes | memoryview) -> bytes:
    """One entry: the values that the reader may see as the JSON text that was committed to, its number, its bytes."""
    head = f'{{"disclosed":{{{disclosed or ""}}},"leaf":{number}'
    return b"".join((head.encode(), bundle.PAYLOAD, payload, b"}\n"))


def _ways_up(proof: Proof) -> set[tuple[int, int]]:
    """The tiles that show that the log has grown out of the checkpoint at which the range begins."""
    places = edge(proof.start)
    firsts = [index << HEIGHT * (level + 1) for level, index in places]
    above = {each for first in firsts for each in path_above(first, proof.last.size)}
    return {*places, *above}


def _write_checkpoint(zipped: zipfile.ZipFile, signed: Checkpoint, note: str, counts: str) -> None:
    zipped.writestr(note, signed.note + "".join(each.line for each in signed.cosignatures.all()))
    zipped.writestr(counts, signed.counts)


def _write_tiles(zipped: zipfile.ZipFile, places: Iterable[tuple[int, int]], size: int) -> None:
    """The tiles at these levels and indexes as a log of that size had them: some may have grown since.

    One that the database has lost is left out, and the verifier says that it is missing.
    """
    for level, group in groupby(sorted(places), itemgetter(0)):
        while indexes := [index for _, index in islice(group, TILES_AT_ONCE)]:
            stored = Tile.objects.filter(level=level, index__in=indexes).order_by("index")
            for index, hashes in stored.values_list("index", "hashes"):
                tile = tile_at(level, index, size)
                # Hashes do not shrink.
                zipped.writestr(tile.path, hashes[: tile.width * HASH_SIZE], zipfile.ZIP_STORED)
