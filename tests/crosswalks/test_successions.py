"""One succession: its bodies and shares fit its kind."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from fundmodel.crosswalks import Succession, SuccessionKind
from fundmodel.errors import CrosswalkError
from fundmodel.indicators import Indicator
from fundmodel.recipients import Roster
from fundmodel.sentences import Language

DAY = date(2023, 4, 1)


def counted(*values):
    """Make a roster of parts with one figure."""
    rows = [
        {"id": f"p{at}", "name": f"P{at}", "heads": value}
        for at, value in enumerate(values)
    ]
    return Roster.from_records(rows, id="parts", indicators=[Indicator(id="heads")])


class TestSuccession:
    @pytest.mark.parametrize(
        ("kind", "old", "new", "what"),
        [
            ("merger", ["a", "b"], ["c", "d"], "do not fit the kind"),
            ("merger", ["a"], ["a"], "do not fit the kind"),
            ("merger", [], ["a"], "do not fit the kind"),
            ("split", ["a"], ["b"], "do not fit the kind"),
            ("recoding", ["a"], ["a"], "do not fit the kind"),
            ("renaming", ["a"], ["b", "c"], "do not fit the kind"),
            ("merger", ["a", "a"], ["b"], "stands twice on one side"),
            ("recoding", [" "], ["b"], "an id is empty"),
            ("split", ["a"], ["b", "c"], "not one share for each part"),
        ],
    )
    def test_bodies_fit_the_kind(self, kind, old, new, what):
        """
        A succession of another shape than its kind has is refused.
        """
        with pytest.raises(CrosswalkError, match=what):
            Succession(kind=SuccessionKind(kind), day=DAY, old=old, new=new)

    def test_shares_add_up_to_one(self):
        """
        Shares that miss one by any amount are refused, with their sum.
        """
        with pytest.raises(CrosswalkError) as caught:
            Succession.split(DAY, "a", {"b": "33 %", "c": "66 %"})

        assert str(caught.value) == (
            "succession of a on 2023-04-01: the shares of a split do not add up to "
            "one\n"
            "  got: 33/100, 33/50, together 99/100\n"
            "  expected: shares of zero or more, together exactly 1\n"
            "  mend: write thirds as 1/3, or give the rest to one of the parts"
        )

    def test_only_splits_have_shares(self):
        """
        Shares of a merger are refused, as are negative ones.
        """
        with pytest.raises(CrosswalkError, match="not one share"):
            Succession(
                kind=SuccessionKind.MERGER,
                day=DAY,
                old=["a", "b"],
                new=["c"],
                shares=[Fraction(1)],
            )
        with pytest.raises(CrosswalkError, match="do not add up"):
            Succession(
                kind=SuccessionKind.SPLIT,
                day=DAY,
                old=["a"],
                new=["b", "c"],
                shares=[Fraction(2), Fraction(-1)],
            )

    def test_shares_by_an_indicator_are_exact(self):
        """
        A split by heads has the exact share of each part.
        """
        split = Succession.split_by(
            DAY, "a", ["p0", "p1"], roster=counted(1, 2), by="heads"
        )

        assert split.shares == (Fraction(1, 3), Fraction(2, 3))
        assert split.by == "heads"

    @pytest.mark.parametrize(
        ("values", "by", "got"),
        [
            ((1, None), "heads", "1, no value"),
            ((0, 0), "heads", "0, 0"),
            ((3, -1), "heads", "3, -1"),
            ((1, 2), "area", "0 columns"),
        ],
    )
    def test_an_indicator_must_tell(self, values, by, got):
        """
        Missing, negative and zero values share nothing.
        """
        with pytest.raises(CrosswalkError) as caught:
            Succession.split_by(DAY, "a", ["p0", "p1"], roster=counted(*values), by=by)

        assert caught.value.got == got

    def test_reads_as_a_sentence(self):
        """
        A succession says what happened, in both languages.
        """
        merger = Succession.merger(DAY, ["a", "b"], "c")

        assert str(merger) == "merger on 1 April 2023: a, b became c"
        assert merger.render(Language.GERMAN) == (
            "Fusion zum 1. April 2023: aus a, b wurde c"
        )

    def test_one_id_is_no_list(self):
        """
        A single text where ids are listed is refused, not read letter by letter.
        """
        with pytest.raises(CrosswalkError) as caught:
            Succession.merger(DAY, "leeds", "m")

        assert caught.value.mend == "put it in square brackets: ['leeds']"
