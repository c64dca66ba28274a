"""Budget lines: read as people write them, printed in one way, summed by level."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.budget_lines import (
    EUROPEAN_UNION,
    FREE_TEXT,
    GERMANY,
    BudgetLine,
    BudgetScheme,
    Level,
)
from fundmodel.errors import BudgetLineError, InvalidDataError, InvalidModelError
from fundmodel.sentences import Language, Text


def numbers(digits):
    """Draw a piece of a line."""
    return st.text("0123456789", min_size=digits, max_size=digits)


def codes(scheme):
    """Draw the pieces of a line, with one of the depths that it may have."""
    least = len(scheme.levels) if scheme.least is None else scheme.least
    return st.integers(least, len(scheme.levels)).flatmap(
        lambda depth: st.tuples(*(numbers(at.digits) for at in scheme.levels[:depth]))
    )


class TestBudgetScheme:
    @pytest.mark.parametrize(
        "text",
        [
            "0908/684 70",
            "0908/68470",
            "0908 684 70",
            " 09 08 / 684 70 ",
            "0908-684-70",
            "0908.684.70",
            "090868470",
            "Kapitel 0908 Titel 684 70",
            "kap. 0908 tit. 684 70",
            "chapter 0908 item 684 70",
        ],
    )
    def test_reads_what_people_write(self, text):
        """
        A line may be written with or without marks and names, and is printed in one
        way.
        """
        assert "0908/684 70" == str(GERMANY.read(text))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "09",
            "908/684 70",
            "0908/684 7",
            "0908/684 701",
            "0908:684 70",
            "Abschnitt 0908 Titel 684 70",
            "0908/684 70/",
            "٠٩٠٨/684 70",
            "0" * 201,
        ],
    )
    def test_refuses_other_text(self, text):
        """
        A piece too many, too few or too short is no line, and neither are other
        digits than those of Europe.
        """
        with pytest.raises(BudgetLineError):
            GERMANY.read(text)

    def test_says_how_a_line_is_written(self):
        """
        The message has an example, and the pieces one by one.
        """
        with pytest.raises(BudgetLineError) as caught:
            EUROPEAN_UNION.read("07 03")

        assert str(caught.value) == (
            "scheme 'eu': this is no budget line of the scheme\n"
            "  got: '07 03'\n"
            "  expected: for example '01 01 01 01': 2 digits for title, 2 digits for "
            "chapter, 2 digits for article, 2 digits for item if any\n"
            "  mend: write all pieces of the line, with the zeros in front"
        )

    @given(
        st.sampled_from([GERMANY, EUROPEAN_UNION]).flatmap(
            lambda scheme: st.tuples(st.just(scheme), codes(scheme))
        )
    )
    def test_printed_and_read_again(self, drawn):
        """
        Whatever is printed is read as the same line.
        """
        scheme, pieces = drawn
        line = scheme.read(scheme.joined(pieces))

        assert pieces == line.pieces
        assert line == scheme.read(str(line)) == scheme.read("".join(pieces))

    def test_any_text(self):
        """
        Where nobody takes lines apart, any text but none is one.
        """
        assert "Sonderhaushalt 3" == str(FREE_TEXT.read(" Sonderhaushalt 3 "))
        assert ("x",) == FREE_TEXT.read("x").pieces
        assert "x" == FREE_TEXT.read("x").render(Language.GERMAN)
        with pytest.raises(BudgetLineError, match="expected: some text"):
            FREE_TEXT.read(" ")
        with pytest.raises(InvalidDataError):
            FREE_TEXT.read("a\nb")

    def test_says_its_name(self):
        """
        A scheme is named in the language of the reader.
        """
        assert "any text" == str(FREE_TEXT)

    @pytest.mark.parametrize(
        ("levels", "least", "got"),
        [
            ((("a", None), ("a", None)), None, "level 'a' starting at None"),
            ((("a", "b"), ("b", None)), None, "level 'a' starting at 'b'"),
            ((("a", None),), 2, "at least 2 levels of 1"),
            ((("a", None),), 0, "at least 0 levels of 1"),
        ],
    )
    def test_levels_fit_together(self, levels, least, got):
        """
        Each level has an id of its own, and numbers start at an earlier level.
        """
        with pytest.raises(InvalidModelError) as caught:
            BudgetScheme(
                id="x",
                name=Text({"en": "x"}),
                least=least,
                levels=[
                    Level(id=id_, name=Text({"en": id_}), digits=2, starts=starts)
                    for id_, starts in levels
                ],
            )

        assert got == caught.value.got

    @pytest.mark.parametrize(("id_", "digits"), [("a", 0), ("A", 2), ("", 2)])
    def test_a_level_has_an_id_and_digits(self, id_, digits):
        """
        A level without digits would be at no place of a line.
        """
        with pytest.raises(InvalidModelError, match="no level of budget lines"):
            Level(id=id_, name=Text({"en": "x"}), digits=digits)


class TestBudgetLine:
    LINE = GERMANY.read("0908/684 70")

    def test_has_levels(self):
        """
        A line is printed down to each of its levels.
        """
        assert {
            "einzelplan": "09",
            "kapitel": "0908",
            "gruppe": "0908/684",
            "titel": "0908/684 70",
        } == dict(self.LINE.levels)
        assert "0908" == self.LINE.at("kapitel")

    def test_may_end_before_a_level(self):
        """
        An article of the budget of the Union has no item, a chapter neither.
        """
        article = EUROPEAN_UNION.read("07.03.01")
        chapter = GERMANY.read("Kapitel 0908")

        assert article.at("item") is None
        assert ("0908", None) == (str(chapter), chapter.at("titel"))
        assert ["title", "chapter", "article"] == list(article.levels)
        assert "07 03" == EUROPEAN_UNION.level("chapter").of("07 03 01 01")

    def test_names_its_levels(self):
        """
        A chapter is named with its section, an item without its chapter.
        """
        assert self.LINE.render(Language.GERMAN) == (
            "Einzelplan 09, Kapitel 0908, Gruppe 684, Titel 684 70"
        )
        assert "title 07, chapter 07 03, article 07 03 01" == EUROPEAN_UNION.read(
            "070301"
        ).render(Language.ENGLISH)

    @given(st.lists(codes(EUROPEAN_UNION), max_size=6))
    def test_sorts_by_its_numbers(self, drawn):
        """
        Lines stand in the order of their pieces, an article before its items.
        """
        lines = [EUROPEAN_UNION.read("".join(pieces)) for pieces in drawn]

        assert sorted(drawn) == [line.pieces for line in sorted(lines)]

    def test_sorts_with_its_own_kind(self):
        """
        Lines of two budgets have no order.
        """
        with pytest.raises(BudgetLineError, match="lines of two schemes have no order"):
            sorted([self.LINE, EUROPEAN_UNION.read("07 03 01")])

    def test_is_equal_however_it_was_written(self):
        """
        Two ways to write a line make one line.
        """
        again = BudgetLine(scheme=GERMANY, code="Kap. 0908 Tit. 684 70")

        assert self.LINE == again
        assert 1 == len({self.LINE, again})


class TestBudgetLevel:
    def test_is_one_of_the_scheme(self):
        """
        The message offers the levels that there are.
        """
        with pytest.raises(BudgetLineError) as caught:
            GERMANY.level("chapter")

        assert str(caught.value) == (
            "scheme 'de': the scheme has no such level\n"
            "  got: chapter\n"
            "  expected: einzelplan, kapitel, gruppe, titel\n"
            "  mend: name one of them"
        )
        with pytest.raises(BudgetLineError, match="no level: lines are text"):
            FREE_TEXT.level("line")

    def test_says_its_name(self):
        """
        Columns have the id, people the name.
        """
        level = GERMANY.level("kapitel")

        assert ("kapitel", "Kapitel") == (level.value, level.render(Language.GERMAN))
        assert "0908" == level.of("090868470")
