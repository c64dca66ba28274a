from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion.methods import dhondt, each, largest_remainder, sainte_lague
from fundmodel.apportion.rounding import Rounding
from fundmodel.apportion.trees import Level, tree
from fundmodel.errors import (
    AllocationError,
    BoundsError,
    InvalidDataError,
    NothingToShareByError,
)


@st.composite
def trees(draw):
    """A total and three levels, in which every parent has a child with a weight."""
    above, levels = 1, []
    for depth in range(3):
        extra = draw(st.lists(st.integers(0, above - 1), max_size=5))
        parents = draw(st.permutations([*range(above), *extra]))
        weight = st.integers(1, 10**6)
        weights = [draw(weight) for _ in parents]
        order = [draw(st.integers(0, 1)) for _ in parents]
        own = None if depth == 0 else parents
        levels.append(Level(weights=weights, parents=own, order=order))
        above = len(parents)
    return draw(st.integers(-1_000, 10**15)), levels


class TestTree:
    @pytest.mark.parametrize("method", [largest_remainder, sainte_lague])
    @given(drawn=trees())
    def test_children_share_what_their_parent_got(self, method, drawn):
        """
        On every level the children of a parent share exactly its share.
        """
        total, levels = drawn
        above = [total]
        for level, shares in zip(levels, tree(*drawn, method=method), strict=True):
            parents = level.parents or [0] * len(shares)
            for parent, own in enumerate(above):
                children = [i for i, of in enumerate(parents) if of == parent]
                expected = method(
                    own,
                    [level.weights[i] for i in children],
                    order=[level.order[i] for i in children],
                )

                assert expected == [shares[i] for i in children]
            above = shares

    def test_lists_and_arrays(self):
        """
        Each level comes back in the form of its weights.
        """
        shares = tree(
            10,
            [
                Level(weights=np.array([2, 1])),
                Level(weights=[1, 1, 5], parents=np.array([1, 0, 0])),
            ],
        )

        assert [7, 3] == shares[0].tolist()
        assert [3, 1, 6] == shares[1]

    def test_parents_without_a_share_need_no_children(self):
        """
        Where a parent got nothing, nothing has to be divided.
        """
        levels = [Level(weights=[1, 0, 0]), Level(weights=[3, 0], parents=[0, 1])]

        assert ([7, 0, 0], [7, 0]) == tree(7, levels)

    def test_parents_without_children(self):
        """
        A parent with a share and no children is named.
        """
        levels = [Level(weights=[1, 1]), Level(weights=[3], parents=[0])]

        with pytest.raises(NothingToShareByError) as caught:
            tree(7, levels)

        assert "levels[1], children of 1: a group with a total is empty" in str(
            caught.value
        )

    def test_methods_that_keep_no_totals(self):
        """
        A tree is never divided by a method that loses or makes something.
        """
        with pytest.raises(AllocationError) as caught:
            tree(10, [Level(weights=[1, 1, 1])], method=each)

        assert str(caught.value) == (
            "levels[0], children of 0: the method does not keep totals, so that "
            "something is lost or made\n"
            "  got: 9\n"
            "  expected: 10\n"
            "  mend: choose a method whose shares add up, or divide level by level "
            "with `grouped` and say what becomes of the difference"
        )

    @pytest.mark.parametrize(
        ("levels", "where", "what"),
        [
            ([], "levels", "a tree has no levels"),
            (None, "levels", "this is no list of levels"),
            (Level(weights=[1]), "levels", "this is no list of levels"),
            (Rounding, "levels", "this is no list of levels"),
            ("ab", "levels[0]", "this is no level of a tree"),
            ([Level(weights=[1]), [1, 2]], "levels[1]", "this is no level of a tree"),
            (
                [Level(weights=Rounding.UP)],
                "levels[0].weights",
                "this is no list or array of numbers",
            ),
            (
                [Level(weights=[1], order="a")],
                "levels[0].order",
                "this is no list or array of numbers",
            ),
            (
                [Level(weights=[1], parents=[0])],
                "levels[0].parents",
                "the top level has parents",
            ),
            (
                [Level(weights=[1]), Level(weights=[1])],
                "levels[1].parents",
                "a level has no parents",
            ),
            (
                [Level(weights=[1]), Level(weights=[1, 1], parents=[0, 1])],
                "levels[1].parents[1]",
                "there is no such parent",
            ),
            (
                [Level(weights=[1]), Level(weights=[1, 1], parents=[0, -1])],
                "levels[1].parents[1]",
                "there is no such parent",
            ),
            (
                [Level(weights=[1]), Level(weights=[1, 1], parents=[0])],
                "levels[1].arrays",
                "the shapes do not go together",
            ),
            (
                [Level(weights=[[1]])],
                "levels[0].arrays",
                "the shapes do not go together",
            ),
            ([Level(weights=[1, -1])], "levels[0].weights[1]", "a weight is negative"),
        ],
    )
    def test_bad_levels(self, levels, where, what):
        """
        What is wrong is named with its level.
        """
        with pytest.raises(InvalidDataError) as caught:
            tree(1, levels)

        assert where == caught.value.where
        assert what == caught.value.what

    def test_what_the_method_raises_names_the_parent(self):
        """
        An error of the method keeps its class and tells whose children it is about.
        """
        levels = [Level(weights=[1, 1]), Level(weights=[1, 1, 1], parents=[0, 1, 1])]
        with pytest.raises(BoundsError) as caught:
            tree(10, levels, method=partial(dhondt, minimum=3))

        assert "levels[1], children of 1: minimum" == caught.value.where

    @pytest.mark.parametrize("method", ["dhondt", None, Rounding.UP])
    def test_what_is_no_method(self, method):
        """
        The name of a method is no method.
        """
        with pytest.raises(InvalidDataError, match=r"^method: this is no method"):
            tree(10, [Level(weights=[1])], method=method)

    @pytest.mark.parametrize("total", [1.0, True, "7", [7]])
    def test_totals_that_are_no_number(self, total):
        """
        The total is one whole number.
        """
        with pytest.raises(InvalidDataError, match="total: this is no whole number"):
            tree(total, [Level(weights=[1])])
