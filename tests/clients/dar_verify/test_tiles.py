"""Tiles: their paths, which a log has, and the tree that is found again in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.dar_verify import merkle, tiles
from clients.dar_verify.tiles import ENTRIES, Tile

LEAVES = [merkle.leaf_hash(str(number).encode()) for number in range(70_000)]


def level_of(level: int, leaves: list[bytes]) -> list[bytes]:
    """The hashes of a level: each the root of 256 below."""
    for _ in range(level):
        full = len(leaves) // 256
        leaves = [merkle.root_of(leaves[at * 256 : at * 256 + 256]) for at in range(full)]
    return leaves


LEVELS = [level_of(level, LEAVES) for level in range(3)]


def read(level: int, index: int) -> bytes:
    return b"".join(LEVELS[level][index * 256 : index * 256 + 256])


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        pytest.param(Tile(0, 0), "tile/0/000", id="the first"),
        pytest.param(Tile(0, 1234067), "tile/0/x001/x234/067", id="the standard's own example"),
        pytest.param(Tile(1, 1000), "tile/1/x001/000", id="two groups"),
        pytest.param(Tile(0, 273, 112), "tile/0/273.p/112", id="a partial one"),
        pytest.param(Tile(ENTRIES, 5, 7), "tile/entries/005.p/7", id="a bundle of entries"),
    ],
)
def test_a_tile_has_the_path_of_the_standard(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.at(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("tile/0/1", id="short"),
        pytest.param("tile/0/x000/001", id="a group too many"),
        pytest.param("tile/00/001", id="a level with a zero"),
        pytest.param("tile/0/001.p/0", id="no width"),
        pytest.param("tile/0/001.p/256", id="a full width"),
        pytest.param("tile/0/../001", id="climbing out"),
        pytest.param("tile/0/001\n", id="a line feed"),
    ],
)
def test_another_path_is_none(path: str) -> None:
    with pytest.raises(ValueError, match="is no path of a tile"):
        Tile.at(path)


@given(st.integers(0, 10**12), st.integers(1, 256), st.sampled_from([ENTRIES, 0, 1, 5, 63]))
def test_every_path_leads_back_to_its_tile(index: int, width: int, level: int) -> None:
    assert Tile.at(Tile(level, index, width).path) == Tile(level, index, width)


def test_a_log_has_the_tiles_that_the_standard_counts() -> None:
    found = list(tiles.tiles_of(70_000))

    assert [sum(tile.level == level and tile.width == 256 for tile in found) for level in range(3)] == [273, 1, 0]
    assert [tile for tile in found if tile.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]


def test_a_log_of_one_full_tile_has_one_above_it() -> None:
    assert list(tiles.tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles_of(0)) == []


@given(st.integers(1, 70_000))
def test_each_tile_of_a_log_is_found_by_its_place(size: int) -> None:
    for tile in list(tiles.tiles_of(size))[-3:]:
        assert tiles.tile_at(tile.level, tile.index, size) == tile


def test_a_tile_past_the_end_is_refused() -> None:
    with pytest.raises(ValueError, match="has no tile 2 at level 0"):
        tiles.tile_at(0, 2, 512)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000])
def test_the_tree_is_found_again_in_its_tiles(size: int) -> None:
    node = tiles.node_from(read)

    tree = merkle.frontier_at(size, node)

    assert tree.root() == merkle.root_of(LEAVES[:size])


@given(st.integers(1, 70_000), st.data())
def test_a_proof_made_from_tiles_is_believed(size: int, data: st.DataObject) -> None:
    node, number = tiles.node_from(read), data.draw(st.integers(0, size - 1))

    proof = merkle.inclusion_proof(number, size, node)

    merkle.verify_inclusion(number, size, LEAVES[number], proof, merkle.frontier_at(size, node).root())


@given(st.integers(1, 70_000))
def test_the_edge_of_a_tree_is_all_that_its_root_needs(size: int) -> None:
    edge = tiles.edge(size)

    def only_edge(level: int, index: int) -> bytes:
        assert (level, index) in edge
        return read(level, index)

    assert (
        merkle.frontier_at(size, tiles.node_from(only_edge)).root()
        == merkle.frontier_at(size, tiles.node_from(read)).root()
    )


def test_the_path_above_a_leaf_ends_where_the_tiles_end() -> None:
    assert tiles.path_above(69_999, 70_000) == [(0, 273)]
    assert tiles.path_above(65_536, 70_000) == [(0, 256), (1, 1)]
    assert tiles.path_above(5, 70_000) == [(0, 0), (1, 0), (2, 0)]


def test_a_tile_that_ends_early_gives_no_node() -> None:
    with pytest.raises(ValueError, match="Tile 0 of level 0 ends before its hash 3"):
        tiles.node_from(lambda level, index: LEAVES[0] * 3)(2, 0)


@pytest.mark.parametrize("data", [b"", b"x" * 33, b"x" * 32 * 257], ids=["nothing", "a piece", "too many"])
def test_what_is_no_tile_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="is not 1 to 256 hashes"):
        tiles.split_hashes(data)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert tiles.unbundled(tiles.bundled(entries)) == entries


@pytest.mark.parametrize("cut", [1, 3], ids=["within a length", "within an entry"])
def test_a_bundle_that_ends_early_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="ends within an entry"):
        tiles.unbundled(tiles.bundled([b"entry"])[:cut])
