"""The schemes of some budgets."""

from __future__ import annotations

from typing import Final

from fundmodel.budget_lines.schemes import BudgetScheme, Level
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source

__all__ = ["EUROPEAN_UNION", "FREE_TEXT", "GERMANY"]

_PRINTED: Final = Assumption(
    why=Text(
        {
            "en": "the law names the levels; how many digits each has is as budgets "
            "are printed, and some print other marks",
            "de": "das Gesetz nennt die Ebenen; wie viele Ziffern jede hat, ist wie "
            "in gedruckten Haushalten, und manche setzen andere Zeichen",
        }
    ),
    sources=(
        Source(
            title="Bundeshaushaltsordnung (BHO)",
            key="BHO",
            place="§ 13 Abs. 2",
            url="https://github.com/bundestag/gesetze/blob/master/b/bho/index.md",
        ),
    ),
)

GERMANY: Final = BudgetScheme(
    id="de",
    name=Text(
        {
            "en": "German budgets: section, chapter and item",
            "de": "Einzelplan, Kapitel und Titel",
        }
    ),
    levels=(
        Level(
            id="einzelplan",
            name=Text({"en": "section", "de": "Einzelplan"}),
            digits=2,
            short="Epl.",
        ),
        Level(
            id="kapitel",
            name=Text({"en": "chapter", "de": "Kapitel"}),
            digits=2,
            short="Kap.",
        ),
        Level(
            id="gruppe",
            name=Text({"en": "group", "de": "Gruppe"}),
            digits=3,
            before="/",
            also=("-", "."),
            starts="gruppe",
        ),
        Level(
            id="titel",
            name=Text({"en": "item", "de": "Titel"}),
            digits=2,
            before=" ",
            also=("-", "."),
            starts="gruppe",
            short="Tit.",
        ),
    ),
    least=2,
    source=_PRINTED,
)
"""
Budgets of the Federation and the Länder: 0908/684 70 is an item of chapter 0908.

A program may also stand in a chapter as a whole: 0908.
"""

EUROPEAN_UNION: Final = BudgetScheme(
    id="eu",
    name=Text({"en": "budget of the European Union", "de": "Haushalt der EU"}),
    levels=(
        Level(id="title", name=Text({"en": "title", "de": "Titel"}), digits=2),
        Level(
            id="chapter",
            name=Text({"en": "chapter", "de": "Kapitel"}),
            digits=2,
            before=" ",
            also=(".",),
        ),
        Level(
            id="article",
            name=Text({"en": "article", "de": "Artikel"}),
            digits=2,
            before=" ",
            also=(".",),
        ),
        Level(
            id="item",
            name=Text({"en": "item", "de": "Posten"}),
            digits=2,
            before=" ",
            also=(".",),
        ),
    ),
    least=3,
    source=Assumption(
        why=Text(
            {
                "en": "as the budget is printed; the Financial Regulation itself was "
                "not reached",
                "de": "wie im gedruckten Haushalt; die Haushaltsordnung selbst war "
                "nicht erreichbar",
            }
        )
    ),
)
"""The general budget: 07 03 01 is an article, 07 03 01 01 an item of it."""

FREE_TEXT: Final = BudgetScheme(
    id="text", name=Text({"en": "any text", "de": "beliebiger Text"})
)
"""Lines that nobody takes apart."""
