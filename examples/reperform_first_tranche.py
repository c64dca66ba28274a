"""
Which published amounts of July 2017 differ from the rule, and by how much?

The first tranche of Integrationsmanagement was 60 % of 58 million EUR on provisional
numbers. 102 amounts were found published. All head counts are inferred from them; two
amounts follow from no whole number of heads, and the reason is not known.
"""

from __future__ import annotations

import fundmodel as fm
from fundmodel import catalog

PAKT = "pakt-fuer-integration"
STRAND = "integrationsmanagement"


def main() -> None:
    """Compare every published amount with the allocation."""
    allocation = fm.allocate(
        catalog.load(PAKT),
        catalog.roster(PAKT, "provisional-2017"),
        year=2017,
        parts=[STRAND],
        share="60 %",
    )
    done = fm.reperform(catalog.published(PAKT, "first-tranche-2017"), allocation)

    print(f"{done.matches} of {len(done.rows)} published amounts agree to the euro")
    for row in done.differences:
        print()
        print(f"{row.name} ({row.id})")
        print(f"  published  {row.published!s:>14}")
        print(f"  recomputed {row.recomputed!s:>14}")
        print(f"  difference {row.difference!s:>14}")
        print(f"  source     {row.source}")


if __name__ == "__main__":
    main()
