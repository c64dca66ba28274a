from __future__ import annotations

import pytest

from fundmodel.errors import InvalidDataError
from fundmodel.io.citations import basis_form, cited_sources, read_basis, read_source
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source, Standing

ACT = Source(title="Act", key="A", place="§ 1")


class TestReadBasis:
    @pytest.mark.parametrize(
        ("value", "basis"),
        [
            ("A", ACT),
            ({"key": "A"}, ACT),
            ({"key": "A", "place": ""}, Source(title="Act", key="A")),
            ({"title": "T"}, Source(title="T")),
            ({"title": "T", "key": "B"}, Source(title="T", key="B")),
            (
                {"title": "T", "standing": "secondary"},
                Source(title="T", standing=Standing.SECONDARY),
            ),
            ({"assumption": "so"}, Assumption(why="so")),
            (
                {"assumption": {"en": "so", "de": "darum"}},
                Assumption(why=Text({"en": "so", "de": "darum"})),
            ),
            (
                {"assumption": "so", "sources": ["A", {"title": "T"}]},
                Assumption(why="so", sources=[ACT, Source(title="T")]),
            ),
        ],
    )
    def test_every_form(self, value, basis):
        """
        A key, a key with another place, a source, or an assumption.
        """
        assert basis == read_basis(value, {"A": ACT})

    def test_the_nearest_key_is_offered(self):
        """
        A slip of the pen is recognised.
        """
        with pytest.raises(InvalidDataError) as caught:
            read_basis("FAG29", {"FAG29d": ACT})

        assert caught.value.mend == "did you mean 'FAG29d'?"

    def test_everything_wrong_is_told(self):
        """
        All faults of an assumption are told together.
        """
        value = {"assumption": 1, "kind": "x", "sources": ["B", {"title": ""}]}

        with pytest.raises(FaultsError) as caught:
            read_basis(value, {"A": ACT})
        assert [fault.where for fault in faults_of(caught.value)] == [
            "assumption",
            "kind",
            "sources[0]",
            "sources[1].title",
        ]


class TestReadSource:
    def test_the_key_is_that_of_the_table(self):
        """
        A listed source has the key that it is listed under, even an empty one.
        """
        assert Source(title="T", key="A") == read_source({"title": "T"}, key="A")
        assert Source(title="T") == read_source({"title": "T"}, key="")


class TestCitedSources:
    def test_the_first_of_each_key(self):
        """
        Sources without a key are written where they are cited.
        """
        other = Source(title="Other", key="A")
        value = (ACT, Source(title="no key"), Assumption(why="so", sources=[other]))

        assert {"A": ACT} == cited_sources(value)


class TestBasisForm:
    @pytest.mark.parametrize(
        "basis",
        [
            None,
            ACT,
            Source(title="Act", key="A", place="§ 2"),
            Source(title="Act", key="A"),
            Source(title="Another", key="A"),
            Source(title="no key"),
            Assumption(why="so", sources=[ACT]),
            Assumption(why=Text({"en": "so", "de": "darum"})),
        ],
    )
    def test_reading_gives_it_again(self, basis):
        """
        However a figure is cited, its basis comes back equal.
        """
        form = basis_form(basis, {"A": ACT})

        assert (None if form is None else read_basis(form, {"A": ACT})) == basis
