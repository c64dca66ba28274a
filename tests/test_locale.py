"""Every sentence of the code has a German one, and no German one is left over."""

import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import fundmodel
from fundmodel.sentences import Language, Sentence, sentence

PACKAGE = Path(fundmodel.__file__).parent
CATALOG = PACKAGE / "locale" / "de" / "LC_MESSAGES" / "fundmodel.po"


def templates() -> set[str]:
    """Find what stands in `sentence("…")` all over the package."""
    found = extract_from_dir(
        PACKAGE, method_map=[("**.py", "python")], keywords={"sentence": None}
    )
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def german() -> dict[str, str]:
    """Read the catalog, by template."""
    with CATALOG.open("rb") as file:
        return {m.id: m.string for m in read_po(file) if m.id}


def places(template: str) -> set[str]:
    """Give the places that a template names."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


class TestCatalog:
    def test_every_sentence_is_translated(self):
        """
        What the code can say in English it can say in German, and no more.
        """
        assert templates() == set(german())

    def test_every_place_is_kept(self):
        """
        A translation names exactly the places of its template.
        """
        differing = [t for t, de in german().items() if places(t) != places(de)]

        assert [] == differing

    def test_nothing_is_fuzzy_or_empty(self):
        """
        No translation is left unfinished.
        """
        with CATALOG.open("rb") as file:
            unfinished = [m.id for m in read_po(file) if m.fuzzy or not m.string]

        assert [] == unfinished

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            (sentence("statutory transfer"), "gesetzliche Zuweisung"),
            (
                sentence("budget {year}: {amount}", year="2017", amount=58),
                "Haushaltsansatz 2017: 58",
            ),
            (sentence("eligible: {kinds}", kinds=("a", "b")), "berechtigt: a, b"),
        ],
    )
    def test_is_compiled(self, said: Sentence, expected: str):
        """
        Sentences come out in German from the compiled catalog.
        """
        assert expected == said.render(Language.GERMAN)
