"""Verifying the log where it lies, as a reader of its pages asks for it: signature, recent growth, newest entries.

The whole of it is verified by `dar-verify` and a download. What is checked here is bounded, so that it answers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.models import Checkpoint, Event, Tile
from clients.dar_verify import tiles
from clients.dar_verify.bundle import Unreadable
from clients.dar_verify.checkpoint import WrongCheckpoint, counts_root, opened, parsed_counts
from clients.dar_verify.keys import PublicKey
from clients.dar_verify.merkle import HASH_SIZE, Unproven, leaf_hash
from clients.dar_verify.note import WrongNote
from clients.dar_verify.trusted import TrustedTiles

RECENT_CHECKPOINTS = 20
NEWEST_ENTRIES = 200
MOST_NAMED = 10


@dataclass(slots=True)
class Checked:
    """What was found in order, and what was not, in sentences; `size` is how many entries the log said it had.

    `undone` says why nothing could be checked.
    """

    size: int = 0
    undone: str = ""
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.wrong and not self.undone


class StoredTiles:
    """The tiles in the database, as a log of that size had them."""

    def read(self, name: str) -> bytes:
        """Raises Unreadable when the tile is not there."""
        asked = tiles.Tile.at(name)
        stored = Tile.objects.filter(level=asked.level, index=asked.index).first()
        if stored is None:
            raise Unreadable(f"A part of the tree is missing: {name}.")
        return bytes(stored.hashes)[: asked.width * HASH_SIZE]


def check_log(keys: Sequence[PublicKey]) -> Checked:
    """Verify the newest checkpoint by the log's keys, and what it says against what the database holds."""
    checked = Checked()
    recent = list(Checkpoint.objects.order_by("-id")[:RECENT_CHECKPOINTS])
    if not recent:
        checked.undone = "Nothing has been signed yet: the sealer has not run."
        return checked
    if not keys:
        checked.undone = "This server was not told the log's public key (LOG_KEYS): no signature can be checked."
        return checked
    try:
        _check(checked, recent, keys)
    except (WrongNote, WrongCheckpoint, Unproven, Unreadable) as error:
        checked.wrong.append(str(error))
    return checked


def _check(checked: Checked, recent: list[Checkpoint], keys: Sequence[PublicKey]) -> None:
    newest = opened(recent[0].note, log=keys).checkpoint
    checked.size = newest.size
    checked.right.append(f"The signature of the last checkpoint, of {newest.size:,} entries, is that of the log's key.")
    if newest.counts != counts_root(recent[0].counts) or sum(parsed_counts(recent[0].counts).values()) != newest.size:
        checked.wrong.append("The counts of the forces are not those that were signed.")
    trusted = TrustedTiles(StoredTiles(), newest.size, newest.root)
    _check_growth(checked, recent[1:], trusted, keys)
    _check_entries(checked, newest.size, trusted)


def _check_growth(
    checked: Checked, earlier: list[Checkpoint], trusted: TrustedTiles, keys: Sequence[PublicKey]
) -> None:
    for each in earlier:
        said = opened(each.note, log=keys).checkpoint
        if said.size > trusted.size:
            checked.wrong.append(f"A checkpoint of {said.size:,} entries was signed before, and the log has fewer now.")
        elif trusted.root_at(said.size) != said.root:
            checked.wrong.append(f"The first {said.size:,} entries are not those that were signed.")
    if checked.is_sound and earlier:
        count = "checkpoint" if len(earlier) == 1 else f"{len(earlier)} checkpoints"
        checked.right.append(f"It has grown out of the {count} before it.")


def _check_entries(checked: Checked, size: int, trusted: TrustedTiles) -> None:
    """The newest entries are what was sealed under their numbers, and none of them is missing."""
    first = max(size - NEWEST_ENTRIES, 0)
    rows = Event.objects.filter(leaf__number__gte=first, leaf__number__lt=size).values_list("leaf__number", "payload")
    payloads = {number: bytes(payload) for number, payload in rows}
    for number in range(first, size):
        tile, at = divmod(number, tiles.WIDTH)
        if number not in payloads:
            checked.wrong.append(f"Entry {number} is missing: it was sealed and is not here.")
        elif trusted.hashes(0, tile)[at] != leaf_hash(payloads[number]):
            checked.wrong.append(f"Entry {number} was changed: it is not what was sealed.")
        if len(checked.wrong) >= MOST_NAMED:
            return
    if checked.is_sound:
        checked.right.append(f"Each of the newest {size - first:,} entries is there and is as it was sealed.")
