"""
Take times, ratios and memory, and keep them.

Works that are compared take turns, so that a machine which slows down slows them
all; a ratio is the median of the ratios of each turn.
"""

from __future__ import annotations

import contextlib
import csv
import gc
import math
import platform
import re
import signal
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Final

import attrs
import numpy as np

from proofs import Integers

Work = Callable[[], object]
Row = tuple[str, ...]
Ratio = tuple[str, str, str]
"""Above, below, and what should come out."""

FIGURES: Final = Path(__file__).parent / "figures"
"""Where the full form leaves what it measured."""

SEED: Final = 20170915

COLUMNS: Final = (
    "measure", "subject", "recipients", "unit", "median", "low", "high", "runs",
    "target",
)  # fmt: skip
ENOUGH: Final = 0.005
"""So many seconds should a turn take at least."""

UNITS: Final = ((1, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns"))


def _count(recipients: int | str) -> str:
    return f"{recipients:,}" if isinstance(recipients, int) else recipients


@attrs.frozen(kw_only=True)
class Figure:
    """
    What was measured.

    Attributes:
        measure: The line of the table it belongs to.

        subject: What was measured, or compared.

        recipients: How many; the shape for a batch.

        unit: ``s``, ``ratio``, ``bytes`` for each recipient, or ``count``.

        runs: All measurements.

        target: What the median should reach, as text; empty if nothing was set.
    """

    measure: str
    subject: str
    recipients: str = attrs.field(converter=_count)
    unit: str = "s"
    runs: tuple[float, ...] = attrs.field(converter=tuple)
    target: str = ""

    def row(self) -> Row:
        """Give the row for a file; `COLUMNS` names its cells."""
        values = (statistics.median(self.runs), min(self.runs), max(self.runs))
        return (
            self.measure,
            self.subject,
            self.recipients,
            self.unit,
            *(f"{value:.6g}" for value in values),
            str(len(self.runs)),
            self.target,
        )

    def __str__(self) -> str:
        """Tell it in a line, as it is printed."""
        middle, low, high = (
            shown(value, self.unit)
            for value in (statistics.median(self.runs), min(self.runs), max(self.runs))
        )
        target = f", target {self.target}" if self.target else ""
        return (
            f"{self.measure} | {self.subject} | {self.recipients}: {middle} "
            f"(min {low}, max {high}, n {len(self.runs)}{target})"
        )


@attrs.frozen(kw_only=True)
class Run:
    """
    How much is measured, and what came out.

    Attributes:
        short: Whether it is the short form.

        figures: What was measured.

        tables: Rows of text by the name of their file.
    """

    short: bool
    figures: list[Figure] = attrs.field(factory=list)
    tables: dict[str, list[Row]] = attrs.field(factory=dict)

    def add(self, figure: Figure) -> None:
        """Keep and print a figure."""
        self.figures.append(figure)
        print(figure, flush=True)

    def compare(
        self,
        measure: str,
        works: Mapping[str, Work],
        turns: Sequence[Ratio],
        *,
        recipients: int | str,
        times: int,
    ) -> None:
        """Take times in turn, and the ratios of those that are here."""
        runs = interleaved(works, times)
        figure = partial(Figure, measure=measure, recipients=recipients)
        for name, taken in runs.items():
            self.add(figure(subject=name, runs=taken))
        for above, below, target in turns:
            if above in runs and below in runs:
                divided = ratios(runs[above], runs[below])
                name = f"{above} / {below}"
                self.add(
                    figure(subject=name, runs=divided, unit="ratio", target=target)
                )

    def memory(
        self, measure: str, work: Work, recipients: int, target: str = ""
    ) -> None:
        """Take the peak of memory for each recipient."""
        self.add(
            Figure(
                measure=measure,
                subject="memory, result included",
                recipients=recipients,
                unit="bytes",
                runs=[peak_bytes(work) / recipients],
                target=target,
            )
        )

    def table(self, name: str, rows: list[Row]) -> None:
        """Keep and print rows of text."""
        self.tables[name] = rows
        for row in rows:
            print(" | ".join(row), flush=True)

    def write(self) -> None:
        """Write CSV files; figures of what was not measured now are kept."""
        FIGURES.mkdir(exist_ok=True)
        path = FIGURES / "figures.csv"
        new = {figure.measure for figure in self.figures}
        old = read_rows(path) if path.exists() else []
        kept = [tuple(row.values()) for row in old if row["measure"] not in new]
        write_rows(path, [COLUMNS, *kept, *(figure.row() for figure in self.figures)])
        for name, rows in {**self.tables, "versions": versions()}.items():
            write_rows(FIGURES / f"{name}.csv", rows)


def versions() -> list[Row]:
    """Give the versions of Python and of the packages that are compared."""
    wanted = Path(__file__).with_name("peers.txt").read_text(encoding="utf-8")
    names = ["numpy", *re.findall(r"^([\w-]+)[=>]", wanted, re.MULTILINE)]
    rows = [("package", "version"), ("Python", platform.python_version())]
    for name in names:
        with contextlib.suppress(metadata.PackageNotFoundError):
            rows.append((name, metadata.version(name)))
    return rows


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read rows of CSV by the names in the first one."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(value: float, unit: str) -> str:
    """Write a figure for people, with three digits."""
    if unit == "ratio":
        return f"{digits(value)} x"
    if unit == "bytes":
        return f"{digits(value)} B"
    if unit == "count":
        return f"{value:,.0f}"
    for factor, name in UNITS:
        if value * factor >= 1:
            return f"{digits(value * factor)} {name}"
    return "0"


def digits(value: float) -> str:
    """Write a number with three digits or all before the point."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def heads(*shape: int) -> Integers:
    """Draw heads like those of municipalities, from a fixed seed."""
    drawn = np.random.default_rng(SEED).lognormal(8, 1.3, shape)
    return drawn.astype(np.int64) + 1


def timed(work: Work, times: int) -> list[float]:
    """Time a piece of work several times."""
    return interleaved({"": work}, times)[""]


def interleaved(works: Mapping[str, Work], times: int) -> dict[str, list[float]]:
    """Time works in turn; short ones are called often enough in each turn."""
    # Twice, as a first call may have to load or to compile something.
    calls = {
        name: math.ceil(ENOUGH / min(_took(work), _took(work)))
        for name, work in works.items()
    }
    runs: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(times):
        for name, work in works.items():
            runs[name].append(_took(work, calls[name]))
    return runs


def _took(work: Work, calls: int = 1) -> float:
    """Give the seconds that a call takes."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    for _ in range(calls):
        result = work()
    took = time.perf_counter() - start
    gc.enable()
    # Held until here: giving back the last result is not part of the work.
    del result
    return took / calls


def ratios(runs: Sequence[float], base: Sequence[float]) -> tuple[float, ...]:
    """Divide turn by turn."""
    return tuple(a / b for a, b in zip(runs, base, strict=True))


def peak_bytes(work: Work) -> int:
    """Give the most memory that a piece of work holds at once, with its result."""
    work()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    result = work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return peak - before


@contextlib.contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """
    Break off after some seconds, where the system can.

    Raises:
        TimeoutError: The time was over.
    """
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def over(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def memory_at_most(gigabytes: int) -> Iterator[None]:
    """Refuse more memory than that to whoever asks for it, as `MemoryError`."""
    # Not everywhere, and only the full form needs it.
    import resource  # noqa: PLC0415  not on every system

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (gigabytes * 1024**3, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
