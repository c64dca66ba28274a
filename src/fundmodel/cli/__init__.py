"""
The command line: parse, call, print.

It needs the extra ``cli`` (click, rich). Exit codes: 0 fine, 1 findings, 2 usage or
input, 130 interrupted, 141 output closed by its reader.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from fundmodel.cli.failures import Failure, wants_json
from fundmodel.cli.terminals import keep_writing
from fundmodel.errors import MissingExtraError

__all__ = ["main"]

_USAGE_OR_INPUT = 2
_INTERRUPTED = 130
_EXTRA = frozenset({"click", "rich"})


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Args:
        arguments: What stands after the name of the command; `None` takes that of
            the process.

    Returns:
        The exit code.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    keep_writing()
    try:
        return _run(given)
    except MissingExtraError as error:
        failure, code = Failure.of(error), _USAGE_OR_INPUT
    except KeyboardInterrupt:
        failure, code = Failure.interrupted(), _INTERRUPTED
    failure.tell(code, as_json=wants_json(given))
    return code


def _run(arguments: Sequence[str]) -> int:
    try:
        from fundmodel.cli.commands import (  # noqa: PLC0415  the extra may be missing
            run,
        )
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise MissingExtraError(
            "the command line needs packages that are not installed",
            where="fundmodel",
            got=f"no package {error.name!r}",
            expected=" and ".join(sorted(_EXTRA)),
            mend='pip install "fundmodel[cli]"',
        ) from error
    return run(arguments)
