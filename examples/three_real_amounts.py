"""
Why does a town, a state and a Land get exactly what it gets?

Three real amounts, each explained step by step in English and in German: the planning
envelope of Schriesheim in the Pakt für Integration of 2017, the rental assistance of
Vermont in 2021, which stands on a minimum, and of Alabama, which pays for it, and the
aid for all-day schools of Bremen in 2021. All of them were published as they come out
here.
"""

from __future__ import annotations

import fundmodel as fm
from fundmodel import catalog, rules

POPULATION = {
    "Alabama": 4_921_532,
    "Alaska": 731_158,
    "Arizona": 7_421_401,
    "Arkansas": 3_030_522,
    "California": 39_368_078,
    "Colorado": 5_807_719,
    "Connecticut": 3_557_006,
    "Delaware": 986_809,
    "District of Columbia": 712_816,
    "Florida": 21_733_312,
    "Georgia": 10_710_017,
    "Hawaii": 1_407_006,
    "Idaho": 1_826_913,
    "Illinois": 12_587_530,
    "Indiana": 6_754_953,
    "Iowa": 3_163_561,
    "Kansas": 2_913_805,
    "Kentucky": 4_477_251,
    "Louisiana": 4_645_318,
    "Maine": 1_350_141,
    "Maryland": 6_055_802,
    "Massachusetts": 6_893_574,
    "Michigan": 9_966_555,
    "Minnesota": 5_657_342,
    "Mississippi": 2_966_786,
    "Missouri": 6_151_548,
    "Montana": 1_080_577,
    "Nebraska": 1_937_552,
    "Nevada": 3_138_259,
    "New Hampshire": 1_366_275,
    "New Jersey": 8_882_371,
    "New Mexico": 2_106_319,
    "New York": 19_336_776,
    "North Carolina": 10_600_823,
    "North Dakota": 765_309,
    "Ohio": 11_693_217,
    "Oklahoma": 3_980_783,
    "Oregon": 4_241_507,
    "Pennsylvania": 12_783_254,
    "Rhode Island": 1_057_125,
    "South Carolina": 5_218_040,
    "South Dakota": 892_717,
    "Tennessee": 6_886_834,
    "Texas": 29_360_759,
    "Utah": 3_249_879,
    "Vermont": 623_347,
    "Virginia": 8_590_563,
    "Washington": 7_693_612,
    "West Virginia": 1_784_787,
    "Wisconsin": 5_832_655,
    "Wyoming": 582_328,
}
"""The states of the USA and the District of Columbia, Census Bureau, 2020."""

KOENIGSTEIN_KEY = {
    "Baden-Württemberg": "13.04061 %",
    "Bayern": "15.56072 %",
    "Berlin": "5.18995 %",
    "Brandenburg": "3.02987 %",
    "Bremen": "0.95379 %",
    "Hamburg": "2.60343 %",
    "Hessen": "7.43709 %",
    "Mecklenburg-Vorpommern": "1.98045 %",
    "Niedersachsen": "9.39533 %",
    "Nordrhein-Westfalen": "21.07592 %",
    "Rheinland-Pfalz": "4.81848 %",
    "Saarland": "1.19827 %",
    "Sachsen": "4.98208 %",
    "Sachsen-Anhalt": "2.69612 %",
    "Schleswig-Holstein": "3.40578 %",
    "Thüringen": "2.63211 %",
}
"""Shares as § 5 Abs. 1 GaFinHG lists them."""


def main() -> None:
    """Explain the amounts."""
    explanations = (
        planning_envelope("08226082"),
        rental_assistance("vermont"),
        rental_assistance("alabama"),
        aid_for_schools("bremen"),
    )
    for explanation in explanations:
        for language in fm.Language:
            print(explanation.text(language))
            print()


def planning_envelope(town: str) -> fm.AllocationExplanation:
    """Explain the envelope of a town in the Pakt für Integration."""
    heads = catalog.roster("pakt-fuer-integration", "heads-2017-09-15")
    pakt = catalog.load("pakt-fuer-integration")
    part = "integrationsmanagement"
    return fm.allocate(pakt, heads, year=2018, parts=[part]).explain(town)


def rental_assistance(state: str) -> fm.Explanation:
    """Explain what a state got of the Emergency Rental Assistance of 2021."""
    act = fm.Source(
        title="Consolidated Appropriations Act, 2021, Division N",
        place="section 501(b)",
    )
    rule = fm.AllocationRule(
        fm.Share(by="population", source=act),
        fm.Minimum(fm.Money.of(200_000_000, "USD"), source=act),
        fm.Round(
            "0.10",
            source=fm.Assumption(
                why=fm.Text(
                    {
                        "en": "amounts are published to the dime",
                        "de": "die Beträge sind auf zehn Cent genau veröffentlicht",
                    }
                )
            ),
        ),
    )
    states = fm.Roster.from_records(
        (
            {"id": name.lower(), "name": name, "population": count}
            for name, count in POPULATION.items()
        ),
        id="states",
        indicators=[
            fm.Indicator(
                id="population",
                name=fm.Text({"en": "population 2020", "de": "Bevölkerung 2020"}),
                unit=fm.Text({"en": "persons", "de": "Personen"}),
            )
        ],
    )
    return rule.apply(fm.Money.of(23_785_000_000, "USD"), states).explain(state)


def aid_for_schools(land: str) -> fm.Explanation:
    """Explain the share of a Land in the aid for all-day schools."""
    law = fm.Source(title="Ganztagsfinanzhilfegesetz", place="§ 5 Abs. 1")
    key = rules.FixedShares(
        shares={name.lower(): share for name, share in KOENIGSTEIN_KEY.items()},
        name=fm.Text({"en": "Königstein key", "de": "Königsteiner Schlüssel"}),
    )
    rule = fm.AllocationRule(
        fm.ShareByFormula(formula=key, source=law), fm.Round("1.00", source=law)
    )
    laender = fm.Roster.from_records(
        ({"id": name.lower(), "name": name} for name in KOENIGSTEIN_KEY), id="laender"
    )
    return rule.apply(fm.Money.of(2_750_000_000, "EUR"), laender).explain(land)


if __name__ == "__main__":
    main()
