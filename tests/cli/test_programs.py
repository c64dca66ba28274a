"""A program in print."""

from __future__ import annotations

from datetime import date

import attrs

from fundmodel.changes import Amendment, RemovePart, SetBudget
from fundmodel.cli.programs import print_program
from fundmodel.money import Money
from fundmodel.parts import YearBudget
from fundmodel.sentences import Text


class TestPrintProgram:
    def test_everything_about_the_program_is_said(
        self, page, program, citations, capsys
    ):
        """
        Funder, partners, legal basis, period and budget lines stand on top.
        """
        print_program(page, program, citations)

        out = capsys.readouterr().out
        for line in (
            "Purpose         That everybody is housed",
            "Funder          Musterland",
            "Also funded by  The Federation",
            "Partners        Association of A, B and C; Association of D",
            "Legal basis     Musterfonds Act [MFA]",
            "Budget lines    0908, 0909",
            "Period          1 January 2024 to 31 December 2025",
            "Short name      musterfonds",
        ):
            assert f"{line}\n" in out

    def test_the_tree_has_budgets_marks_and_what_is_open(
        self, page, program, citations, capsys
    ):
        """
        Each budget has its mark; what is not split, open or unknown is said.
        """
        print_program(page, program, citations)

        out = capsys.readouterr().out
        for line in (
            "2025: 1,000,000.00 EUR [MFA], of which 400,000.00 EUR not yet split",
            "├── Lump sum, statutory transfer",
            "│   2024: 600,000.00 EUR [MFA]",
            "│   2025: 600,000.00 EUR [inferred, note 1]",
            "        2024: open, inside the 400,000.00 EUR above",
            "        2025: no budget known",
        ):
            assert f"{line}\n" in out

    def test_parts_say_results_and_rules(self, page, program, citations, capsys):
        """
        Planned results and provisions stand with their marks.
        """
        print_program(page, program, citations)

        out = capsys.readouterr().out
        for line in (
            "  Planned        about 1,000 posts [no source given]",
            "  Planned        6 courses [MFA]",
            "  Planned        peace and quiet [MFA]",
            "    2. rounded half up to 0.01, each on its own [inferred, note 1]",
            "  Shared by the parts below it.",
            "  How it is shared: no rule is known.",
        ):
            assert f"{line}\n" in out

    def test_years_alike_share_a_line(self, page, program, citations, capsys):
        """
        Years with the same amount and source are told together.
        """
        part = attrs.evolve(
            program.part("heads"),
            budgets=[
                attrs.evolve(b, source=None) for b in program.part("heads").budgets
            ],
            open_ended=False,
        )
        alike = attrs.evolve(program, parts=[part], budgets=())
        print_program(page, alike, citations)

        out = capsys.readouterr().out
        assert "2024, 2025: 600,000.00 EUR each [MFA]\n" in out
        assert "2024, 2025: no budget known\n" in out

    def test_a_part_may_be_open_inside_one_further_up(
        self, page, program, citations, capsys
    ):
        """
        Where the part above has no budget either, the one that has is named.
        """
        deeper = attrs.evolve(program.part("strand"), id="deep", parent="strand")
        parts = [*program.parts, deeper]
        print_program(page, attrs.evolve(program, parts=parts), citations)

        line = "2024: open, inside the 400,000.00 EUR of Strands\n"
        assert line in capsys.readouterr().out

    def test_an_open_ended_part_says_so(self, page, program, citations, capsys):
        """
        A part without a budget that is set by need is no gap.
        """
        part = attrs.evolve(program.part("strand"), parent=None, open_ended=True)
        print_program(page, attrs.evolve(program, parts=[part]), citations)

        assert "2024, 2025: open-ended, by need\n" in capsys.readouterr().out

    def test_a_program_may_be_bare(self, page, program, citations, capsys):
        """
        What is not known is not printed.
        """
        bare = type(program)(
            id="bare", name=program.name, currency="EUR", years=program.years
        )
        print_program(page, bare, citations)

        out = capsys.readouterr().out
        assert "Funder" not in out
        assert "Short name    bare" in out


class TestAmendments:
    def test_stand_with_days_notes_and_changes(self, page, program, citations, capsys):
        """
        Amendments follow the parts, the earliest first; a change without a source has
        that of its amendment.
        """
        more = SetBudget(part="heads", year="2025", amount=Money.of("1", "EUR"))
        late = Amendment(day=date(2025, 7, 1), changes=[RemovePart(part="strand")])
        early = Amendment(
            day=date(2025, 2, 1),
            title=Text("Supplement"),
            changes=[more],
            source=program.source,
            note=Text("The rest is not known."),
        )
        changed = attrs.evolve(program, amendments=[late, early])
        print_program(page, changed, citations)

        _, _, out = capsys.readouterr().out.partition("What changed later")
        assert [
            "Amendment, from 1 February 2025: Supplement [MFA]",
            "  The rest is not known.",
            "    - budget 2025 of heads: 1.00 EUR [MFA]",
            "Amendment, from 1 July 2025 [no source given]",
            "    - part strand ends [no source given]",
        ] == [line.rstrip() for line in out.splitlines()[2:] if line.strip()]


class TestEarlier:
    def test_what_became_known_later_is_left_out(
        self, page, program, citations, capsys
    ):
        """
        On an earlier day the tree has only what was known then.
        """
        budget = YearBudget(
            year="2024",
            amount=Money.of("100000", "EUR"),
            known_since=date(2024, 5, 1),
        )
        later = attrs.evolve(program.part("strand"), budgets=[budget])
        parts = [*program.parts[:2], later]
        changed = attrs.evolve(program, parts=parts)
        print_program(page, changed, citations, earlier=date(2024, 4, 1))

        _, _, out = capsys.readouterr().out.partition("What was known on 1 April 2024")
        tree, _, parts = out.partition("The parts")
        assert "2024: 400,000.00 EUR [MFA], not yet split" in tree
        assert "100,000.00 EUR" not in tree
        assert "Strand one" in parts
