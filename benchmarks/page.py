"""
Make the tables and the plot of the documentation from what was measured.

    python benchmarks/page.py

Replaces what stands between the marks in the pages; wants matplotlib, see
peers.txt.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib import pyplot as plt

from measuring import FIGURES, read_rows, shown

DOCS: Final = Path(__file__).parents[1] / "docs" / "explanation"
PAGES: Final = (DOCS / "how-fast.md", Path(__file__).parent / "README.md")
PLOT: Final = DOCS / "how-fast.svg"
CURVES: Final = "curves"
OTHER_SHARES: Final = "curves, other shares"
OWN: Final = "fundmodel"
ORDER: Final = (
    "largest remainder",
    "exact peer",
    "divisor methods",
    "divisor methods, equal weights",
    "bounds, one for all",
    "bounds, of each",
    "batch",
    "grouped",
    "lists",
    "growth",
    CURVES,
    OTHER_SHARES,
)
"""Of measures; a part that was measured once more stands last in the file."""

# Distinct also without colours: by dashes and marks.
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
DASHES: Final = ("-", "--")
MARKS: Final = "sDv^<>Xp*h"

Row = dict[str, str]


def main() -> None:
    """Replace all blocks, and draw."""
    # Other benchmarks keep their figures in the same file.
    measured = read_rows(FIGURES / "figures.csv")
    figures = sorted(
        (row for row in measured if row["measure"] in ORDER),
        key=lambda row: ORDER.index(row["measure"]),
    )
    blocks: dict[str, Callable[[], str]] = {
        "reached": lambda: reached(figures),
        "times": lambda: times(figures),
        "curves": lambda: curves(figures),
    }
    for path in sorted(FIGURES.glob("*.csv")):
        if path.stem != "figures":
            rows = read_rows(path)
            blocks[path.stem] = lambda rows=rows: table(
                list(rows[0]), (list(row.values()) for row in rows)
            )
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(filled(text, blocks), encoding="utf-8")
    draw([row for row in figures if row["measure"] == CURVES])


def filled(text: str, blocks: dict[str, Callable[[], str]]) -> str:
    """Put the blocks between their marks."""
    marks = re.compile(
        r"(<!-- begin (?P<name>[\w-]+) -->\n).*?(<!-- end (?P=name) -->)", re.DOTALL
    )
    return marks.sub(lambda m: f"{m[1]}{blocks[m['name']]()}{m[3]}", text)


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Write a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def reached(figures: list[Row]) -> str:
    """Give the figures for which something was wanted."""
    words = {"<": "under", ">": "over"}
    rows = [
        [
            row["measure"],
            row["recipients"],
            row["subject"],
            value(row),
            " ".join(words.get(word, word) for word in row["target"].split()),
        ]
        for row in figures
        if row["target"]
    ]
    return table(["work", "recipients", "what", "measured", "wanted"], rows)


def times(figures: list[Row]) -> str:
    """Give all times and their spread."""
    rows = [
        [
            row["measure"],
            row["recipients"],
            row["subject"],
            value(row),
            f"{value(row, 'low')} to {value(row, 'high')}",
            row["runs"],
        ]
        for row in figures
        if row["unit"] == "s" and row["measure"] != CURVES
    ]
    return table(["work", "recipients", "what", "median", "from, to", "turns"], rows)


def curves(figures: list[Row]) -> str:
    """Give the time of everybody at every size, and how many shares differ."""
    taken = {
        (row["subject"], row["recipients"]): value(row)
        for row in figures
        if row["measure"] == CURVES
    }
    wrong = {
        (row["subject"], row["recipients"]): float(row["median"])
        for row in figures
        if row["measure"] == OTHER_SHARES
    }
    names = list(dict.fromkeys(name for name, _ in taken))
    sizes = list(dict.fromkeys(size for _, size in taken))

    def cell(key: tuple[str, str]) -> str:
        others = f" ({wrong[key]:,.0f} other)" if wrong.get(key) else ""
        return taken.get(key, "-") + others

    rows = ([name, *(cell((name, size)) for size in sizes)] for name in names)
    return table(["", *sizes], rows)


def value(row: Row, which: str = "median") -> str:
    """Write a figure for people."""
    return shown(float(row[which]), row["unit"])


def draw(points: list[Row]) -> None:
    """Draw the time of everybody against the number of recipients."""
    mpl.rcParams.update(
        {"svg.hashsalt": "fundmodel", "svg.fonttype": "none", "font.size": 9}
    )
    figure, axes = plt.subplots(figsize=(9, 5.5))
    names = list(dict.fromkeys(row["subject"] for row in points))
    looks = zip(itertools.cycle(COLOURS), itertools.cycle(MARKS), strict=False)
    for number, (name, (colour, mark)) in enumerate(zip(names, looks, strict=False)):
        own = [row for row in points if row["subject"] == name]
        axes.loglog(
            [int(row["recipients"].replace(",", "")) for row in own],
            [float(row["median"]) for row in own],
            color="black" if name == OWN else colour,
            linewidth=3 if name == OWN else 1.2,
            linestyle=DASHES[number // len(COLOURS) % len(DASHES)],
            marker="o" if name == OWN else mark,
            markersize=5,
            label=name,
        )
    axes.set_xlabel("recipients")
    axes.set_ylabel("seconds for one division")
    axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    figure.savefig(
        PLOT, bbox_inches="tight", metadata={"Date": None}, facecolor="white"
    )


if __name__ == "__main__":
    main()
