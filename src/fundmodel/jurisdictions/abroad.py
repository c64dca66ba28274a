"""The European Union and the federal level of the United States."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from fundmodel.due_dates import Span
from fundmodel.interest import (
    eu_recovery_interest,
    us_debt_interest,
    us_prompt_payment_interest,
)
from fundmodel.jurisdictions.parameters import Parameter
from fundmodel.jurisdictions.profiles import Jurisdiction
from fundmodel.jurisdictions.recoveries import (
    EUROPEAN_RECOVERY,
    UNITED_STATES_RECOVERY,
)
from fundmodel.money import Money
from fundmodel.sentences import Text
from fundmodel.sources import Source, Standing

__all__ = ["EUROPEAN_UNION", "UNITED_STATES"]

DE_MINIMIS: Final = Source(
    title="Verordnung (EU) 2023/2831 (De-minimis-Beihilfen)",
    publisher="Förderdatenbank des Bundes",
    standing=Standing.SECONDARY,
    key="DeMin",
    url="https://www.foerderdatenbank.de/FDB/Content/DE/Foerderprogramm/EU/de-minimis-beihilfen.html",
)
DE_MINIMIS_2024: Final = Source(
    title="EU-Kommission: Anhebung der De-minimis-Beträge",
    publisher="VdW Bayern",
    standing=Standing.SECONDARY,
    published=date(2023, 12, 19),
    key="DeMinReg",
    url="https://vdwbayern.de/2023/12/19/eu-kommission-anhebung-der-de-minimis-betraege",
)
# Both regulations of 2023 hold from this day until that one, and nobody knows what
# comes then.
DE_MINIMIS_FROM: Final = date(2024, 1, 1)
DE_MINIMIS_UNTIL: Final = date(2030, 12, 31)
DE_MINIMIS_TERM: Final = Source(
    title="EU-Kommission: De-minimis und DAWI-De-minimis ab 2024",
    publisher="Hammer, EU-Beihilferecht",
    standing=Standing.SECONDARY,
    key="DeMinTerm",
    url="https://w9eg9znx6.hier-im-netz.de/hammer-eu/wordpress/?p=2441",
)
ENDS_2030: Final = Text(
    {
        "en": "Regulations 2023/2831 and 2023/2832 hold until 31 December 2030.",
        "de": "Die Verordnungen 2023/2831 und 2023/2832 gelten bis 31. Dezember 2030.",
    }
)

EUROPEAN_UNION: Final = Jurisdiction(
    id="eu",
    name=Text({"en": "European Union", "de": "Europäische Union"}),
    parameters=(
        *EUROPEAN_RECOVERY,
        Parameter(
            topic="aid_limit",
            value=Money.of(300_000, "EUR"),
            valid_from=DE_MINIMIS_FROM,
            valid_until=DE_MINIMIS_UNTIL,
            source=DE_MINIMIS,
            note=Text(
                {
                    "en": "For a single undertaking. Local authorities in sovereign "
                    "tasks are normally not concerned. Until 31 December 2030.",
                    "de": "Je einziges Unternehmen. Kommunen bei hoheitlichen Aufgaben "
                    "sind in der Regel nicht betroffen. Bis 31. Dezember 2030.",
                }
            ),
        ),
        Parameter(
            topic="aid_window",
            value=Span(years=3),
            valid_from=DE_MINIMIS_FROM,
            valid_until=DE_MINIMIS_UNTIL,
            source=DE_MINIMIS_TERM,
            note=ENDS_2030,
        ),
        Parameter(
            topic="aid_limit_services",
            value=Money.of(750_000, "EUR"),
            valid_from=DE_MINIMIS_FROM,
            valid_until=DE_MINIMIS_UNTIL,
            source=DE_MINIMIS_TERM,
            note=ENDS_2030,
        ),
        Parameter(
            topic="aid_register",
            value=True,
            valid_from=date(2026, 1, 1),
            valid_until=DE_MINIMIS_UNTIL,
            source=DE_MINIMIS_2024,
            note=ENDS_2030,
        ),
        Parameter(
            topic="interest_on_late_repayment",
            value=eu_recovery_interest(),
            valid_from=date(2013, 1, 1),
            valid_until=date(2018, 7, 17),
            source=eu_recovery_interest().source,
        ),
        Parameter(
            topic="interest_on_late_repayment",
            valid_from=date(2018, 7, 18),
            note=Text(
                {
                    "en": "Article 99 of Regulation 2018/1046, and Regulation "
                    "2024/2509; the text was not reachable.",
                    "de": "Artikel 99 der Verordnung 2018/1046 und Verordnung "
                    "2024/2509; der Text war nicht erreichbar.",
                }
            ),
        ),
        Parameter(
            topic="interest_on_late_payment",
            valid_from=date(2018, 7, 18),
            note=Text(
                {
                    "en": "Article 116(5) of Regulation 2018/1046 refers to Article "
                    "99; the figures were not reachable.",
                    "de": "Artikel 116 Absatz 5 der Verordnung 2018/1046 verweist auf "
                    "Artikel 99; die Zahlen waren nicht erreichbar.",
                }
            ),
        ),
    ),
)

UNITED_STATES: Final = Jurisdiction(
    id="us",
    name=Text({"en": "United States (federal)", "de": "Vereinigte Staaten (Bund)"}),
    parameters=(
        *UNITED_STATES_RECOVERY,
        Parameter(
            topic="interest_on_late_repayment",
            value=us_debt_interest(),
            valid_from=date(2024, 10, 1),
            source=Source(
                title="2 CFR 200.346, Collection of amounts due",
                key="CFR346",
                url="http://federal.elaws.us/cfr/200.346",
            ),
            note=Text(
                {
                    "en": "Debts are collected by the standards of 31 CFR part 901.",
                    "de": "Forderungen werden nach 31 CFR part 901 eingezogen.",
                }
            ),
        ),
        Parameter(
            topic="interest_on_late_payment",
            value=us_prompt_payment_interest(),
            valid_from=date(2001, 1, 1),
            source=us_prompt_payment_interest().source,
        ),
        Parameter(
            topic="interest_kept",
            value=Money.of(500, "USD"),
            valid_from=date(2014, 12, 26),
            source=Source(
                title="2 CFR 200.305, Federal payment",
                place="(b)(9), as the New York State Education Department quotes it",
                standing=Standing.SECONDARY,
                key="CFR305",
                url="http://www.oms.nysed.gov/cafe/guidance/interest.html",
            ),
            note=Text(
                {
                    "en": "What is earned above it is remitted each year.",
                    "de": "Was darüber hinaus anfällt, wird jährlich abgeführt.",
                }
            ),
        ),
        Parameter(
            topic="indirect_cost_rate",
            value=Fraction(15, 100),
            valid_from=date(2024, 10, 1),
            source=Source(
                title="2 CFR 200.414, Indirect costs",
                publisher="FEMA",
                standing=Standing.SECONDARY,
                place="(f)",
                key="CFR414",
                url="https://www.fema.gov/node/i-do-not-have-indirect-cost-rate-agreement-may-i-charge-de-minimis-rate-part-project-costs",
            ),
            note=Text(
                {
                    "en": "Of the modified total direct costs.",
                    "de": "Der bereinigten direkten Kosten (MTDC).",
                }
            ),
        ),
    ),
)
