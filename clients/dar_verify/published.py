"""A published log: a folder with `checkpoint`, `counts` and `tile/…` (c2sp.org/tlog-tiles), hashes and no entries.

It is verified as a whole: every hash leads to the root that was signed. A file of entries is held against it, so that
whoever was given the file knows that it is of the log that everybody else sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from .bundle import CHECKPOINT, COUNTS, MANIFEST, Unreadable
from .checkpoint import Checkpoint, WrongCheckpoint, counts_root, opened, parsed_counts
from .keys import PublicKey
from .merkle import HASH_SIZE, Unproven
from .note import WrongNote
from .policy import NOBODY, Policy
from .tiles import Tile, tiles_of
from .trusted import TrustedTiles
from .verify import Fault, Report, check_quorum, check_signed, known_keys, known_witnesses

COSIGNED = "cosigned"


class Published:
    """The files of a published log, read where they lie."""

    def __init__(self, place: Path) -> None:
        self.place = place

    @staticmethod
    def is_at(place: Path) -> bool:
        """Whether the place is a folder of a log, and not one of a file of entries."""
        return (place / CHECKPOINT).is_file() and not (place / MANIFEST).exists()

    def read(self, name: str) -> bytes:
        """Raises Unreadable when there is no such file. A partial tile may have become a full one: that holds it."""
        for each in dict.fromkeys((name, name.partition(".p/")[0])):
            try:
                data = (self.place / each).read_bytes()
            except OSError:
                continue
            return data[: Tile.at(name).width * HASH_SIZE] if each != name else data
        raise Unreadable(f"The file {name} is missing.")

    def vouched(self) -> bytes:
        """The newest checkpoint for which a witness vouches; where there is none, the newest of all."""
        return self.read(COSIGNED if (self.place / COSIGNED).is_file() else CHECKPOINT)


def verify_published(
    place: Path,
    keys: Sequence[PublicKey],
    *,
    witnesses: Iterable[PublicKey] = (),
    earlier: Sequence[bytes] = (),
    policy: Policy | None = None,
) -> Report:
    """Verify a published log: its signature, its growth out of checkpoints that the reader kept, and every hash."""
    report, source = Report(), Published(place)
    keys, witnesses = known_keys(keys, policy), known_witnesses(witnesses, policy)
    try:
        said = check_signed(report, source, keys, witnesses=witnesses, earlier=earlier)
        vouched = opened(source.vouched(), log=keys, witnesses=witnesses)
        if policy and policy.quorum != NOBODY:
            check_quorum(report, vouched, policy)
        if report.is_sound:
            _check_tree(report, source, said, vouched.checkpoint)
            _check_counts(report, source, said)
    except (WrongNote, WrongCheckpoint) as error:
        report.wrong(Fault.SIGNATURE, str(error))
    except (Unproven, Unreadable) as error:
        report.wrong(Fault.UNPROVEN, str(error))
    return report


def _check_tree(report: Report, source: Published, said: Checkpoint, vouched: Checkpoint) -> None:
    """Each tile must lead to the root, one that does not raises Unproven; and what witnesses vouch for is in it."""
    trusted, count = TrustedTiles(source, said.size, said.root), 0
    for tile in tiles_of(said.size):
        trusted.hashes(tile.level, tile.index)
        count += 1
    report.right(f"Each of its {count:,} tiles leads to the root that was signed.")
    if vouched.size > said.size or trusted.root_at(vouched.size) != vouched.root:
        report.wrong(Fault.FORK, "The checkpoint for which witnesses vouch is of another log than this.")


def _check_counts(report: Report, source: Published, said: Checkpoint) -> None:
    text = source.read(COUNTS).decode()
    if said.counts is None or counts_root(text) != said.counts or sum(parsed_counts(text).values()) != said.size:
        report.wrong(Fault.EDIT, "The counts of the forces are not those that were signed.")
