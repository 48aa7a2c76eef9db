"""The Merkle tree against the published vectors, and against the tree as RFC 6962 writes it down."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.dar_verify import merkle
from clients.dar_verify.merkle import Frontier, Unproven
from tests.clients import naive

VECTORS = Path(__file__).parent.parent / "vectors"
ENTRIES = [bytes([number]) * (number % 5) for number in range(256)] + [b"the end"] * 44
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
SIZES = st.integers(1, len(ENTRIES))


def vectors(name: str) -> list[Any]:
    lines = (VECTORS / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(said := json.loads(line), id=said["_name"]) for line in lines]


def decoded(text: str) -> bytes:
    return base64.b64decode(text or "")


def proof_of(said: dict[str, Any]) -> list[bytes]:
    return [decoded(each) for each in said["proof"] or []]


def is_proven(check: Any, *arguments: Any) -> bool:
    try:
        check(*arguments)
    except Unproven:
        return False
    return True


def node(height: int, index: int) -> bytes:
    return naive.tree_hash(ENTRIES[index << height : (index + 1) << height])


@pytest.mark.parametrize("said", vectors("merkle-inclusion.ndjson"))
def test_inclusion_is_proven_as_published(said: dict[str, Any]) -> None:
    leaf, root = decoded(said["leafHash"]), decoded(said["root"])

    proven = is_proven(merkle.verify_inclusion, said["leafIdx"], said["treeSize"], leaf, proof_of(said), root)

    assert proven is not said["wantErr"]


@pytest.mark.parametrize("said", vectors("merkle-consistency.ndjson"))
def test_consistency_is_proven_as_published(said: dict[str, Any]) -> None:
    roots = decoded(said["root1"]), decoded(said["root2"])

    proven = is_proven(merkle.verify_consistency, said["size1"], said["size2"], proof_of(said), *roots)

    assert proven is not said["wantErr"]


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_a_tree_that_grows_has_the_root_of_the_standard(entries: list[bytes]) -> None:
    tree = Frontier()
    for number, entry in enumerate(entries):
        assert tree.root() == naive.tree_hash(entries[:number])
        tree.append(merkle.leaf_hash(entry))

    assert tree.root() == naive.tree_hash(entries) == merkle.root_of(map(merkle.leaf_hash, entries))


@given(SIZES, st.data())
def test_every_proof_of_inclusion_is_the_standards_and_is_believed(size: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, size - 1))

    proof = merkle.inclusion_proof(number, size, node)

    assert proof == naive.path(number, ENTRIES[:size])
    merkle.verify_inclusion(number, size, LEAVES[number], proof, naive.tree_hash(ENTRIES[:size]))


@given(SIZES, st.data())
def test_every_proof_of_consistency_is_the_standards_and_is_believed(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))

    proof = merkle.consistency_proof(old, new, node)

    assert proof == naive.subproof(old, ENTRIES[:new])
    merkle.verify_consistency(old, new, proof, naive.tree_hash(ENTRIES[:old]), naive.tree_hash(ENTRIES[:new]))


@given(SIZES, st.data())
def test_no_other_leaf_is_believed(size: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(number, size, node)
    other = merkle.leaf_hash(ENTRIES[number] + b"!")

    with pytest.raises(Unproven):
        merkle.verify_inclusion(number, size, other, proof, naive.tree_hash(ENTRIES[:size]))


@given(SIZES, st.data())
def test_no_log_with_another_beginning_is_believed_to_have_grown(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*ENTRIES[:changed], ENTRIES[changed] + b"!", *ENTRIES[changed + 1 : new]]
    proof = naive.subproof(old, rewritten)

    with pytest.raises(Unproven):
        merkle.verify_consistency(old, new, proof, naive.tree_hash(ENTRIES[:old]), naive.tree_hash(rewritten))


@given(SIZES, st.data())
def test_a_tree_is_found_again_at_each_size_it_had(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))

    assert merkle.frontier_at(old, node).root() == naive.tree_hash(ENTRIES[:old])


def test_a_frontier_has_a_root_for_each_complete_subtree() -> None:
    with pytest.raises(ValueError, match="A tree of 6 leaves has 2 complete subtrees, not 1"):
        Frontier(6, [LEAVES[0]])


@pytest.mark.parametrize(
    ("number", "size"), [pytest.param(3, 3, id="past the end"), pytest.param(-1, 3, id="before the start")]
)
def test_no_proof_is_made_of_a_leaf_that_is_not_there(number: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        merkle.inclusion_proof(number, size, node)


@pytest.mark.parametrize(("old", "new"), [pytest.param(0, 3, id="out of nothing"), pytest.param(4, 3, id="shrunk")])
def test_no_proof_is_made_of_a_log_that_did_not_grow(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="cannot be proven"):
        merkle.consistency_proof(old, new, node)
