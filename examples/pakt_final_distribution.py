"""
What may a municipality plan with in 2018, and do the published amounts follow the rule?

The strand Integrationsmanagement of the Pakt für Integration divides 58 million EUR a
year by the heads of 15 September 2017. The amounts were published in January 2018.
Totals and most head counts are inferred from these very amounts, so the agreement is a
check for consistency and no independent confirmation.
"""

from __future__ import annotations

import fundmodel as fm
from fundmodel import catalog

PAKT = "pakt-fuer-integration"
STRAND = "integrationsmanagement"
SCHRIESHEIM = "08226082"  # its 85 heads were published with the amount


def main() -> None:
    """Allocate, list the largest amounts, explain one, compare all."""
    heads = catalog.roster(PAKT, "heads-2017-09-15")
    allocation = fm.allocate(catalog.load(PAKT), heads, year=2018, parts=[STRAND])
    part = allocation.part(STRAND)

    print(f"{part.part.name} {part.year}, {part.stage.render(fm.Language.ENGLISH)}")
    for allotment in part.largest(5):
        print(f"  {allotment.recipient.name:<24} {allotment.amount!s:>15}")
    print(f"  residual of the named rows {part.distribution.residual}")
    print()
    print(allocation.explain(SCHRIESHEIM))
    print()
    done = fm.reperform(catalog.published(PAKT, "final-2018"), allocation)
    print(f"{done.matches} of {len(done.rows)} published amounts agree to the euro")


if __name__ == "__main__":
    main()
