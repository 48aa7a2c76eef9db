"""Tiles of a Merkle tree and bundles of entries, as C2SP tlog-tiles lays them out (c2sp.org/tlog-tiles).

A tile holds up to 256 hashes of its level: at level 0 those of leaves, above that each the root of a full tile below.
Only full tiles count at the level above; the last tile of a level may be partial.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .merkle import HASH_SIZE, complete_subtrees, node_hash

WIDTH = 256
HEIGHT = 8
ENTRIES = -1
_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a tile stands: its level (`ENTRIES` for a bundle of entries), its index there, and how many it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its path below the log's prefix, such as `tile/0/x001/234.p/7`."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        whole = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return f"tile/{level}/{whole}" + ("" if self.width == WIDTH else f".p/{self.width}")

    @classmethod
    def at(cls, path: str) -> Tile:
        """The tile of a path. Raises ValueError when no tile has that path."""
        found = _PATH.fullmatch(path)
        if found is None:
            raise ValueError(f"{path} is no path of a tile")
        level, groups, width = found.groups()
        index = int(groups.replace("x", "").replace("/", ""))
        tile = cls(ENTRIES if level == "entries" else int(level), index, int(width or WIDTH))
        if tile.path != path:
            raise ValueError(f"{path} is no path of a tile")
        return tile


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of hashes that a tree of this size has, level by level."""
    return grown_tiles(0, size)


def grown_tiles(before: int, size: int) -> Iterator[Tile]:
    """The tiles that a tree of this size has and, full, one of `before` entries has not; partial ones are always among
    them."""
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        before //= WIDTH
        yield from (Tile(level, index) for index in range(before, full))
        if rest:
            yield Tile(level, full, rest)
        size, level = full, level + 1


def tile_at(level: int, index: int, size: int) -> Tile:
    """The tile as a tree of this size has it. Raises ValueError when that tree has none there."""
    width = min(WIDTH, (size >> HEIGHT * level) - index * WIDTH)
    if width < 1:
        raise ValueError(f"A log of {size} entries has no tile {index} at level {level}")
    return Tile(level, index, width)


def place_of(height: int, index: int) -> tuple[int, int, int, int]:
    """Where a complete subtree stands: level and index of its tile, and the first and last of its hashes there."""
    level, inside = divmod(height, HEIGHT)
    first = index << inside
    tile, start = divmod(first, WIDTH)
    return level, tile, start, start + (1 << inside)


def subtree_root(hashes: list[bytes]) -> bytes:
    """The root above a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def split_hashes(data: bytes) -> list[bytes]:
    """The hashes of a tile's bytes. Raises ValueError when they are not 1 to 256 whole hashes."""
    if not data or len(data) % HASH_SIZE or len(data) > WIDTH * HASH_SIZE:
        raise ValueError(f"A tile of {len(data)} bytes is not 1 to 256 hashes of 32 bytes")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def node_from(read: Callable[[int, int], bytes]) -> Callable[[int, int], bytes]:
    """The hash of a complete subtree (`merkle.Node`), from the bytes of the tile at a level and index.

    The bytes may be those of a tile that has grown since.
    """

    def node(height: int, index: int) -> bytes:
        level, tile, start, end = place_of(height, index)
        data = read(level, tile)
        if len(data) < end * HASH_SIZE:
            raise ValueError(f"Tile {tile} of level {level} ends before its hash {end - 1}")
        return subtree_root(split_hashes(data[start * HASH_SIZE : end * HASH_SIZE]))

    return node


def edge(size: int) -> list[tuple[int, int]]:
    """(level, index) of the tiles that hold what the root of a tree of this size is made of."""
    places = (place_of(height, index) for height, index in complete_subtrees(size))
    return list(dict.fromkeys((level, tile) for level, tile, _, _ in places))


def path_above(number: int, size: int) -> list[tuple[int, int]]:
    """(level, index) of the tile of a leaf and of those above it that hold the root of the one below.

    It ends with the first partial tile: that one is part of the edge, and nothing above holds its root.
    """
    found = [(0, number >> HEIGHT)]
    while tile_at(*found[-1], size).width == WIDTH:
        level, index = found[-1]
        found.append((level + 1, index >> HEIGHT))
    return found


def bundled(entries: Iterable[bytes]) -> bytes:
    """A bundle of entries: each after its length in two bytes, the larger first."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundled(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError when it ends within an entry."""
    entries, at = list[bytes](), 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise ValueError("The bundle ends within an entry")
        entries.append(data[start:at])
    return entries
