from __future__ import annotations

import re
from pathlib import Path

import pytest

import fundmodel.auditing
from fundmodel.auditing.rules import STANDARDS, catalogue, texts
from fundmodel.errors import InvalidDataError

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "audit-rules.md"
PACKAGE = Path(fundmodel.auditing.__file__).parent

ID = re.compile(r'"([A-Z]{3,}-[0-9]{3})"')


def used() -> set[str]:
    """Find the ids that stand in the code of the package."""
    sources = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    return {id_ for source in sources for id_ in ID.findall(source)}


def documented():
    """CONS-001: a sum."""


class TestTexts:
    def test_no_rule_without_text_and_no_text_without_rule(self):
        """
        Every id that the code gives is documented, and no other.
        """
        ids = [text.id for text in texts()]

        assert sorted(used()) == ids

    def test_every_part_is_written(self):
        """
        What, why, law or standard, example and how to resolve: none is empty.
        """
        parts = ("what", "why", "standard", "example", "resolve")
        lacking = [
            (text.id, part)
            for text in texts()
            for part in parts
            if not getattr(text, part)
        ]

        assert [] == lacking

    def test_no_standard_is_left_over(self):
        """
        Standards are those of rules that there are.
        """
        ids = {text.id for text in texts()}
        families = {id_.partition("-")[0] for id_ in ids}

        assert set() == STANDARDS.keys() - ids - families

    def test_screens_say_how_often_they_fire(self):
        """
        Whoever gives leads says what chance is taken for, and only they do.
        """
        screens = [text.id for text in texts() if text.chance]

        assert [f"SCREEN-00{n}" for n in range(1, 8)] == screens

    @pytest.mark.parametrize(
        ("function", "said"),
        [
            (lambda: None, "begin with the id of a rule"),
            (documented, "have the parts why, example and resolve"),
        ],
    )
    def test_what_is_not_documented(self, function, said):
        """
        A check without its text is refused, with what is lacking.
        """
        with pytest.raises(InvalidDataError, match="a rule is not documented") as error:
            texts([function])

        assert said in error.value.expected


class TestPage:
    def test_says_what_the_code_says(self):
        """
        The page ends with the texts of all rules; `catalogue(texts())` writes them.
        """
        page = PAGE.read_text(encoding="utf-8")

        assert catalogue(texts()) == page[page.index("## ") :]
