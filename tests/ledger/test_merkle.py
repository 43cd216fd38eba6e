"""The tree is RFC 9162's: its example's proofs, the published roots, and every proof of every small tree."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.sealing import merkle
from store.sealing.proof import Tree, leaf_hash, node_hash

# The inputs and roots that implementations of Certificate Transparency are tested with.
INPUTS = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(one)) for one in INPUTS]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_root_is_the_published_one(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree().root() == sha256(b"").digest()


def test_the_proofs_are_those_of_the_example_in_the_rfc() -> None:
    a, b, c, d, e, f, j = leaves = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, m = node_hash(g, h), node_hash(i, j)
    assert merkle.inclusion(leaves, 0) == [b, h, m]
    assert merkle.inclusion(leaves, 3) == [c, g, m]
    assert merkle.inclusion(leaves, 4) == [f, j, k]
    assert merkle.inclusion(leaves, 6) == [i, k]
    assert merkle.consistency(leaves, 3) == [c, d, g, m]
    assert merkle.consistency(leaves, 4) == [m]
    assert merkle.consistency(leaves, 6) == [i, j, k]


@pytest.mark.parametrize("size", range(1, 20))
def test_every_leaf_is_proven_in_its_place_alone(size: int) -> None:
    leaves = [leaf_hash(bytes([one])) for one in range(size)]
    root = merkle.root(leaves)
    for index, leaf in enumerate(leaves):
        path = merkle.inclusion(leaves, index)
        right = [place for place in range(size + 1) if merkle.included(leaf, place, size, path, root)]
        assert right == [index]
        assert not merkle.included(leaf_hash(b"other"), index, size, path, root)
        assert not merkle.included(leaf, index, size, [*path, leaf], root)


@pytest.mark.parametrize("size", range(1, 20))
def test_every_earlier_tree_is_proven_to_be_the_beginning(size: int) -> None:
    leaves = [leaf_hash(bytes([one])) for one in range(size)]
    root = merkle.root(leaves)
    for old in range(1, size + 1):
        before = merkle.root(leaves[:old])
        path = merkle.consistency(leaves, old)
        assert merkle.consistent(old, before, size, root, path)
        assert not merkle.consistent(old, leaf_hash(b"other"), size, root, path)
        assert not merkle.consistent(old, before, size, leaf_hash(b"other"), path)
        assert not merkle.consistent(old, before, size, root, [*path, root])


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_tree_that_grows_in_steps_is_the_tree_made_at_once(steps: list[int]) -> None:
    tree, leaves = Tree(), [leaf_hash(number.to_bytes(2)) for number in range(sum(steps))]
    for step in steps:
        tree = Tree(tree.size, tree.peaks).with_leaves(leaves[tree.size : tree.size + step])
    assert tree.root() == Tree().with_leaves(leaves).root()
    assert tree.size == len(leaves)


def test_a_proof_is_not_made_of_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion(LEAVES, 8)
    with pytest.raises(IndexError):
        merkle.consistency(LEAVES, 9)
