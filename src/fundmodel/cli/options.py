"""Arguments and options that several commands share, and the exit codes."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

import click

from fundmodel.auditing import Severity
from fundmodel.sentences import Language

__all__ = [
    "EXIT_CODES",
    "Exit",
    "Format",
    "as_of_option",
    "baseline_options",
    "day_option",
    "fail_on_option",
    "format_option",
    "json_option",
    "language_option",
    "largest_option",
    "one_format",
    "out_option",
    "program_argument",
    "request_options",
]

F = TypeVar("F", bound=Callable[..., object])


class Exit(enum.IntEnum):
    """What an exit code means."""

    FINE = 0
    FINDINGS = 1
    INPUT = 2
    INTERRUPTED = 130
    PIPE_CLOSED = 141


class Format(enum.Enum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    JUNIT = "junit"


EXIT_CODES: Final = (
    "Exit codes: 0 fine; 1 findings at or above --fail-on; "
    "2 wrong usage or input; 130 interrupted; 141 output closed by its reader."
)


def _day(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(
            f"{value!r} is no day; write it like 2017-03-31"
        ) from error


def _language(_: click.Context, __: click.Parameter, value: str) -> Language:
    return Language(value)


def _severity(_: click.Context, __: click.Parameter, value: str) -> Severity:
    return Severity(value)


def _format(_: click.Context, __: click.Parameter, value: str) -> Format:
    return Format(value)


program_argument = click.argument("program", metavar="NAME_OR_FILE")

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of text."
)

language_option = click.option(
    "--language",
    type=click.Choice([language.value for language in Language]),
    default=Language.ENGLISH.value,
    show_default=True,
    callback=_language,
    help="The language of what is printed.",
)


def day_option(
    flag: str, name: str, *, says: str, required: bool = False
) -> Callable[[F], F]:
    """
    Add an option that takes a day.

    Args:
        flag: How it is typed.

        name: The argument of the command.

        says: What the day is for.

        required: Whether it has to be given.
    """
    return click.option(
        flag, name, metavar="YYYY-MM-DD", callback=_day, required=required, help=says
    )


as_of_option = day_option(
    "--as-of",
    "as_of",
    says="Take the program as it was in force, and known, on that day.",
)

fail_on_option = click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.ERROR.value,
    show_default=True,
    callback=_severity,
    help="Exit with 1 if there are findings of this severity or above.",
)

format_option = click.option(
    "--format",
    "output",
    type=click.Choice([form.value for form in Format]),
    default=Format.TEXT.value,
    show_default=True,
    callback=_format,
    help="How the report is printed: for people, as JSON, as CSV, or as JUnit XML, "
    "in which findings from --fail-on on are failures.",
)


def one_format(output: Format, *, as_json: bool) -> Format:
    """
    Give the one form that is asked for; ``--json`` is short for ``--format json``.

    Raises:
        click.UsageError: Two forms are asked for.
    """
    if as_json and output not in {Format.TEXT, Format.JSON}:
        raise click.UsageError("give --json or another --format, not both")
    return Format.JSON if as_json else output


def baseline_options(command: F) -> F:
    """Add the options for findings that are accepted."""
    baseline = click.option(
        "--baseline",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Known findings that are accepted, in TOML; needs --on.",
    )
    on = day_option("--on", "on", says="The day on which the baseline is applied.")
    return baseline(on(command))


out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the results as CSV and JSON into this folder.",
)

largest_option = click.option(
    "--largest",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="How many of the largest allotments are listed.",
)


_FACT_OPTIONS: Final = (
    click.option(
        "--previous",
        metavar="NAME_OR_CSV",
        multiple=True,
        help="What each had last time; one table for all parts, or one for each.",
    ),
    click.option(
        "--table",
        "tables",
        metavar="NAME_OR_CSV",
        multiple=True,
        help="Another table that the rule names by its id; may be given several times.",
    ),
    click.option(
        "--pools", metavar="CSV", help="Who claims together: a row for each member."
    ),
    click.option(
        "--cost-plans",
        metavar="CSV",
        help="What claimants plan to spend, and who else pays.",
    ),
)
"""What a rule may need besides the recipients."""


def request_options(*, required: bool) -> Callable[[F], F]:
    """
    Add the options that say what to allocate.

    Args:
        required: Whether roster and year have to be given.
    """
    options = (
        click.option(
            "--roster",
            metavar="NAME_OR_CSV",
            required=required,
            help="Who shares: a shipped roster, or a CSV file with its sidecar.",
        ),
        click.option(
            "--year", metavar="LABEL", required=required, help="The budget year."
        ),
        click.option(
            "--part",
            "parts",
            metavar="ID",
            multiple=True,
            help="Only this part; may be given several times.",
        ),
        click.option(
            "--share",
            metavar="SHARE",
            default="1",
            help='Allocate this share of each budget, for example "60 %".',
        ),
        click.option(
            "--applications",
            metavar="CSV",
            help="Who applied for how much, in the currency of the program.",
        ),
        *_FACT_OPTIONS,
        as_of_option,
    )

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
