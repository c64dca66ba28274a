from __future__ import annotations

import pytest

from fundmodel.errors import ConfigError, Fault, InvalidModelError
from fundmodel.io.faults import FaultsError, faults_of, shown, unknown_keys


class TestShown:
    def test_long_values_are_cut(self):
        """
        A value of a gigabyte does not fill the screen.
        """
        assert len(shown("x" * 10**6)) < 300

    def test_control_characters_are_replaced(self):
        """
        A value cannot move the cursor.
        """
        assert shown("a\x1b") == "a\N{REPLACEMENT CHARACTER}"


class TestUnknownKeys:
    def test_the_nearest_known_key_is_offered(self):
        """
        A slip of the pen is recognised; anything else is to be removed.
        """
        slip, other = unknown_keys(["buget", "xyz"], ["budget", "id"], where="part")

        assert slip == Fault(
            where="part.buget",
            what="this key is not known",
            got="buget",
            expected="budget, id",
            mend="did you mean 'budget'?",
        )
        assert other.mend == "remove it"


class TestFaultsOf:
    @pytest.mark.parametrize(
        ("path", "where", "expected"),
        [
            ("", "", ""),
            ("parts[0]", "", "parts[0]"),
            ("", "program 'm'", "program 'm'"),
            ("parts[0]", "part 'a'", "parts[0]: part 'a'"),
            ("source", "title", "source.title"),
            ("source.title", "title", "source.title"),
            ("years[0]", "years", "years[0]"),
        ],
    )
    def test_what_constructors_say_of_the_place(self, path, where, expected):
        """
        The path of the value comes first; a name is not said twice.
        """
        error = InvalidModelError("wrong", where=where)

        assert [Fault(where=expected, what="wrong")] == list(faults_of(error, path))

    @pytest.mark.parametrize(
        ("inner", "expected"), [("a b", "x.a b"), ("[2]", "x[2]"), ("", "x")]
    )
    @pytest.mark.parametrize("kind", [FaultsError, lambda f: ConfigError("file", f)])
    def test_paths_are_joined(self, kind, inner, expected):
        """
        Paths of faults begin at the value that they were found in.
        """
        error = kind((Fault(where=inner, what="wrong"),))

        assert [Fault(where=expected, what="wrong")] == list(faults_of(error, "x"))

    @pytest.mark.parametrize("error", [TypeError("odd"), ValueError("odd")])
    def test_errors_of_python_are_told_as_they_are(self, error):
        """
        What nobody foresaw is still a fault with a path.
        """
        (fault,) = faults_of(error, "x")

        assert (fault.where, fault.got) == ("x", "odd")

    def test_notes_of_others_are_no_path(self):
        """
        Only what cattrs notes on an error says where it belongs.
        """
        error = InvalidModelError("wrong")
        error.add_note("by somebody else")

        assert [Fault(where="x", what="wrong")] == list(
            faults_of(ExceptionGroup("", [error]), "x")
        )

    def test_a_mistake_of_ours_is_raised(self):
        """
        It is not blamed on the file.
        """
        with pytest.raises(AttributeError):
            list(faults_of(AttributeError(), "x"))
