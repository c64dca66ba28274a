"""
Measure what users wait for; every figure is taken from a run that is checked.

    python benchmarks/run.py           full form
    python benchmarks/run.py --short   a few repetitions, for every change

The short form measures exact division as well; apportion.py has its full form. The
figures are medians, printed with the smallest and the largest run. A
comparison of two commands alternates them, so that a machine which slows down
slows both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

import apportion
import fundmodel as fm
import ledger
import levels
import provisions
import settlement
from fundmodel.io.tables import RosterForm, read_roster
from measuring import Run, timed

PARTS = 6
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"


def main() -> None:
    """Run all benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="few repetitions")
    short = parser.parse_args().short
    measure_imports(5 if short else 31)
    for recipients in (1_101, 100_000):
        measure_allocation(recipients, 3 if short else 21)
    measure_hostile_input(1 if short else 5)
    provisions.measure(Run(short=short))
    ledger.measure(Run(short=short))
    settlement.measure(Run(short=short))
    levels.measure(Run(short=short))
    if short:
        apportion.short_form()


def measure_imports(times: int) -> None:
    """Compare whole processes that differ by one import."""
    pairs = (
        ("import fundmodel", "pass", "above bare Python"),
        ("import fundmodel as fm; fm.allocate", "import numpy", "above import numpy"),
    )
    for command, base, label in pairs:
        process(command)
        with_it: list[float] = []
        without: list[float] = []
        for _ in range(times):
            without.append(process(base))
            with_it.append(process(command))
        above = [a - b for a, b in zip(with_it, without, strict=True)]
        report(f"{command}, {label}", above)


def process(command: str) -> float:
    """Time one Python process."""
    # A user's Python keeps the compiled modules; a setting against it would be
    # measured instead of the import.
    environment = {k: v for k, v in os.environ.items() if k != NO_BYTECODE}
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", command], check=True, env=environment)
    return time.perf_counter() - start


def measure_allocation(recipients: int, times: int) -> None:
    """Allocate six parts with all steps kept."""
    program = six_parts()
    roster = made_up_roster(recipients)
    allocation = fm.allocate(program, roster, year=2026)
    check(allocation, recipients)
    runs = timed(lambda: fm.allocate(program, roster, year=2026), times)
    report(f"allocate {recipients:,} recipients x {PARTS} parts, steps kept", runs)
    ids = roster.ids[:: max(1, recipients // 100)]
    runs = timed(lambda: [allocation.explain(id_).text("de") for id_ in ids], 3)
    each = [run / len(ids) for run in runs]
    report(f"explain one of {recipients:,} in all parts, as German text", each)


def six_parts() -> fm.Program:
    """Build a program whose parts use every kind of rounding."""
    rules = (
        fm.AllocationRule(fm.Share(by="heads"), fm.Round("0.01")),
        fm.AllocationRule(fm.Share(by="heads"), fm.Round("1.00")),
        fm.AllocationRule(
            fm.Share(by="heads"),
            fm.Round("1.00", each=fm.Rounding.HALF_UP),
            fm.Residual(destination=fm.Text("reserve")),
        ),
        fm.AllocationRule(fm.EqualShares(), fm.Round("0.01")),
        fm.AllocationRule(
            fm.RatePerUnit(rate=fm.Money.of("12.35", "EUR"), by="heads"),
            fm.Round("0.10"),
        ),
        fm.AllocationRule(
            fm.Eligible(kinds=["town"]), fm.Share(by="heads"), fm.Round("100.00")
        ),
    )
    return fm.Program(
        id="musterfonds",
        name=fm.Text("Musterfonds"),
        currency="EUR",
        years=[fm.BudgetYear.calendar(2026)],
        parts=[
            fm.Strand(
                id=f"part-{number}",
                name=fm.Text(f"Part {number}"),
                legal_nature=fm.LegalNature.GRANT,
                budgets=[
                    fm.YearBudget(
                        year="2026", amount=fm.Money.of("58000000000.00", "EUR")
                    )
                ],
                rule=rule,
            )
            for number, rule in enumerate(rules, start=1)
        ],
    )


def made_up_roster(recipients: int) -> fm.Roster:
    """Draw heads like those of municipalities, from a fixed seed."""
    heads = np.random.default_rng(20170915).lognormal(8, 1.3, recipients)
    return fm.Roster.from_records(
        (
            {
                "id": f"{number:08d}",
                "name": f"Place {number}",
                "kind": "town" if number % 3 else "village",
                "heads": int(count) + 1,
            }
            for number, count in enumerate(heads)
        ),
        id="made-up",
        indicators=[fm.Indicator(id="heads")],
    )


def check(allocation: fm.Allocation, recipients: int) -> None:
    """Every pot is conserved, and the first share is the exact one, rounded."""
    for allocated in allocation.parts:
        d = allocated.distribution
        spent = int(d.amounts.astype(object).sum())
        parts = (spent, d.left_over.count, d.residual.count, d.set_aside.count)
        assert sum(parts) == d.total.count == 5_800_000_000_000, allocated.part.id
    first = allocation.parts[0].distribution
    heads = [int(v) for v in allocation.roster.columns[0].values]
    quota = Fraction(5_800_000_000_000 * heads[0], sum(heads))
    assert abs(first.exact(0) - quota) < 1
    assert len(allocation.parts) == PARTS
    assert len(first.amounts) == recipients


def measure_hostile_input(times: int) -> None:
    """Refuse what was made to cost time; every input must be refused."""
    with tempfile.TemporaryDirectory() as folder:
        for label, path in hostile_files(Path(folder)).items():
            runs = timed(lambda path=path: refused(path), times)
            report(f"refuse {label}", runs)


def hostile_files(folder: Path) -> dict[str, Path]:
    """Write files that no reader should take long over."""
    parts = "".join(
        f'[[parts]]\nid="p{i}"\nparent="p{i - 1}"\nkind="group"\nname="x"\n'
        'legal_nature="grant"\n'
        for i in range(1, 1_001)
    )
    head = 'id="a"\nname="a"\ncurrency="EUR"\nyears=[2026]\n'
    texts = {
        "a number of a billion digits": f"{head}budget={{2026=1e999999999}}\n",
        "a tree a thousand levels deep": head + parts,
        "lists a thousand levels deep": f"{head}parts={'[' * 1_000}",
    }
    paths: dict[str, Path] = {}
    for number, (label, text) in enumerate(texts.items()):
        paths[label] = folder / f"{number}.toml"
        paths[label].write_text(text, encoding="utf-8")
    line = paths["a line of a gigabyte"] = folder / "line.csv"
    line.write_text("id,name,heads\n", encoding="utf-8")
    os.truncate(line, 1024**3)
    return paths


def refused(path: Path) -> None:
    """Read a file that has to be refused."""
    form = RosterForm(id="hostile")
    try:
        read_roster(path, form) if path.suffix == ".csv" else fm.load_program(path)
    except fm.ConfigError:
        return
    raise AssertionError(path)


def report(label: str, runs: list[float]) -> None:
    """Print median, smallest and largest in milliseconds."""
    low, middle, high = (
        1000 * value for value in (min(runs), statistics.median(runs), max(runs))
    )
    print(f"{label}: {middle:.2f} ms (min {low:.2f}, max {high:.2f}, n {len(runs)})")


if __name__ == "__main__":
    main()
