"""The commands: each parses, calls the library, and prints."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any, Final, Unpack

import click

from fundmodel import catalog
from fundmodel.auditing import AuditReport, Severity, audit, reperform
from fundmodel.cli import (
    checking,
    demonstration,
    inputs,
    options,
    plain,
    showcase,
    writing,
)
from fundmodel.cli.allocations import print_allocation, print_explanation
from fundmodel.cli.audits import in_form, print_reperformance, print_report
from fundmodel.cli.citations import Citations
from fundmodel.cli.failures import Failure, wants_json
from fundmodel.cli.inputs import Asked
from fundmodel.cli.options import EXIT_CODES, Exit, Format
from fundmodel.cli.pages import Page
from fundmodel.cli.programs import print_differences, print_program
from fundmodel.cli.terminals import encoding_of, escaped, spelt
from fundmodel.errors import ConfigError, FundmodelError
from fundmodel.io.baselines import load_baseline
from fundmodel.io.documents import to_json
from fundmodel.programs import Program
from fundmodel.revisions import differences
from fundmodel.sentences import Language, sentence

__all__ = ["commands", "run"]

_NAME: Final = "fundmodel"


def run(arguments: Sequence[str]) -> int:
    """Run the commands and give the exit code."""
    try:
        commands.main(args=arguments, prog_name=_NAME)
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else Exit.FINE


class _WrongUsage(click.ClickException):
    """Wrong usage, told to a program."""

    exit_code = Exit.INPUT

    def __init__(self, message: str, where: str) -> None:
        super().__init__(message)
        self.where = where

    def show(self, file: IO[str] | None = None) -> None:
        """Write it as JSON; click calls this instead of printing."""
        del file
        failure = Failure.of_usage(self.message, where=self.where)
        failure.tell(self.exit_code, as_json=True)


def _of_usage(error: click.ClickException, *, as_json: bool) -> click.ClickException:
    if not as_json:
        return error
    context = error.ctx if isinstance(error, click.UsageError) else None
    where = _NAME if context is None else context.command_path
    return _WrongUsage(error.format_message(), where)


class _Commands(click.Group):
    """Turns what goes wrong into words and an exit code, for every command."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  as click declares it
    ) -> click.Context:
        """Keep whether errors are for a program, which commands cannot know."""
        extra["obj"] = as_json = wants_json(args)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.ClickException as error:
            raise _of_usage(error, as_json=as_json) from error

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error is printed as it reads, without a traceback."""
        try:
            return super().invoke(ctx)
        except FundmodelError as error:
            ctx.exit(_told(ctx, Failure.of(error), Exit.INPUT))
        except click.ClickException as error:
            raise _of_usage(error, as_json=bool(ctx.obj)) from error
        except BrokenPipeError:
            # Whoever reads the output has seen enough.
            _stop_writing()
            ctx.exit(Exit.PIPE_CLOSED)
        except OSError as error:
            ctx.exit(_told(ctx, Failure.of_system(error), Exit.INPUT))
        except KeyboardInterrupt:
            ctx.exit(_told(ctx, Failure.interrupted(), Exit.INTERRUPTED))


def _told(ctx: click.Context, failure: Failure, code: Exit) -> Exit:
    failure.tell(code, as_json=bool(ctx.obj))
    return code


def _stop_writing() -> None:
    """Let nothing fail when the output is flushed at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(io.UnsupportedOperation):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _echo_document(text: str) -> None:
    """Print JSON; it says the same in every encoding."""
    click.echo(escaped(text.rstrip("\n"), encoding_of(sys.stdout)))


@click.group(_NAME, cls=_Commands, epilog=EXIT_CODES)
@click.version_option(package_name="fundmodel", message="fundmodel %(version)s")
def commands() -> None:
    """Describe, allocate, explain and audit public funding programs."""


@commands.command("list", epilog=EXIT_CODES)
@options.language_option
@options.json_option
def list_(*, language: Language, as_json: bool) -> None:
    """List the shipped programs with their rosters and tables."""
    programs = [(name, catalog.load(name)) for name in catalog.names()]
    if as_json:
        _echo_document(plain.text(plain.listing(programs)))
        return
    page = Page.open(language)
    for name, program in programs:
        years = tuple(year.label for year in program.amended().years)
        page.heading(program.name)
        page.facts(
            [
                (sentence("Short name"), name),
                (sentence("Budget years"), years),
                (sentence("Rosters"), catalog.rosters(name)),
                (sentence("Published tables"), catalog.published_tables(name)),
            ]
        )


@commands.command(epilog=EXIT_CODES)
@options.program_argument
@options.as_of_option
@options.language_option
@options.json_option
def show(
    program: str, as_of: date | None, language: Language, *, as_json: bool
) -> None:
    """Show a program: budgets with sources, rules in words."""
    found = inputs.program_of(program, as_of)
    if as_json:
        _echo_document(to_json(found))
        return
    page, citations = Page.open(language), Citations()
    page.title(found.name)
    print_program(page, found, citations)
    citations.list(page)


@commands.command("differences", epilog=EXIT_CODES)
@options.program_argument
@options.day_option("--from", "before", required=True, says="The earlier day.")
@options.day_option(
    "--to", "after", says="The later day; all amendments count without it."
)
@options.language_option
@options.json_option
def differences_(
    program: str,
    before: date,
    after: date | None,
    language: Language,
    *,
    as_json: bool,
) -> None:
    """Tell what sets the versions of two days apart."""
    whole = inputs.program_of(program)
    later = whole.amended() if after is None else whole.as_of(after)
    found = differences(whole.as_of(before), later)
    if as_json:
        _echo_document(plain.text(plain.differences(found, language)))
        return
    page, citations = Page.open(language), Citations()
    page.title(whole.name)
    print_differences(page, found, citations)
    citations.list(page)


@commands.command(epilog=EXIT_CODES)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.language_option
@options.json_option
@click.pass_context
def check(ctx: click.Context, file: Path, language: Language, *, as_json: bool) -> None:
    """
    Check a program, a table or a document; name every fault.

    FILE is a program (.toml), a roster or a published table (.csv, with the .toml of
    the same name beside it) or a stored document (.json).
    """
    failure = checking.failure_of(file)
    code = Exit.FINE if failure is None else Exit.INPUT
    if as_json:
        _echo_document(plain.text(plain.checked(str(file), failure)))
    elif failure is not None:
        faults = ConfigError(str(file), failure.faults)
        click.echo(spelt(str(faults), encoding_of(sys.stderr)), err=True)
    else:
        Page.open(language).lines(sentence("{file}: no fault", file=str(file)))
    ctx.exit(code)


@commands.command(epilog=EXIT_CODES)
@options.program_argument
@options.request_options(required=True)
@options.out_option
@options.largest_option
@options.language_option
@options.json_option
def allocate(
    program: str,
    out: Path | None,
    largest: int,
    language: Language,
    *,
    as_json: bool,
    **asked: Unpack[Asked],
) -> None:
    """Allocate the budgets of a year to the recipients of a roster."""
    found = inputs.program_of(program)
    allocation = inputs.allocation_of(found, **asked)
    written = writing.write_allocation(allocation, out, "allotments") if out else ()
    if as_json:
        _echo_document(to_json(allocation))
        return
    page, citations = Page.open(language), Citations()
    page.title(found.name)
    print_allocation(page, allocation, citations, largest=largest)
    citations.list(page)
    writing.print_files(page, written)


@commands.command(epilog=EXIT_CODES)
@options.program_argument
@click.argument("recipient")
@options.request_options(required=True)
@options.language_option
@options.json_option
def explain(
    program: str,
    recipient: str,
    language: Language,
    *,
    as_json: bool,
    **asked: Unpack[Asked],
) -> None:
    """
    Explain an allotment step by step.

    RECIPIENT is the id of a recipient on the roster.
    """
    allocation = inputs.allocation_of(inputs.program_of(program), **asked)
    explained = allocation.explain(recipient)
    if as_json:
        by_part = zip(allocation.parts, explained.parts, strict=True)
        ids = {allocated.part.id: told for allocated, told in by_part}
        form = plain.explanations(ids, recipient, language, totals=explained.totals)
        _echo_document(plain.text(form))
        return
    page, citations = Page.open(language), Citations()
    for told in explained.parts:
        print_explanation(page, told, citations)
    for total in explained.closing():
        page.paragraph(total)
    citations.list(page)


@commands.command("audit", epilog=EXIT_CODES)
@options.program_argument
@options.request_options(required=False)
@click.option(
    "--register",
    metavar="NAME_OR_CSV",
    help="The roster of all bodies, for completeness.",
)
@options.baseline_options
@options.fail_on_option
@options.format_option
@options.language_option
@options.json_option
@click.pass_context
def audit_(  # noqa: PLR0913  one argument for each option
    ctx: click.Context,
    program: str,
    *,
    register: str | None,
    baseline: Path | None,
    on: date | None,
    fail_on: Severity,
    output: Format,
    language: Language,
    as_json: bool,
    **asked: Unpack[Asked],
) -> None:
    """Audit a program, and what --roster and --year allocate."""
    if (baseline is None) != (on is None):
        raise click.UsageError("give --baseline and --on together, or neither")
    form = options.one_format(output, as_json=as_json)
    report = _audited(inputs.program_of(program), register, asked)
    if baseline is not None and on is not None:
        report = report.without(load_baseline(baseline), on=on)
    if form is Format.TEXT:
        page, citations = Page.open(language), Citations()
        print_report(page, report, citations)
        citations.list(page)
    else:
        click.echo(in_form(report, form, language, fail_on, encoding_of(sys.stdout)))
    ctx.exit(_exit_code(report, fail_on))


def _audited(program: Program, register: str | None, asked: Asked) -> AuditReport:
    if (asked["roster"] is None) != (asked["year"] is None):
        raise click.UsageError("give --roster and --year together, or neither")
    as_of = asked["as_of"]
    return audit(
        program if as_of is None else program.as_of(as_of),
        allocations=[inputs.allocation_of(program, **asked)] if asked["roster"] else (),
        register=inputs.roster_of(program, register) if register else None,
    )


@commands.command("reperform", epilog=EXIT_CODES)
@options.program_argument
@click.option(
    "--published",
    metavar="NAME_OR_CSV",
    required=True,
    help="The published table: a shipped one, or a CSV file with its sidecar.",
)
@options.request_options(required=True)
@options.fail_on_option
@options.language_option
@options.json_option
@click.pass_context
def reperform_(  # noqa: PLR0913  one argument for each option
    ctx: click.Context,
    program: str,
    published: str,
    fail_on: Severity,
    language: Language,
    *,
    as_json: bool,
    **asked: Unpack[Asked],
) -> None:
    """Compare a published table with what the rule gives."""
    found = inputs.program_of(program)
    table = inputs.table_of(found, published)
    if table.part is not None and not asked["parts"]:
        asked["parts"] = (table.part,)
    done = reperform(table, inputs.allocation_of(found, **asked))
    if as_json:
        _echo_document(plain.text(plain.comparison(done)))
    else:
        page, citations = Page.open(language), Citations()
        page.title(table.name)
        print_reperformance(page, done, citations)
        citations.list(page)
    ctx.exit(_exit_code(done.report, fail_on))


@commands.command("run", epilog=EXIT_CODES)
@click.argument("name")
@options.out_option
@options.fail_on_option
@options.language_option
@options.json_option
@click.pass_context
def run_(  # noqa: PLR0913  one argument for each option
    ctx: click.Context,
    name: str,
    out: Path | None,
    fail_on: Severity,
    language: Language,
    *,
    as_json: bool,
) -> None:
    """Show a shipped program from end to end; write its results."""
    shown = demonstration.compute(name)
    written = showcase.write(shown, out or Path(f"fundmodel-{name}"))
    if as_json:
        _echo_document(plain.text(showcase.document(shown, written, language)))
    else:
        showcase.print_all(Page.open(language), shown, written)
    ctx.exit(_exit_code(shown.report, fail_on))


def _exit_code(report: AuditReport, fail_on: Severity) -> Exit:
    return Exit.FINDINGS if report.at_least(fail_on) else Exit.FINE
