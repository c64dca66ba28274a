"""Tests of `fundmodel.facts`."""

from __future__ import annotations

import pytest

from fundmodel.errors import AllocationError
from fundmodel.facts import Facts
from fundmodel.publications import PublishedTable

TABLE = PublishedTable(id="fixed", ids=[], names=[], amounts=[])


class TestFacts:
    def test_gives_a_table_by_id(self):
        """
        Provisions refer to tables by their ids.
        """
        assert TABLE is Facts(tables=[TABLE]).table("fixed")

    @pytest.mark.parametrize(
        ("facts", "got"), [(Facts(), "no tables"), (Facts(tables=[TABLE]), "fixed")]
    )
    def test_a_lacking_table_is_named(self, facts, got):
        """
        The message says which tables there are, and how to give one.
        """
        with pytest.raises(AllocationError) as caught:
            facts.table("other")

        assert (
            "table 'other': a provision refers to a table that was not given\n"
            f"  got: {got}\n"
            "  expected: other\n"
            "  mend: give it: allocate(..., facts=Facts(tables=(table,)))"
        ) == str(caught.value)
