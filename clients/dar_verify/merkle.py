"""The Merkle tree of RFC 6962 (and RFC 9162): hashes, roots, and proofs of inclusion and consistency.

A leaf is SHA-256(0x00 ‖ entry), a node SHA-256(0x01 ‖ left ‖ right); a tree of n leaves splits at the largest power of
two below n. Hashes are 32 bytes; leaves are numbered from 0. Roots and proofs are made by asking for a complete
subtree by `node(height, index)`: the root of leaves index·2^height … (index+1)·2^height − 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]


class Unproven(Exception):
    """A proof does not prove what it should. `str()` says why, in words."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry's bytes as a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two strictly below the size, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


class Frontier:
    """A tree that only grows: the roots of its complete subtrees from left to right, the largest first.

    This is all that is needed of the past to append to a tree and to know its root.
    """

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        """Raises ValueError when there are not as many roots as the size has complete subtrees."""
        self.size = size
        self.roots = list(roots)
        if len(self.roots) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(self.roots)}")

    def append(self, leaf: bytes) -> None:
        """Put one leaf hash at the end."""
        whole = leaf
        left = self.size
        while left & 1:
            whole = node_hash(self.roots.pop(), whole)
            left >>= 1
        self.roots.append(whole)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        if not self.roots:
            return EMPTY_ROOT
        whole = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            whole = node_hash(left, whole)
        return whole


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree of these leaf hashes."""
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def complete_subtrees(size: int) -> list[tuple[int, int]]:
    """(height, index) of the complete subtrees that a tree of this size consists of, the largest first."""
    heights = [height for height in reversed(range(size.bit_length())) if size >> height & 1]
    return [(height, (size >> height) - 1) for height in heights]


def frontier_at(size: int, node: Node) -> Frontier:
    """The tree as it was at a size, made from the nodes of the tree that it has grown into."""
    return Frontier(size, [node(height, index) for height, index in complete_subtrees(size)])


def range_root(first: int, last: int, node: Node) -> bytes:
    """The root of leaves first … last − 1, which are a subtree of the tree."""
    size = last - first
    if size & (size - 1) == 0:
        height = size.bit_length() - 1
        return node(height, first >> height)
    middle = first + split(size)
    return node_hash(range_root(first, middle, node), range_root(middle, last, node))


def inclusion_proof(number: int, size: int, node: Node) -> list[bytes]:
    """The hashes beside the path from leaf `number` to the root of the tree of that size (RFC 6962 2.1.1).

    Raises ValueError when the tree holds no such leaf.
    """
    if not 0 <= number < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {number}")
    first, last, proof = 0, size, list[bytes]()
    while last - first > 1:
        middle = first + split(last - first)
        if number < middle:
            proof.append(range_root(middle, last, node))
            last = middle
        else:
            proof.append(range_root(first, middle, node))
            first = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """The hashes that show the tree of `new` leaves to be the one of `old` leaves, grown (RFC 6962 2.1.2).

    Raises ValueError unless 0 < old ≤ new.
    """
    if not 0 < old <= new:
        raise ValueError(f"A tree of {new} leaves cannot be proven to have grown out of one of {old}")
    first, last, proof = 0, new, list[bytes]()
    while old != last:
        middle = first + split(last - first)
        if old <= middle:
            proof.append(range_root(middle, last, node))
            last = middle
        else:
            proof.append(range_root(first, middle, node))
            first = middle
    if first:
        proof.append(range_root(first, last, node))
    return proof[::-1]


def verify_inclusion(number: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raises Unproven unless the proof shows the leaf hash at that number of the tree with that size and root."""
    if not 0 <= number < size:
        raise Unproven(f"A log of {size} entries has no entry {number}.")
    inner = (number ^ (size - 1)).bit_length()
    border = (number >> inner).bit_count()
    _require_hashes(proof, inner + border, leaf, root)

    whole = _climbed_beside(leaf, proof[:inner], number)
    if _climbed_left(whole, proof[inner:]) != root:
        raise Unproven(f"Entry {number} does not lead to the root of the log.")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raises Unproven unless the proof shows that the tree of `new` leaves is the one of `old` leaves, grown."""
    if not 0 < old <= new:
        raise Unproven(f"A log of {new} entries cannot be proven to have grown out of one of {old}.")
    if old == new:
        _require_hashes(proof, 0)
        if old_root != new_root:
            raise Unproven(f"Two different logs of {new} entries.")
        return

    complete = (old & -old).bit_length() - 1
    inner = ((old - 1) ^ (new - 1)).bit_length() - complete
    border = ((old - 1) >> (inner + complete)).bit_count()
    is_whole = old == 1 << complete
    _require_hashes(proof, inner + border + (not is_whole), old_root, new_root)
    seed, rest = (old_root, list(proof)) if is_whole else (proof[0], list(proof[1:]))
    path = (old - 1) >> complete

    before = _climbed_left(seed, [each for step, each in enumerate(rest[:inner]) if path >> step & 1])
    if _climbed_left(before, rest[inner:]) != old_root:
        raise Unproven(f"The first {old} entries are not those of the earlier log.")
    if _climbed_left(_climbed_beside(seed, rest[:inner], path), rest[inner:]) != new_root:
        raise Unproven(f"The log of {old} entries does not lead to the root of the log of {new}.")


def _climbed_beside(whole: bytes, proof: Sequence[bytes], path: int) -> bytes:
    """Each hash stands on the left where the path turns right, and else on the right."""
    for step, beside in enumerate(proof):
        whole = node_hash(beside, whole) if path >> step & 1 else node_hash(whole, beside)
    return whole


def _climbed_left(whole: bytes, proof: Sequence[bytes]) -> bytes:
    for left in proof:
        whole = node_hash(left, whole)
    return whole


def _require_hashes(proof: Sequence[bytes], length: int, *others: bytes) -> None:
    if len(proof) != length:
        raise Unproven(f"The proof has {len(proof)} hashes where there must be {length}.")
    if any(len(each) != HASH_SIZE for each in (*proof, *others)):
        raise Unproven("A hash of the proof is not 32 bytes long.")
