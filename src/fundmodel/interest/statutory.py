"""
Interest as the law has it, each provision a rule of its own.

Where a provision does not say how days are counted, the rule carries an assumption
that says so, and the caller may name another day count.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from fundmodel.due_dates import Span
from fundmodel.interest.day_counts import DayCount
from fundmodel.interest.published_rates import (
    ecb_refinancing_rate,
    german_base_rate,
    us_prompt_payment_rate,
    us_value_of_funds_rate,
)
from fundmodel.interest.terms import Ground, Imputation, InterestRule, RateFixing
from fundmodel.money import Money
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source

__all__ = [
    "eu_recovery_interest",
    "german_idle_money_interest",
    "german_repayment_interest",
    "us_debt_interest",
    "us_prompt_payment_interest",
]

VWVFG: Final = Source(
    title="Verwaltungsverfahrensgesetz (VwVfG)",
    key="VwVfG",
    url="https://github.com/bundestag/gesetze/blob/master/v/vwvfg/index.md",
)

POINTS_49A: Final = Fraction(5, 100)  # § 49a Abs. 3 Satz 1 VwVfG

# Five points replaced three in the first half of 2002; from this day on they are
# certain (NWB Datenbank, Dokument 4924: 7.47 % = 2.47 % + 5 %).
FIVE_POINTS_FROM: Final = date(2002, 7, 1)

NOT_STATED: Final = Assumption(
    why=Text(
        {
            "en": "the provision names no day count; this one was chosen",
            "de": "die Vorschrift nennt keine Zinsmethode; diese wurde gewählt",
        }
    )
)


def german_repayment_interest(
    day_count: DayCount = DayCount.ACT_365, *, de_minimis: Money | None = None
) -> InterestRule:
    """
    Give § 49a Abs. 3 VwVfG: interest on what must be repaid (Erstattungszinsen).

    It runs from the day on which the award ceased to have effect. This is the law of
    the Federation; each Land has its own, and some differed.

    Args:
        day_count: How days are counted; the law does not say.

        de_minimis: Interest below it is not claimed, if a provision says so.
    """
    return _of_49a(
        Text(
            {
                "en": "Interest on repayment, § 49a (3) VwVfG",
                "de": "Erstattungszinsen, § 49a Abs. 3 VwVfG",
            }
        ),
        Ground.REPAYMENT,
        "§ 49a Abs. 3",
        day_count,
        de_minimis,
    )


def german_idle_money_interest(
    day_count: DayCount = DayCount.ACT_365, *, de_minimis: Money | None = None
) -> InterestRule:
    """
    Give § 49a Abs. 4 VwVfG: interest on money not used in time (Zwischenzinsen).

    It runs from the payment until the money is used for its purpose; the award stands.

    Args:
        day_count: How days are counted; the law does not say.

        de_minimis: Interest below it is not claimed, if a provision says so.
    """
    return _of_49a(
        Text(
            {
                "en": "Interest on money not used in time, § 49a (4) VwVfG",
                "de": "Zwischenzinsen, § 49a Abs. 4 VwVfG",
            }
        ),
        Ground.IDLE_MONEY,
        "§ 49a Abs. 4",
        day_count,
        de_minimis,
    )


def _of_49a(
    name: Text,
    ground: Ground,
    place: str,
    day_count: DayCount,
    de_minimis: Money | None,
) -> InterestRule:
    return InterestRule(
        name=name,
        ground=ground,
        day_count=day_count,
        table=german_base_rate(),
        margin=POINTS_49A,
        de_minimis=de_minimis,
        in_force_from=FIVE_POINTS_FROM,
        day_count_source=NOT_STATED,
        source=Source(title=VWVFG.title, key=VWVFG.key, place=place, url=VWVFG.url),
    )


def us_debt_interest(day_count: DayCount = DayCount.ACT_365) -> InterestRule:
    """
    Give 31 CFR 901.9, to which 2 CFR 200.346 leads: interest on a federal debt.

    It runs from the date of delinquency at the rate of that day, which stays for as
    long as the debt lasts, and is not compounded. What is paid within 30 days bears
    none (g). A later payment goes to the interest that has accrued, and only the rest
    to the principal (f). Penalties and administrative costs, to which it goes before,
    are not computed: take them off the payments. The paragraphs (f) and (g) were read
    as agencies and the Treasury apply them.

    Args:
        day_count: How days are counted; the regulation does not say.
    """
    return InterestRule(
        name=Text(
            {
                "en": "Interest on an overdue federal debt, 31 CFR 901.9",
                "de": "Zinsen auf überfällige Bundesforderungen, 31 CFR 901.9",
            }
        ),
        ground=Ground.LATE_REPAYMENT,
        day_count=day_count,
        table=us_value_of_funds_rate(),
        fixing=RateFixing.FIRST_DAY,
        imputation=Imputation.INTEREST_FIRST,
        grace=Span(days=30),
        day_count_source=NOT_STATED,
        imputation_source=Source(
            title="22 CFR 309.5, Interest, penalties, and administrative costs",
            place="(b)",
            key="CFR309.5",
            url="http://cfr.laws-info.com/text/22/309/5",
        ),
        grace_source=Source(
            title="11 CFR 8.5, Interest, penalties, and administrative costs",
            place="(b)",
            key="CFR8.5",
            url="https://www.law.cornell.edu/cfr/text/11/8.5",
        ),
        source=Source(
            title="31 CFR 901.9, Interest, penalties, and administrative costs",
            place="(b)",
            key="CFR901.9",
            url="http://www.law.cornell.edu/cfr/text/31/901.9",
        ),
    )


def us_prompt_payment_interest() -> InterestRule:
    """
    Give 5 CFR 1315.10: interest that a federal agency owes for paying late.

    It runs from the day after the due date through the payment date, at the rate of
    that first day; what is unpaid after 30 days is added to the principal; after a
    year it ends; less than a dollar need not be paid.
    """
    return InterestRule(
        name=Text(
            {
                "en": "Prompt payment interest, 5 CFR 1315.10",
                "de": "Zinsen bei verspäteter Zahlung (prompt payment), 5 CFR 1315.10",
            }
        ),
        ground=Ground.LATE_PAYMENT,
        day_count=DayCount.ACT_360,
        table=us_prompt_payment_rate(),
        fixing=RateFixing.FIRST_DAY,
        compounded_after=30,
        stops_after_a_year=True,
        de_minimis=Money.of(1, "USD"),
        day_count_source=Source(
            title="5 CFR 1315.17, Formulas",
            key="CFR1315.17",
            url="http://edocket.access.gpo.gov/cfr_2001/janqtr/5cfr1315.17.htm",
        ),
        source=Source(
            title="5 CFR 1315.10, Late payment interest penalties",
            place="(a)",
            key="CFR1315.10",
            url="http://edocket.access.gpo.gov/cfr_2001/janqtr/5cfr1315.10.htm",
        ),
    )


def eu_recovery_interest(
    day_count: DayCount = DayCount.ACT_365, *, contract: bool = False
) -> InterestRule:
    """
    Give Article 83 of Regulation (EU) No 1268/2012: recovery orders paid late.

    It runs from the day after the deadline of the debit note until the day of
    repayment, at the rate of the first day of the month of the deadline. The text of
    the later versions (Regulations 2018/1046 and 2024/2509) was not reached, so the
    rule ends where they begin.

    Args:
        day_count: How days are counted; the regulation does not say.

        contract: Whether the debt is from a public supply or service contract.
    """
    return InterestRule(
        name=Text(
            {
                "en": "Default interest, Article 83 of Regulation 1268/2012",
                "de": "Verzugszinsen, Artikel 83 der Verordnung 1268/2012",
            }
        ),
        ground=Ground.LATE_REPAYMENT,
        day_count=day_count,
        table=ecb_refinancing_rate(),
        margin=Fraction(8, 100) if contract else Fraction(35, 1000),
        fixing=RateFixing.MONTH_OF_DEADLINE,
        in_force_from=date(2013, 1, 1),
        in_force_until=date(2018, 7, 17),
        day_count_source=NOT_STATED,
        source=Source(
            title="Commission Delegated Regulation (EU) No 1268/2012",
            place="Article 83",
            key="EU1268",
            url="https://legislation.gov.uk/eur/2012/1268/article/83/2012-10-29",
        ),
    )
