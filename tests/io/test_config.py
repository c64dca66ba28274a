from __future__ import annotations

import tracemalloc
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from fundmodel.changes import AddYear, SetBudget
from fundmodel.conditions import Eligible
from fundmodel.errors import ConfigError, InvalidDataError, InvalidModelError
from fundmodel.io.config import (
    dump_program,
    format_program,
    load_program,
    parse_program,
    sources_from,
)
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import (
    LegalBasis,
    LumpSum,
    Measure,
    PartGroup,
    PlannedResult,
    Strand,
    YearBudget,
)
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.programs import Program
from fundmodel.rules import (
    AllocationRule,
    EqualShares,
    FixedTable,
    RatePerUnit,
    Residual,
    ResidualTo,
    Round,
    Rounding,
    Share,
    StandIn,
)
from fundmodel.sentences import Language, Text
from fundmodel.sources import Assumption, AssumptionKind, Source, Standing
from fundmodel.testing import programs

HEAD = """
id = "musterfonds"
name = "Musterfonds"
currency = "EUR"
years = [2026]
"""

PART = """
[[parts]]
id = "{id}"
kind = "group"
name = "Part"
legal_nature = "grant"
"""

STRAND = """
[[parts]]
id = "strand"
kind = "strand"
name = "Strand"
legal_nature = "grant"
"""

LUMP_SUM = """
[[parts]]
id = "lump"
kind = "lump_sum"
name = "Lump sum"
legal_nature = "statutory_transfer"
per = "heads"
"""


def part(id_: str, **keys: str) -> str:
    """Write a part, with more keys."""
    more = "".join(f"{key} = {value}\n" for key, value in keys.items())
    return PART.format(id=id_) + more


def refused(text: str) -> str:
    """Give the message with which a program is refused."""
    with pytest.raises(ConfigError) as caught:
        parse_program(text, file="musterfonds.toml")
    return str(caught.value)


def told(text: str) -> list[tuple[str, str]]:
    """Give place and fault of everything that is wrong."""
    with pytest.raises(ConfigError) as caught:
        parse_program(text)
    return [(fault.where, fault.what) for fault in caught.value.faults]


class TestParseProgram:
    def test_the_smallest_program(self):
        """
        Id, name, currency and years are enough.
        """
        program = parse_program(HEAD)

        expected = Program(
            id="musterfonds",
            name=Text("Musterfonds"),
            currency="EUR",
            years=[BudgetYear.calendar(2026)],
        )
        assert expected == program

    def test_everything_about_a_program(self):
        """
        Every key of the top level is read.
        """
        program = parse_program(
            """
            requires = "fundmodel >= 0.1, < 1000"
            schema_version = 1
            id = "m"
            name = { de = "Musterfonds", en = "Model fund" }
            currency = "JPY"
            years = [{ label = "2026/27", first = 2026-04-01, last = 2027-03-31 }]
            funder = "Land"
            co_funders = ["Bund"]
            partners = [{ de = "Städtetag" }]
            legal_bases = [{ title = "Act", source = "A" }]
            budget_lines = ["0920/633 91"]
            period = { first = 2026-04-01, last = 2027-03-31 }
            purpose = "To help"
            source = { key = "A", place = "§ 2" }
            budget = { "2026/27" = "5000" }

            [sources.A]
            title = "Act"
            publisher = "Parliament"
            standing = "secondary"
            published = 2025-12-31
            place = "§ 1"
            url = "https://example.org"
            licence = "free"
            """
        )

        act = Source(
            title="Act",
            publisher="Parliament",
            standing=Standing.SECONDARY,
            key="A",
            published=date(2025, 12, 31),
            place="§ 1",
            url="https://example.org",
            licence="free",
        )
        days = Period(date(2026, 4, 1), date(2027, 3, 31))
        assert (
            Program(
                id="m",
                name=Text({"de": "Musterfonds", "en": "Model fund"}),
                currency="JPY",
                years=[BudgetYear("2026/27", days)],
                budgets=[YearBudget(year="2026/27", amount=Money.of(5000, "JPY"))],
                funder=Text("Land"),
                co_funders=[Text("Bund")],
                partners=[Text({"de": "Städtetag"})],
                legal_bases=[LegalBasis(title=Text("Act"), source=act)],
                budget_lines=["0920/633 91"],
                period=days,
                purpose=Text("To help"),
                source=Source(
                    title="Act",
                    publisher="Parliament",
                    standing=Standing.SECONDARY,
                    key="A",
                    published=date(2025, 12, 31),
                    place="§ 2",
                    url="https://example.org",
                    licence="free",
                ),
            )
            == program
        )

    def test_everything_about_a_part(self):
        """
        Every key of a part is read.
        """
        program = parse_program(
            HEAD
            + """
            [[parts]]
            id = "s"
            kind = "group"
            name = "Group"
            legal_nature = "internal"

            [[parts]]
            id = "m"
            parent = "s"
            kind = "measure"
            name = "Measure"
            legal_nature = "contract"
            open_ended = true
            purpose = "p"
            target_group = "t"
            granting_body = "g"
            known_since = 2026-01-02
            source = { assumption = "why", kind = "inferred" }
            planned_results = [
                { what = "a", number = 0, approximate = true, known_since = 2026-01-03 }
            ]
            legal_bases = [{ title = "Act" }]
            budget = { 2026 = { amount = "1.00", known_since = 2026-01-04 } }
            rule = { known_since = 2026-01-05, source = { title = "Directive" } }

            [[parts.provisions]]
            kind = "equal"

            [[parts.provisions]]
            kind = "round"
            to = "0.01"
            """
        )

        assert program.parts == (
            PartGroup(id="s", name=Text("Group"), legal_nature=LegalNature.INTERNAL),
            Measure(
                id="m",
                parent="s",
                name=Text("Measure"),
                legal_nature=LegalNature.CONTRACT,
                open_ended=True,
                purpose=Text("p"),
                target_group=Text("t"),
                granting_body=Text("g"),
                known_since=date(2026, 1, 2),
                source=Assumption(why="why", kind=AssumptionKind.INFERRED),
                planned_results=[
                    PlannedResult(
                        what=Text("a"),
                        number=0,
                        approximate=True,
                        known_since=date(2026, 1, 3),
                    )
                ],
                legal_bases=[LegalBasis(title=Text("Act"))],
                budgets=[
                    YearBudget(
                        year="2026",
                        amount=Money.of(1, "EUR"),
                        known_since=date(2026, 1, 4),
                    )
                ],
                rule=AllocationRule(
                    EqualShares(),
                    Round("0.01"),
                    known_since=date(2026, 1, 5),
                    source=Source(title="Directive"),
                ),
            ),
        )

    def test_every_provision(self):
        """
        A kind names the class, its keys the fields.
        """
        program = parse_program(
            HEAD
            + STRAND
            + """
            [[parts.provisions]]
            kind = "eligible"
            kinds = ["town"]
            name = "towns"

            [[parts.provisions]]
            kind = "share"
            by = "heads"
            key_date = 2026-09-15
            accepts = ["earlier", "provisional"]

            [[parts.provisions]]
            kind = "rate"
            rate = "0.125"
            by = "heads"
            key_date = { month = 6, day = 30, years_before = 1 }

            [[parts.provisions]]
            kind = "rate"
            rate = "12.50"
            by = "heads"

            [[parts.provisions]]
            kind = "table"
            amounts = { "01" = "2.00", "02" = "3" }

            [[parts.provisions]]
            kind = "table"
            table = "last-year"

            [[parts.provisions]]
            kind = "round"
            to = "1.00"
            each = "half even"
            source = { title = "Directive" }

            [[parts.provisions]]
            kind = "residual"
            destination = "reserve"

            [[parts.provisions]]
            kind = "residual"
            to = "in order"
            """
        )

        rule = program.parts[0].rule
        assert rule == AllocationRule(
            Eligible(kinds=["town"], name=Text("towns")),
            Share(
                by="heads",
                key_date=KeyDate(date(2026, 9, 15)),
                accepts=[StandIn.EARLIER, StandIn.PROVISIONAL],
            ),
            RatePerUnit(
                rate=Fraction(1, 8),
                by="heads",
                key_date=KeyDate.yearly(month=6, day=30, years_before=1),
            ),
            RatePerUnit(rate=Money.of("12.50", "EUR"), by="heads"),
            FixedTable(amounts={"01": Money.of(2, "EUR"), "02": Money.of(3, "EUR")}),
            FixedTable(table="last-year"),
            Round("1.00", each=Rounding.HALF_EVEN, source=Source(title="Directive")),
            Residual(destination=Text("reserve")),
            Residual(to=ResidualTo.IN_ORDER),
        )

    def test_a_lump_sum(self):
        """
        A lump sum states what is counted, and its rule follows from that.
        """
        program = parse_program(
            HEAD
            + LUMP_SUM
            + """
            key_date = { month = 9, day = 15 }
            rate = "100.00"
            recipients = ["town"]
            accepts = ["later"]
            open_ended = true
            rounding = { kind = "round", to = "0.01", each = "half up" }
            residual = { kind = "residual", to = "largest" }
            """
        )

        assert program.parts[0] == LumpSum(
            id="lump",
            name=Text("Lump sum"),
            legal_nature=LegalNature.STATUTORY_TRANSFER,
            per="heads",
            key_date=KeyDate.yearly(month=9, day=15),
            rate=Money.of(100, "EUR"),
            recipients=["town"],
            accepts=[StandIn.LATER],
            open_ended=True,
            rounding=Round("0.01", each=Rounding.HALF_UP),
            residual=Residual(to=ResidualTo.LARGEST),
        )


class TestFaults:
    def test_the_rendered_message(self):
        """
        Each fault says what is wrong, where, what was got and expected, what to do.
        """
        text = HEAD + "buget = { 2026 = '1.00' }" + part("a", budget="{ 2026 = 12.5 }")

        assert refused(text) == (
            "musterfonds.toml: 2 faults found\n"
            "parts[0].budget.2026: this is not an amount of money\n"
            "  got: 12.5\n"
            "  expected: text in EUR with at most 2 decimals\n"
            '  mend: write "12.50" in quotes; floats cannot hold cents exactly\n'
            "buget: this key is not known\n"
            "  got: buget\n"
            "  expected: amendments, budget, budget_lines, co_funders, currency, "
            "funder, id, legal_bases, name, partners, parts, period, purpose, source, "
            "years\n"
            "  mend: did you mean 'budget'?"
        )

    def test_every_fault_is_told_at_once(self):
        """
        No fault hides another one, wherever both stand.
        """
        text = (
            HEAD.replace('"EUR"', '"EURO"')
            + "schema_version = 2\n"
            + part("a", parent='"b"', colour='"red"', source='"X"')
            + part("a", known_since='"2026-02-30"', budget='{ 2027 = "1.00" }')
            + STRAND
            + """
            rule = { known_since = 2026 }
            [[parts.provisions]]
            kind = "shares"
            [[parts.provisions]]
            kind = "round"
            to = 1.0
            """
            + "[sources.S]\npublisher = 3\n"
        )

        assert told(text) == [
            ("schema_version", "this version of the file form is not known"),
            ("sources.S.title", "this key is missing"),
            ("sources.S.publisher", "this is not text"),
            ("currency", "this currency is unknown"),
            ("parts[0].parent", "a part names a parent that does not exist"),
            ("parts[1].id", "an id stands more than once"),
            (
                "parts[1].budget.2027",
                "a budget is for a year outside the program",
            ),
            ("parts[0].source", "no source has this key"),
            ("parts[0].colour", "this key is not known"),
            ("parts[1].known_since", "this is not a date"),
            ("parts[2].provisions[0]", "this kind is not known"),
            ("parts[2].provisions[0].by", "this key is missing"),
            ("parts[2].provisions[1].to", "this is not an exact number"),
            ("parts[2].rule.known_since", "this is not a date"),
        ]

    @pytest.mark.parametrize(
        ("key", "value", "where", "what"),
        [
            ("id", "7", "id", "this is not text"),
            ("name", "[1]", "name", "this is not text"),
            ("name", "{ de = 1 }", "name.de", "this is not text"),
            ("name", '" "', "name.text", "a text is empty"),
            ("years", "2026", "years", "this is not a list"),
            ("years", '["2026"]', "years[0]", "this is not a whole number"),
            ("years", "[true]", "years[0]", "this is not a whole number"),
            (
                "years",
                "[{ label = 'x', first = 2026-01-01 }]",
                "years[0].last",
                "this key is missing",
            ),
            ("years", "[]", "program 'm'", "a program needs budget years, each with"),
            ("partners", '"Bund"', "partners", "this is not a list"),
            ("partners", '["x", ""]', "partners[1].text", "a text is empty"),
            ("period", "2026", "period", "this is not a table"),
            ("period", "{ first = 2026-01-01 }", "period.last", "this key is missing"),
            (
                "period",
                "{ first = 2026-01-01T00:00:00, last = 2026-01-02 }",
                "period.first",
                "this is not a date",
            ),
            (
                "period",
                "{ first = 2026-01-03, last = 2026-01-02 }",
                "period",
                "a period ends before it begins",
            ),
            ("parts", "3", "parts", "this is not a list"),
            ("parts", "[3]", "parts[0]", "this is not a table"),
            ("parts", "[{}]", "parts[0]", "the kind is missing"),
            ("parts", "[{ kind = 3 }]", "parts[0]", "this kind is not known"),
            ("source", "3", "source", "this is not a table"),
            ("source", "{ place = 'x' }", "source.key", "this key is missing"),
            ("sources", "3", "sources", "this is not a table"),
            ("budget", "3", "budget", "this is not a table"),
            ("budget", "{ 2026 = '-1.00' }", "budget.2026", "the budget is negative"),
            ("budget", "{ 2026 = '1.001' }", "budget.2026", "this is not an amount"),
            ("budget", "{ 2026 = { } }", "budget.2026.amount", "this key is missing"),
            (
                "budget",
                "{ 2026 = { amount = '1', year = 2 } }",
                "budget.2026.year",
                "this key is not known",
            ),
            ("budget", "{ 2027 = '1.00' }", "budget.2027", "a budget is for a year"),
            ("requires", "3", "requires", "this requirement cannot be read"),
            ("requires", "'numpy'", "requires", "this requirement cannot be read"),
            ("requires", "'fundmodel >= x'", "requires", "this requirement cannot be"),
            ("requires", "'fundmodel < 0.1'", "requires", "the file needs another"),
            ("requires", "'fundmodel == 9'", "requires", "the file needs another"),
            ("schema_version", "true", "schema_version", "this version of the file"),
            ("currency", "3", "currency", "this is not text"),
        ],
    )
    def test_a_wrong_value_is_named_with_its_place(self, key, value, where, what):
        """
        Whatever is wrong with a key is told under its path.
        """
        given_keys = {
            "id": '"m"',
            "name": '"M"',
            "currency": '"EUR"',
            "years": "[2026]",
            key: value,
        }
        faults = told("".join(f"{k} = {v}\n" for k, v in given_keys.items()))

        assert len(faults) == 1
        assert faults[0][0].split(": ")[0] in {where, "text in all languages"}
        assert faults[0][1].startswith(what)

    @pytest.mark.parametrize("missing", ["id", "name", "currency", "years"])
    def test_a_missing_field(self, missing):
        """
        A field that must be there is named.
        """
        lines = [x for x in HEAD.splitlines() if not x.startswith(f"{missing} =")]

        assert (missing, "this key is missing") in told("\n".join(lines))

    def test_a_rule_needs_its_provisions(self):
        """
        What is said of a rule makes no sense without one.
        """
        text = HEAD + part("a", rule="{ known_since = 2026-01-01 }")

        assert told(text) == [("parts[0].provisions", "this key is missing")]

    def test_provisions_stand_beside_the_rule(self):
        """
        There is one place for provisions.
        """
        text = HEAD + part("a", rule='{ provisions = [{ kind = "equal" }] }')

        assert told(text) == [("parts[0].rule", "provisions stand in the rule")]

    def test_a_misspelt_kind_hides_nothing(self):
        """
        What else is wrong with a part is told as if its kind was the nearest one.
        """
        text = HEAD + STRAND.replace('kind = "strand"', 'kind = "stand"') + "zzz = 1\n"

        assert told(text) == [
            ("parts[0]", "this kind is not known"),
            ("parts[0].zzz", "this key is not known"),
        ]
        text = text.replace("zzz = 1\n", "")
        assert told(text) == [("parts[0]", "this kind is not known")]

    def test_the_order_of_provisions_is_checked(self):
        """
        What the constructors of rules refuse is a fault of the file.
        """
        text = HEAD + STRAND + '[[parts.provisions]]\nkind = "round"\nto = "1.00"\n'

        assert "parts[0].rule: provision 1 (Round): a provision needs" in refused(text)

    def test_a_lump_sum_takes_no_provisions(self):
        """
        The rule of a lump sum follows from its own keys.
        """
        text = (
            HEAD
            + LUMP_SUM
            + "rounding = { to = '1.00' }\n[[parts.provisions]]\nkind = 'equal'\n"
        )

        assert told(text) == [("parts[0].provisions", "this key is not known")]

    def test_an_assumption_rests_on_sources_only(self):
        """
        One assumption does not carry another.
        """
        basis = '{ assumption = "a", sources = [{ assumption = "b" }] }'

        assert told(HEAD + f"source = {basis}\n") == [
            ("source.sources[0]", "an assumption rests on another assumption")
        ]

    def test_a_listed_source_has_the_key_it_is_listed_under(self):
        """
        A second key inside would contradict the first.
        """
        text = HEAD + '[sources.A]\ntitle = "T"\nkey = "B"\n'

        assert told(text) == [("sources.A.key", "this key is not known")]

    def test_parts_exceed_what_they_are_in(self):
        """
        Sums over the tree are checked when the file is read.
        """
        text = HEAD + 'budget = { 2026 = "1.00" }\n' + part("a", budget="{2026='2.00'}")

        assert refused(text) == (
            "musterfonds.toml: one fault found\n"
            "budget.2026: the parts exceed what they are in by 1.00 EUR\n"
            "  got: a 2.00 EUR\n"
            "  expected: at most 1.00 EUR\n"
            "  mend: correct one of these budgets"
        )

    def test_sums_of_all_years_are_told_with_all_else(self):
        """
        A fault elsewhere hides no sum, and one year hides no other.
        """
        years = HEAD.replace("[2026]", "[2026, 2027]")
        text = (
            years
            + "buget = 1\n"
            + part("a", budget="{ 2026 = '1.00', 2027 = { amount = '1.00' } }")
            + part("b", parent="'a'", budget="{ 2026 = '0.60', 2027 = '0.70' }")
            + part("c", parent="'bracket'", budget="{ 2026 = '0.50', 2027 = '0.40' }")
            + part("bracket", parent="'a'")
            + part("d", parent="'a'", budget="{ 2026 = 12.5 }")
        )

        found = told(text)

        assert ("buget", "this key is not known") in found
        assert ("parts[4].budget.2026", "this is not an amount of money") in found
        assert [
            ("parts[0].budget.2026", "the parts exceed what they are in by 0.10 EUR"),
            ("parts[0].budget.2027", "the parts exceed what they are in by 0.10 EUR"),
        ] == [fault for fault in found if "exceed" in fault[1]]
        assert 4 == len(found)

    @pytest.mark.parametrize(
        "parts",
        [
            part("a", budget="{ 2026 = 5 }")
            + part("b", parent='"a"', budget="{ 2026 = '2.00' }"),
            part("a", budget="{ 2026 = '-1.00' }")
            + part("b", parent='"a"', budget="{ 2026 = '2.00' }"),
            part("a", parent='"b"', budget="{ 2026 = '1.00' }")
            + part("b", parent='"a"', budget="{ 2026 = '2.00' }"),
            part("a", budget="{ 2026 = '1.00' }") * 2
            + part("b", parent='"a"', budget="{ 2026 = '2.00' }"),
            part("a", budget="{ 2026 = '1.00' }")
            + part("b", parent="1", budget="{ 2026 = '2.00' }"),
        ],
        ids=["no amount", "negative", "circle", "twice", "no parent"],
    )
    def test_no_sum_is_guessed(self, parts):
        """
        Where a budget or the way up cannot be read, nothing is said about its sum.
        """
        assert "exceed" not in refused(HEAD + parts)

    def test_a_long_sum_is_cut(self):
        """
        A fault names ten parts, and how many there are besides.
        """
        parts = "".join(part(f"p{i}", budget="{ 2026 = '1.00' }") for i in range(15))

        assert "p9 1.00 EUR + 5 more" in refused(
            HEAD + "budget = { 2026 = '1.00' }" + parts
        )

    def test_no_toml(self):
        """
        The parser's own message names line and column.
        """
        assert "(at line 2, column 3)" in refused("id = 'a'\n1 2")

    def test_a_mistake_of_ours_is_no_fault_of_the_file(self, monkeypatch):
        """
        An error that no reader raises is not blamed on the file.
        """

        def broken(*_: object) -> None:
            raise AttributeError

        monkeypatch.setattr("fundmodel.io.values.a_period", broken)

        with pytest.raises(AttributeError):
            parse_program(HEAD + "period = { first = 2026-01-01, last = 2026-01-02 }")


class TestSourcesFrom:
    def test_all_are_read(self):
        """
        Sources that nobody cites are there too, under their keys.
        """
        form = {"sources": {"a": {"title": "A"}, "b": {"title": "B", "place": "§ 1"}}}

        assert sources_from(form, file="p.toml") == {
            "a": Source(title="A", key="a"),
            "b": Source(title="B", key="b", place="§ 1"),
        }
        assert sources_from({}, file="p.toml") == {}

    def test_every_fault_is_told(self):
        """
        Each broken source is told by its key.
        """
        form = {"sources": {"a": {}, "b": 1}}
        with pytest.raises(ConfigError) as caught:
            sources_from(form, file="p.toml")

        assert str(caught.value).startswith("p.toml: 2 faults found\n")
        assert [f.where for f in caught.value.faults] == [
            "sources.a.title",
            "sources.b",
        ]


class TestHostileFiles:
    @pytest.mark.parametrize(
        "text",
        [
            HEAD + part("a", budget="{ 2026 = 1e999999999 }"),
            HEAD + part("a", budget="{ 2026 = '1e999999999' }"),
            HEAD + part("a", budget="{ 2026 = " + "9" * 5_000 + " }"),
            HEAD + part("a", budget="{ 2026 = 0x" + "f" * 5_000 + " }"),
            HEAD + part("a", budget="{ 2026 = inf }"),
            HEAD + part("a", budget="{ 2026 = nan }"),
            HEAD + "x = " + "[" * 100_000 + "]" * 100_000,
            HEAD + "x = " + "{a=" * 20_000 + "1" + "}" * 20_000,
            HEAD + "x." + "a." * 50_000 + "b = 1",
            HEAD + "x" + ' . "a\\""' * 50_000 + " = 1",
            HEAD + "".join(f"[p{i}.a.a.a.a.a.a]\n" for i in range(20_000)),
            "#" * 2_000_000,
            HEAD + "".join(part(f"p{i}", parent=f'"p{i - 1}"') for i in range(1_000)),
            HEAD + part("a", parent='"b"') + part("b", parent='"a"'),
            HEAD + "\n".join(f"k{i} = 1" for i in range(5_000)),
            HEAD + f"{'k' * 500_000} = 1",
            HEAD + PART.format(id="a").replace("grant", "g" * 500_000),
            HEAD.replace('"Musterfonds"', '"a\\u0007"'),
            HEAD.replace('"Musterfonds"', '"a\\u202E"'),
            "id = '\x00'",
        ],
        ids=range(20),
    )
    def test_they_are_refused_without_much_memory(self, text):
        """
        No file takes 100 MB to be refused; benchmarks/ measures the time.
        """
        tracemalloc.start()
        message = refused(text)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
        tracemalloc.stop()
        assert message.isprintable() or "\n" in message

    def test_control_characters_do_not_reach_the_screen(self):
        """
        A key cannot move the cursor of whoever reads the message.
        """
        assert "\x1b" not in refused(HEAD + '"\\u001b[2J" = 1')

    def test_only_the_first_of_a_circle_is_told(self):
        """
        All parts of a circle have one fault.
        """
        text = HEAD + part("a", parent='"b"') + part("b", parent='"a"')

        assert told(text) == [
            ("parts[0].parent", "parts form a circle, or are nested too deep")
        ]


AMENDED = """
id = "fund"
name = "Fund"
currency = "EUR"
years = [2025]

[[parts]]
id = "courses"
kind = "strand"
name = "Courses"
legal_nature = "grant"
provisions = [{ kind = "equal" }]

[[amendments]]
day = 2025-07-01
"""


class TestAmendments:
    def test_are_read(self):
        """
        An amendment is a table with its changes, each by its kind.
        """
        program = parse_program(
            AMENDED
            + """
            title = { en = "First", de = "Erste" }
            source = { assumption = "invented" }
            note = "Little is known."

            [[amendments.changes]]
            kind = "add_year"
            year = 2026

            [[amendments.changes]]
            kind = "set_budget"
            part = "courses"
            year = 2026
            amount = "5.00"
            """
        )

        (amendment,) = program.amendments
        assert date(2025, 7, 1) == amendment.day
        assert "Erste" == amendment.title.render(Language.GERMAN)
        assert AddYear(year=BudgetYear.calendar(2026)) == amendment.changes[0]
        budget = SetBudget(part="courses", year="2026", amount=Money.of(5, "EUR"))
        assert budget == amendment.changes[1]

    def test_a_rule_is_opened_by_an_empty_list(self):
        """
        Nobody may have said how a part goes on; that is said, not left out.
        """
        change = '[[amendments.changes]]\nkind = "set_rule"\npart = "courses"\n'
        opened = parse_program(f"{AMENDED}{change}provisions = []\n")

        assert opened.amended().part("courses").rule is None
        assert opened == parse_program(format_program(opened))
        with pytest.raises(ConfigError, match="provisions: this key is missing"):
            parse_program(f"{AMENDED}{change}")
        with pytest.raises(ConfigError, match="a rule has no provision"):
            parse_program(f"{AMENDED}{change}provisions = []\nrule = {{}}\n")

    def test_an_unknown_kind_offers_the_nearest(self):
        """
        Kinds of changes are a list like those of provisions.
        """
        change = '[[amendments.changes]]\nkind = "set_buget"\nyear = 2025\n'
        with pytest.raises(ConfigError) as caught:
            parse_program(f'{AMENDED}{change}amount = "1.00"\n')

        assert "amendments[0].changes[0]: this kind is not known" in str(caught.value)
        assert "did you mean 'set_budget'?" in str(caught.value)

    def test_a_version_that_does_not_hold_together_names_the_day(self):
        """
        The fault says after which amendment.
        """
        change = '[[amendments.changes]]\nkind = "remove_part"\npart = "rent"\n'
        with pytest.raises(ConfigError, match="amendment of 2025-07-01, change 1"):
            parse_program(f"{AMENDED}{change}")


class TestFormatProgram:
    @given(programs(amendments=True))
    def test_reading_gives_an_equal_program(self, program):
        """
        Whatever the strategies can build survives the file form.
        """
        again = parse_program(format_program(program))

        assert program == again
        assert program.content_hash == again.content_hash

    def test_the_order_of_budgets_is_kept(self):
        """
        TOML puts tables behind plain values; that must not change a program.
        """
        program = Program(
            id="m",
            name=Text("M"),
            currency="EUR",
            years=[BudgetYear.calendar(2026), BudgetYear.calendar(2027)],
            budgets=[
                YearBudget(
                    year="2026",
                    amount=Money.of(1, "EUR"),
                    known_since=date(2026, 1, 1),
                ),
                YearBudget(year="2027", amount=Money.of(2, "EUR")),
            ],
        )

        assert program == parse_program(format_program(program))

    @pytest.mark.parametrize(
        ("rate", "written"),
        [
            (Fraction(1, 8), "0.12500"),
            (Fraction(1, 2), "0.50000"),
            (Fraction(3), "3.00000"),
            (Fraction(1, 3), "1/3"),
            (Fraction(1, 2**70), f"1/{2**70}"),
            (Money.of("0.50", "EUR"), "0.50"),
        ],
    )
    def test_rates_stay_what_they_are(self, rate, written):
        """
        A number is not taken for money, nor money for a number.
        """
        rule = AllocationRule(RatePerUnit(rate=rate, by="heads"), Round("0.01"))
        text = format_program(_with_rule(rule))

        assert f'rate = "{written}"' in text
        assert rule == parse_program(text).parts[0].rule

    def test_tables_keep_their_order(self):
        """
        The order of the amounts of a table is kept.
        """
        amounts = {"02": Money.of(2, "EUR"), "01": Money.of(1, "EUR")}
        rule = AllocationRule(FixedTable(amounts=amounts))

        assert rule == parse_program(format_program(_with_rule(rule))).parts[0].rule

    @pytest.mark.parametrize("to", [Decimal("1E+1"), Decimal("1E-2"), Decimal("0.50")])
    def test_units_keep_their_digits(self, to):
        """
        The same unit gives the same hash.
        """
        program = _with_rule(AllocationRule(EqualShares(), Round(to)))

        again = parse_program(format_program(program))
        assert program.content_hash == again.content_hash

    def test_sources_are_written_once(self):
        """
        One key with another place refers to it, one with another title stands alone.
        """
        act = Source(title="Act", key="A")
        other = Source(title="Act", key="A", place="§ 2")
        odd = Source(title="Another act", key="A")
        bases = [LegalBasis(title=Text("x"), source=s) for s in (act, other, odd)]
        program = Program(
            id="m",
            name=Text("M"),
            currency="EUR",
            years=[BudgetYear.calendar(2026)],
            legal_bases=bases,
            source=Assumption(why="so", sources=[other]),
        )
        text = format_program(program)

        assert program == parse_program(text)
        assert text.count('title = "Act"') == 1

    @pytest.mark.parametrize(
        "year",
        [
            BudgetYear.calendar(2026),
            BudgetYear.starting(2026, month=4),
            BudgetYear("2026", Period(date(2026, 2, 1), date(2026, 12, 31))),
            BudgetYear("²", Period(date(2026, 1, 1), date(2026, 12, 31))),
            BudgetYear("9999", Period(date(9999, 1, 1), date(9999, 12, 31))),
        ],
    )
    def test_budget_years(self, year):
        """
        Only a calendar year with its own label is written as a number.
        """
        program = Program(id="m", name=Text("M"), currency="EUR", years=[year])

        assert program == parse_program(format_program(program))

    @pytest.mark.parametrize(
        "rule",
        [
            AllocationRule(RatePerUnit(rate=Money.of(1, "USD"), by="h"), Round("1")),
            AllocationRule(FixedTable(amounts={"a": 1}), Round("1")),
        ],
    )
    def test_amounts_that_a_file_cannot_name_are_refused(self, rule):
        """
        A file has one currency, so an amount in another one would change.
        """
        with pytest.raises(InvalidModelError) as caught:
            format_program(_with_rule(rule))

        assert "not in the currency of the program" in str(caught.value)

    def test_provisions_that_files_do_not_know_are_refused(self):
        """
        A provision of one's own has no name in files.
        """

        class Own(EqualShares):
            pass

        with pytest.raises(InvalidModelError) as caught:
            format_program(_with_rule(AllocationRule(Own(), Round("1.00"))))

        assert "Own: files have no form for this class" in str(caught.value)


def _with_rule(rule: AllocationRule) -> Program:
    strand = Strand(
        id="s",
        name=Text("S"),
        legal_nature=LegalNature.GRANT,
        open_ended=True,
        rule=rule,
    )
    return Program(
        id="m",
        name=Text("M"),
        currency="EUR",
        years=[BudgetYear.calendar(2026)],
        parts=[strand],
    )


class TestFiles:
    def test_written_and_read(self, tmp_path):
        """
        A program comes back from its file.
        """
        program = parse_program(HEAD)
        dump_program(program, tmp_path / "m.toml")

        assert program == load_program(tmp_path / "m.toml")

    def test_a_broken_file_is_named(self, tmp_path):
        """
        The message begins with the name of the file.
        """
        path = tmp_path / "m.toml"
        path.write_text("id = 3", encoding="utf-8")

        with pytest.raises(ConfigError, match=r"m\.toml: \d+ faults found"):
            load_program(path)

    def test_a_folder_that_does_not_exist(self, tmp_path):
        """
        What cannot be written is told.
        """
        (tmp_path / "file").touch()

        with pytest.raises(InvalidDataError):
            dump_program(parse_program(HEAD), tmp_path / "file" / "m.toml")
