from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from fundmodel.cli.pages import Branch, Page
from fundmodel.cli.terminals import encoding_of, escaped, keep_writing, spelt
from fundmodel.sentences import Language

TEXT = "1,5… € für Zoë \N{EN DASH} „§ 1“ \N{CJK UNIFIED IDEOGRAPH-4E2D}"

ENCODINGS = ["ascii", "iso-8859-1", "cp850"]

EXPLAIN = (
    "explain", "pakt-fuer-integration", "08226082", "--year", "2018",
    "--roster", "heads-2017-09-15", "--part", "integrationsmanagement",
    "--language", "de",
)  # fmt: skip


def run(encoding, *arguments):
    """Run the command line in a process of its own, whose output has an encoding."""
    return subprocess.run(  # noqa: S603  the command is this library's own
        [sys.executable, "-m", "fundmodel", *arguments],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )


class TestSpelt:
    @given(st.text(), st.sampled_from(ENCODINGS))
    def test_every_text_can_be_written(self, text, encoding):
        """
        Whatever stands in a text, what is given for it has a form in the encoding.
        """
        assert spelt(text, encoding).encode(encoding) is not None

    @given(st.text(alphabet=st.characters(codec="latin-1")))
    def test_what_can_be_shown_stays(self, text):
        """
        Only letters that the encoding lacks are spelt otherwise.
        """
        assert text == spelt(text, "latin-1")

    @pytest.mark.parametrize(
        ("encoding", "expected"),
        [
            ("ascii", '1,5... EUR fuer Zoe - "par. 1" \\u4e2d'),
            ("latin-1", '1,5... EUR für Zoë - "§ 1" \\u4e2d'),
            ("cp850", '1,5... EUR für Zoë - "§ 1" \\u4e2d'),
            ("utf-8", TEXT),
        ],
    )
    def test_something_like_it_stands_for_the_rest(self, encoding, expected):
        """
        People read the sign written out, the letter without accent, or its number.
        """
        assert expected == spelt(TEXT, encoding)


class TestEscaped:
    @given(st.text(), st.sampled_from([*ENCODINGS, "utf-8"]))
    def test_it_says_the_same(self, text, encoding):
        """
        JSON is read back as it was, whatever the encoding lacks.
        """
        document = escaped(json.dumps(text, ensure_ascii=False), encoding)

        assert text == json.loads(document.encode(encoding).decode(encoding))


class TestEncodingOf:
    def test_a_stream_without_one_takes_everything(self):
        """
        Streams in memory hold text, whatever its letters.
        """
        assert "utf-8" == encoding_of(io.StringIO())
        assert "ascii" == encoding_of(io.TextIOWrapper(io.BytesIO(), "ascii"))


class TestKeepWriting:
    @pytest.mark.parametrize(
        ("errors", "expected"), [("strict", b"\\u2026"), ("replace", b"?")]
    )
    def test_what_nobody_spelt_is_written_as_its_number(
        self, monkeypatch, errors, expected
    ):
        """
        Where the user chose what to do instead, it stays as chosen.
        """
        written = io.BytesIO()
        stream = io.TextIOWrapper(written, "ascii", errors=errors)
        monkeypatch.setattr(sys, "stdout", stream)
        keep_writing()
        stream.write("…")
        stream.flush()

        assert expected == written.getvalue()


class TestPages:
    def test_layout_knows_what_is_written(self):
        """
        Text is spelt before it is wrapped and set, trees included.
        """
        written = io.BytesIO()
        stream = io.TextIOWrapper(written, "ascii")
        page = Page(console=Console(file=stream, width=60), language=Language.GERMAN)
        page.tree(Branch(("Förderung",), (Branch(("1,5… €",)),)))
        page.title("Größe")
        stream.flush()

        assert (
            "Foerderung\n`-- 1,5... EUR\nGroesse\n=======\n"
        ) == written.getvalue().decode("ascii")


@pytest.mark.parametrize("encoding", ENCODINGS)
class TestCommandLine:
    def test_an_explanation_is_printed(self, encoding):
        """
        A terminal without the ellipsis and the sign of the euro shows the result.
        """
        done = run(encoding, *EXPLAIN)
        said = done.stdout.decode(encoding)

        assert (0, b"") == (done.returncode, done.stderr)
        assert "= 67.666,799346... EUR" in said
        assert "\\" not in said

    def test_json_says_the_same(self, encoding):
        """
        A program reads the same document in every encoding.
        """
        done = run(encoding, *EXPLAIN, "--json")
        usual = run("utf-8", *EXPLAIN, "--json")

        assert json.loads(usual.stdout.decode("utf-8")) == json.loads(
            done.stdout.decode(encoding)
        )

    def test_an_error_is_told(self, encoding):
        """
        A name with letters that cannot be shown is told without a traceback.
        """
        done = run(encoding, "show", "Förderung…")

        assert 2 == done.returncode
        assert b"Traceback" not in done.stderr
        assert b"F\\" not in done.stderr
