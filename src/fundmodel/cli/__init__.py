"""
The command line: parse, call, print.

It needs the extra ``cli`` (click, rich). Exit codes: 0 fine, 1 findings, 2 usage or
input, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

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
    try:
        return _run(arguments)
    except MissingExtraError as error:
        print(error, file=sys.stderr)  # noqa: T201  rich and click may be what is missing
        return _USAGE_OR_INPUT
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(arguments: Sequence[str] | None) -> int:
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
