"""What is printed stays whole and within the width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.cli.pages import NARROWEST, WIDEST, Branch, Page, _rows, amounts, names
from fundmodel.money import Money
from fundmodel.sentences import Language, sentence


class TestPage:
    def test_text_is_wrapped_behind_its_bullet(self, page, capsys):
        """
        The second line of an item begins where the first line's text does.
        """
        page.bullet("word " * 20)

        first, second = capsys.readouterr().out.splitlines()
        assert first == "  - " + " ".join(["word"] * 15)
        assert second == "    " + " ".join(["word"] * 5)

    def test_labels_stand_in_one_column(self, page, capsys):
        """
        Values of labelled facts begin at the same place.
        """
        page.facts([(sentence("Funder"), "Land"), (sentence("Short name"), "pakt")])

        assert capsys.readouterr().out == "Funder      Land\nShort name  pakt\n"

    def test_a_table_wraps_names_and_keeps_amounts(self, page, capsys):
        """
        No character of a name or an amount is lost, however long the name is.
        """
        name = "Obermarchtal-" * 12 + "Ende"
        page.table(
            [names(sentence("Recipient")), amounts(sentence("Amount"))],
            [(name, Money.of("58000000.00", "EUR"))],
        )

        out = capsys.readouterr().out
        assert "58,000,000.00 EUR" in out
        assert name in "".join(
            line.replace("58,000,000.00 EUR", "").strip() for line in out.splitlines()
        )
        assert max(map(len, out.splitlines())) <= 80

    def test_a_tree_shows_all_lines_of_a_branch(self, page, capsys):
        """
        Lines of a branch that are too long go on, indented, on the next line.
        """
        page.tree(Branch(("Root",), (Branch(("Leaf", "word " * 20)),)))

        assert capsys.readouterr().out.splitlines() == [
            "Root",
            "└── Leaf",
            "    " + " ".join(["word"] * 15),
            "      " + " ".join(["word"] * 5),
        ]

    def test_headings_are_underlined(self, page, capsys):
        """
        Title, section, heading and topic are told apart without colours.
        """
        page.title("One")
        page.section("Two")
        page.heading("Three")
        page.topic("Four")

        expected = "One\n===\n\n\nTwo\n===\n\nThree\n-----\n\nFour\n"
        assert expected == capsys.readouterr().out

    def test_sentences_of_a_paragraph_follow_each_other(self, page, capsys):
        """
        A paragraph begins after one empty line and runs on.
        """
        page.lines("Zero.")
        page.paragraph("One.", "Two.")
        page.gap()
        page.gap()
        page.lines("Three.")

        assert capsys.readouterr().out == "Zero.\n\nOne. Two.\n\nThree.\n"

    @pytest.mark.parametrize(
        ("columns", "expected"),
        [("40", NARROWEST), ("80", 80), ("500", WIDEST)],
    )
    def test_the_width_follows_columns_within_limits(
        self, monkeypatch, columns, expected
    ):
        """
        The width is that of COLUMNS, but neither too narrow nor too wide to read.
        """
        monkeypatch.setenv("COLUMNS", columns)

        assert expected == Page.open(Language.ENGLISH).width

    def test_a_closed_pipe_is_raised(self, page):
        """
        Rich would end the process with the exit code of findings.
        """
        with pytest.raises(BrokenPipeError):
            page.console.on_broken_pipe()

    def test_there_are_no_colours_without_a_terminal(self, page, capsys):
        """
        Output that is piped holds no control characters.
        """
        page.title("One")

        assert "\x1b" not in capsys.readouterr().out


class TestRows:
    @given(st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), min_size=1))
    def test_no_word_is_lost(self, words):
        """
        Wrapping changes nothing but where lines end.
        """
        rows = list(_rows(" ".join(words), 20))

        assert words == " ".join(rows).split()

    @given(st.integers(min_value=0, max_value=70))
    def test_amounts_and_marks_are_not_broken(self, before):
        """
        No line ends between a number and its unit, or inside a mark.
        """
        text = f"{'x' * before} 58,000,000.00 EUR, 60 %, § 29d [inferred, note 1]"
        rows = " | ".join(_rows(text, 80))

        assert "58,000,000.00 EUR" in rows
        assert "60 %" in rows
        assert "§ 29d" in rows
        assert "[inferred, note 1]" in rows
