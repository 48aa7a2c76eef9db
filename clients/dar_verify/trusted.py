"""The hashes of a bundle's tiles, each believed only once it has led to the root that was signed."""

from __future__ import annotations

from typing import Protocol

from .bundle import Unreadable
from .merkle import HASH_SIZE, Unproven, frontier_at
from .tiles import HEIGHT, WIDTH, edge, node_from, split_hashes, subtree_root, tile_at


class Source(Protocol):
    """Where the bytes of a tile are read by its path: a bundle, or a log itself. Raises Unreadable."""

    def read(self, name: str) -> bytes: ...


class TrustedTiles:
    """The tree of the log at the size and root of a signed checkpoint, as far as the source holds it."""

    def __init__(self, bundle: Source, size: int, root: bytes) -> None:
        """Raises Unproven or Unreadable when the tiles at the tree's edge do not make up its root."""
        self.bundle, self.size = bundle, size
        self._raw: dict[tuple[int, int], bytes] = {}
        self._trusted = set(edge(size))
        if frontier_at(size, node_from(self._read)).root() != root:
            raise Unproven("The hashes of the tree do not lead to the root that was signed.")

    def hashes(self, level: int, index: int) -> list[bytes]:
        """The hashes of a tile. Raises Unproven or Unreadable when it does not lead to the root."""
        return split_hashes(self._believed(level, index))

    def leaves(self, first: int, end: int) -> bytes:
        """The hashes of the leaves from one number to the one before another, one after the other. Raises as `hashes`
        does."""
        tiles = range(first // WIDTH, (end - 1) // WIDTH + 1)
        known = b"".join(self._believed(0, tile) for tile in tiles)
        start = tiles.start * WIDTH
        return known[(first - start) * HASH_SIZE : (end - start) * HASH_SIZE]

    def root_at(self, size: int) -> bytes:
        """The root that the log had at an earlier size. Raises Unproven or Unreadable as `hashes` does."""
        return frontier_at(size, node_from(self._believed)).root()

    def _believed(self, level: int, index: int) -> bytes:
        data = self._read(level, index)
        if (level, index) not in self._trusted:
            above, at = divmod(index, WIDTH)
            if self.hashes(level + 1, above)[at] != subtree_root(split_hashes(data)):
                first = index << HEIGHT * (level + 1)
                raise Unproven(f"The hashes of the tree from entry {first} on do not lead to the root that was signed.")
            self._trusted.add((level, index))
        return data

    def _read(self, level: int, index: int) -> bytes:
        if (level, index) not in self._raw:
            try:
                tile = tile_at(level, index, self.size)
                data = self.bundle.read(tile.path)
                if len(split_hashes(data)) != tile.width:
                    raise Unreadable(f"The file {tile.path} does not hold {tile.width} hashes.")
            except ValueError as error:
                raise Unreadable(f"A file of the tree is not whole: {error}.") from error
            self._raw[level, index] = data
        return self._raw[level, index]
