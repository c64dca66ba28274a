"""Every sentence of the code has a German one, and no German one is left over."""

import shutil
import string
from datetime import date
from gettext import GNUTranslations
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import fundmodel
from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, Text, sentence

# Of the package that is tested, which is the installed one in a built wheel.
PACKAGE = Path(fundmodel.__file__).parent
CATALOG = Path("locale", "de", "LC_MESSAGES", "fundmodel.po")
BUILD_HOOK = Path(__file__).parents[1] / "hatch_build.py"


def templates() -> set[str]:
    """Find what stands in `sentence("…")` all over the package."""
    found = extract_from_dir(
        PACKAGE, method_map=[("**.py", "python")], keywords={"sentence": None}
    )
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def messages() -> list[Message]:
    """Read the German catalog."""
    with (PACKAGE / CATALOG).open("rb") as file:
        return [message for message in read_po(file, locale="de") if message.id]


def places(template: str) -> list[str]:
    """Give the places that a template names, each as often as it stands there."""
    parsed = string.Formatter().parse(template)
    return sorted(name for _, name, _, _ in parsed if name is not None)


@pytest.fixture
def build_hook() -> ModuleType:
    """Load what compiles the catalogs when the package is built."""
    pytest.importorskip("hatchling", reason="only a build needs hatchling")
    spec = spec_from_file_location("hatch_build", BUILD_HOOK)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestCatalog:
    def test_every_sentence_is_translated(self):
        """
        What the code can say in English it can say in German.
        """
        assert set() == templates() - {message.id for message in messages()}

    def test_no_translation_is_left_over(self):
        """
        A sentence that the code no longer says leaves the catalog too.
        """
        assert set() == {message.id for message in messages()} - templates()

    def test_every_place_is_kept(self):
        """
        A translation names exactly the places of its template.
        """
        differing = [m.id for m in messages() if places(m.id) != places(m.string)]

        assert [] == differing

    def test_nothing_is_fuzzy_or_empty(self):
        """
        No translation is left unfinished.
        """
        assert [] == [m.id for m in messages() if m.fuzzy or not m.string]

    def test_a_sentence_ends_as_its_template_does(self):
        """
        Full stops, colons and spaces at the ends survive the translation.
        """
        ends = (".", ":", " ")
        differing = [
            m.id
            for m in messages()
            if [m.id.endswith(end) for end in ends]
            != [m.string.endswith(end) for end in ends]
        ]

        assert [] == differing

    def test_compiles(self, tmp_path: Path, build_hook: ModuleType):
        """
        The build accepts the catalog, and makes of it what the package says.
        """
        copied = tmp_path / "src" / "fundmodel" / CATALOG
        copied.parent.mkdir(parents=True)
        shutil.copyfile(PACKAGE / CATALOG, copied)

        build_hook.compile_all(tmp_path)

        with copied.with_suffix(".mo").open("rb") as file:
            compiled = GNUTranslations(file)
        assert {m.id: m.string for m in messages()} == {
            m.id: compiled.gettext(m.id) for m in messages()
        }

    def test_says_nothing_of_its_making(self):
        """
        The header names no day, no person and no tool.
        """
        header = (PACKAGE / CATALOG).read_text("utf-8").split("\n\n", 1)[0]
        unwanted = ("Date:", "Translator:", "Team:", "Generated-By:", "@")

        assert [] == [word for word in unwanted if word in header]


class TestGerman:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            (sentence("statutory transfer"), "gesetzliche Zuweisung"),
            (
                sentence(
                    "budget {year}: {amount}",
                    year="2017",
                    amount=Money.of(58_000_000, "EUR"),
                ),
                "Haushaltsansatz 2017: 58.000.000,00 EUR",
            ),
            (
                sentence(
                    "{by} on {key_date}",
                    by=Text({"de": "Köpfe", "en": "heads"}),
                    key_date=date(2017, 9, 15),
                ),
                "Köpfe am 15. September 2017",
            ),
            (
                sentence("{said} {mark}", said=sentence("grant"), mark="[FAG29d]"),
                "Zuwendung [FAG29d]",
            ),
        ],
    )
    def test_is_read_from_the_compiled_catalog(self, said: Sentence, expected: str):
        """
        Sentences and their values come out in German.
        """
        assert expected == said.render(Language.GERMAN)
