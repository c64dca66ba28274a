"""Tests of `fundmodel.errors`."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel import errors
from fundmodel.errors import (
    ConfigError,
    DataLackingError,
    Fault,
    FundmodelError,
    InvalidDataError,
    InvalidModelError,
    MissingExtraError,
    MoneyError,
)

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type)
    and issubclass(kind, FundmodelError)
    and kind not in {FundmodelError, ConfigError}
]


@pytest.fixture
def error():
    """An error that answers all questions."""
    return InvalidModelError(
        "the budget is negative",
        where="measure 'x'",
        got=-1,
        expected="0.00 or more",
        mend="model it as a settlement",
    )


class TestFundmodelError:
    def test_message_answers_all_questions(self, error):
        """
        The message says where and what, and one more answer a line.
        """
        text = str(error)

        assert (
            "measure 'x': the budget is negative\n"
            "  got: -1\n"
            "  expected: 0.00 or more\n"
            "  mend: model it as a settlement"
        ) == text

    def test_missing_answers_are_left_out(self):
        """
        An answer that is not given takes no line.
        """
        assert "the pot is empty" == str(InvalidDataError("the pot is empty"))

    @pytest.mark.parametrize("kind", KINDS)
    def test_pickles(self, kind):
        """
        Every error comes out of a worker process as it went in.
        """
        error = kind("broken", where="here", got="x", expected="y", mend="z")

        again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes

        assert kind is type(again)
        assert str(error) == str(again)
        assert str(error) == str(copy.copy(error))

    def test_what_a_roster_lacks_stays_readable_in_every_language(self):
        """
        The sentence of the error is pickled with it.
        """
        error = DataLackingError("none", said=("a", "sentence"))

        again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes

        assert ("a", "sentence") == again.said
        assert DataLackingError("none").said is None

    @pytest.mark.parametrize("kind", [MoneyError, InvalidModelError, ConfigError])
    def test_is_a_value_error(self, kind):
        """
        Who catches `ValueError` also catches broken input.
        """
        assert issubclass(kind, ValueError)

    def test_missing_extra_is_an_import_error(self):
        """
        A missing package can be caught as what it is.
        """
        assert issubclass(MissingExtraError, ImportError)


class TestGot:
    def test_long_value_is_cut(self):
        """
        A huge value is cut and its length is said.
        """
        error = InvalidDataError("too long", got="x" * 1_000_000)

        assert f"{'x' * 200}… (1,000,000 characters)" == error.got

    def test_unprintable_characters_are_replaced(self):
        """
        What could move the cursor or turn the text around is not printed.
        """
        error = InvalidDataError("odd", got="a\x1b[2Jb\u202ec\n")

        assert "a�[2Jb�c�" == error.got

    def test_blanks_stay_blanks(self):
        """
        A no-break space, as in amounts of money, is shown as a blank.
        """
        assert "5 €" == InvalidDataError("odd", got="5\xa0€").got

    def test_number_too_long_to_print(self):
        """
        A number Python refuses to print does not hide the error.
        """
        error = InvalidDataError("too large", got=10**5_000)

        assert "a value of type int, too large to print" == error.got

    def test_value_nested_too_deeply(self):
        """
        A value that cannot be printed for its depth does not hide the error.
        """
        nested: list[object] = []
        for _ in range(100_000):
            nested = [nested]

        error = InvalidDataError("too deep", got=nested)

        assert "a value of type list, too large to print" == error.got

    @given(st.text())
    def test_never_fails_and_stays_short(self, text):
        """
        Any text can be shown, on one line.
        """
        got = InvalidDataError("odd", got=text).got

        assert got.isprintable()
        assert len(got) < errors.MOST_CHARACTERS_SHOWN + 50


class TestFault:
    def test_takes_the_answers_of_an_error(self, error):
        """
        A fault says what its error said.
        """
        assert str(error) == Fault.of(error).render()


class TestConfigError:
    def test_reports_every_fault(self):
        """
        All faults of a file stand in one message, in order.
        """
        error = ConfigError(
            "program.toml",
            (
                Fault(where="parts[0].id", what="twice the same id", got="a"),
                Fault(where="parts[2].budget.2018", what="not an amount"),
            ),
        )

        assert (
            "program.toml: 2 faults found\n"
            "parts[0].id: twice the same id\n"
            "  got: a\n"
            "parts[2].budget.2018: not an amount"
        ) == str(error)

    def test_one_fault(self):
        """
        One fault is not called faults.
        """
        error = ConfigError("a.toml", (Fault(where="id", what="empty"),))

        assert "a.toml: one fault found\nid: empty" == str(error)

    def test_pickles(self):
        """
        File and faults survive a worker process.
        """
        error = ConfigError("a.toml", (Fault(where="id", what="empty"),))

        again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes

        assert ("a.toml", error.faults) == (again.file, again.faults)
        assert str(error) == str(again)
