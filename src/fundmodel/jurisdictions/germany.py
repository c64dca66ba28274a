"""The Federation and some of the Länder: only what a source says of each of them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from fundmodel.due_dates import Instalments, Span
from fundmodel.interest import german_idle_money_interest, german_repayment_interest
from fundmodel.jurisdictions.parameters import Parameter
from fundmodel.jurisdictions.profiles import Jurisdiction
from fundmodel.jurisdictions.recoveries import (
    BAVARIAN_RECOVERY,
    FEDERAL_RECOVERY,
    LOWER_SAXON_RECOVERY,
    RECOVERY_TOPICS,
)
from fundmodel.money import Money
from fundmodel.periods import YearlyDay
from fundmodel.sentences import Text
from fundmodel.sources import Source, Standing

__all__ = [
    "BADEN_WUERTTEMBERG",
    "BAVARIA",
    "FEDERATION",
    "LOWER_SAXONY",
    "SCHLESWIG_HOLSTEIN",
]

# Many of these documents bear no date: what they say is known for this day on.
READ: Final = date(2026, 11, 24)

UNDATED: Final = Text(
    {
        "en": "The document bears no date; since when it holds is not known.",
        "de": "Das Dokument nennt kein Datum; seit wann es gilt, ist nicht bekannt.",
    }
)
NO_SOURCE: Final = Text(
    {
        "en": "No source was found.",
        "de": "Es wurde keine Quelle gefunden.",
    }
)

GERMAN_TOPICS: Final = (
    "working_days",
    "interest_on_repayment",
    "interest_on_idle_money",
    "drawdown_window",
    "retention_release",
    "line_tolerance",
    "total_tolerance",
    "minimum_award",
    "carry_over",
    *RECOVERY_TOPICS,
)


def _profile(id: str, name: Text, *known: Parameter) -> Jurisdiction:
    """Give a profile in which every topic without a source is open."""
    topics = {one.topic for one in known}
    missing = [
        Parameter(topic=topic, valid_from=date.min, note=NO_SOURCE)
        for topic in GERMAN_TOPICS
        if topic not in topics
    ]
    return Jurisdiction(id=id, name=name, parameters=(*known, *missing))


BHO_45: Final = Source(
    title="Bundeshaushaltsordnung (BHO)",
    key="BHO",
    place="§ 45 Abs. 2",
    url="https://github.com/bundestag/gesetze/blob/master/b/bho/index.md",
)
VWVFG_31: Final = Source(
    title="Fristen im Verwaltungsverfahren (Rechtswörterbuch, zu § 31 VwVfG)",
    publisher="anwalt24.de",
    standing=Standing.SECONDARY,
    key="VwVfG31",
    place="§ 31 Abs. 3",
    url="http://www.anwalt24.de/rund-ums-recht/Fristen_im_Verwaltungsverfahren-d164270.html",
)
VDI6: Final = Source(
    title="Hinweise zum Mittelabruf",
    publisher="VDI/VDE-IT",
    standing=Standing.SECONDARY,
    key="VDI6",
    url="https://vdivde-it.de/en/node/3006",
)

FEDERATION: Final = _profile(
    "de",
    Text({"en": "Federation (Germany)", "de": "Bund"}),
    *FEDERAL_RECOVERY,
    Parameter(
        topic="working_days",
        value=True,
        valid_from=date(2013, 11, 30),
        source=VWVFG_31,
        note=Text(
            {
                "en": "Not where the authority named the day and said so. "
                "The source's example is of 30 November 2013.",
                "de": "Nicht, wenn die Behörde den Tag unter Hinweis darauf bestimmt "
                "hat. Das Beispiel der Quelle ist vom 30. November 2013.",
            }
        ),
    ),
    Parameter(
        topic="interest_on_repayment",
        value=german_repayment_interest(),
        valid_from=date(2002, 7, 1),
        source=german_repayment_interest().source,
        note=Text(
            {
                "en": "Can be waived where the recipient is not at fault and pays in "
                "time.",
                "de": "Kann erlassen werden, wenn der Empfänger die Umstände nicht zu "
                "vertreten hat und fristgerecht zahlt.",
            }
        ),
    ),
    Parameter(
        topic="interest_on_idle_money",
        value=german_idle_money_interest(),
        valid_from=date(2002, 7, 1),
        source=german_idle_money_interest().source,
    ),
    Parameter(
        topic="drawdown_window",
        value=Span(weeks=6),
        valid_from=READ,
        source=VDI6,
        note=Text(
            {
                "en": "Grants on the basis of expenditure. The document bears no date.",
                "de": "Zuwendungen auf Ausgabenbasis. Das Dokument nennt kein Datum.",
            }
        ),
    ),
    Parameter(
        topic="carry_over",
        value=2,
        valid_from=date(2022, 1, 1),
        source=BHO_45,
        note=Text(
            {
                "en": "The second budget year after; text as of 2022.",
                "de": "Das zweitnächste Haushaltsjahr; Text Stand 2022.",
            }
        ),
    ),
    Parameter(
        topic="line_tolerance",
        valid_from=date.min,
        note=Text(
            {
                "en": "The ANBest-P that were read (20 %) do not say whose they are.",
                "de": "Die gelesenen ANBest-P (20 %) sagen nicht, wessen sie sind.",
            }
        ),
    ),
)

FAG_33: Final = Source(
    title="Finanzausgleichsgesetz Baden-Württemberg (FAG)",
    standing=Standing.SECONDARY,
    publisher="anwalt24.de",
    key="FAG33",
    place="§ 33",
    url="http://www.anwalt24.de/rund-ums-recht/Paragraph_33_FAG_Faelligkeit_Teilzahlungen_Aufrechnung-d144812,43.html",
)
FAG_29D: Final = Source(
    title="Finanzausgleichsgesetz Baden-Württemberg (FAG), Fassung vom 21.02.2017",
    key="FAG29d",
    place="§ 29d",
    url="http://www.landesrecht-bw.de",
)

BADEN_WUERTTEMBERG: Final = _profile(
    "de-bw",
    Text("Baden-Württemberg"),
    Parameter(
        topic="minimum_award",
        valid_from=date.min,
        note=Text(
            {
                "en": "VV-LHO of 20 December 2018: only the table of contents was "
                "reachable.",
                "de": "VV-LHO vom 20. Dezember 2018: nur die Inhaltsübersicht war "
                "erreichbar.",
            }
        ),
    ),
    Parameter(
        topic="quarterly_instalments",
        value=Instalments(months=(3, 6, 9, 12), day=10),
        valid_from=READ,
        source=FAG_33,
        note=UNDATED,
    ),
    Parameter(
        topic="half_yearly_instalments",
        value=Instalments(months=(3, 9), day=10),
        valid_from=READ,
        source=FAG_33,
        note=UNDATED,
    ),
    Parameter(
        topic="head_count_reported",
        value=YearlyDay(month=10, day=15),
        valid_from=date(2017, 1, 1),
        valid_until=date(2018, 12, 31),
        source=FAG_29D,
    ),
    Parameter(
        topic="head_count_corrected",
        value=YearlyDay(month=12, day=31),
        valid_from=date(2017, 1, 1),
        valid_until=date(2018, 12, 31),
        source=FAG_29D,
    ),
)

VV_BAVARIA: Final = Source(
    title="Verwaltungsvorschriften zur Bayerischen Haushaltsordnung (VV-BayHO)",
    publisher="Freistaat Bayern",
    key="VVBY7",
    place="zu Art. 44, Nr. 7",
    url="https://www.gesetze-bayern.de/Content/Document/BayVwV97243-62",
)

BAVARIA: Final = _profile(
    "de-by",
    Text({"en": "Bavaria", "de": "Bayern"}),
    *BAVARIAN_RECOVERY,
    Parameter(
        topic="drawdown_window",
        value=Span(months=2),
        valid_from=READ,
        source=VV_BAVARIA,
        note=UNDATED,
    ),
    Parameter(
        topic="retention_release",
        value=Span(months=2),
        valid_from=READ,
        source=VV_BAVARIA,
        note=UNDATED,
    ),
)

LOWER_SAXONY: Final = _profile(
    "de-ni",
    Text({"en": "Lower Saxony", "de": "Niedersachsen"}),
    *LOWER_SAXON_RECOVERY,
    Parameter(
        topic="minimum_award",
        value=Money.of(2_500, "EUR"),
        valid_from=READ,
        source=Source(
            title="Verwaltungsvorschriften zur Landeshaushaltsordnung (VV-LHO)",
            publisher="Land Niedersachsen",
            key="VVLHONI",
            place="zu § 44",
            url="https://voris.wolterskluwer-online.de/browse/document/cite/9987004c-f6b9-376f-8234-4e0fab80e9ab",
        ),
        note=Text(
            {
                "en": "Unless the directive says otherwise. The page bears no date.",
                "de": "Soweit die Richtlinie nichts anderes bestimmt. Die Seite nennt "
                "kein Datum.",
            }
        ),
    ),
)

ANBEST_K: Final = Source(
    title="Allgemeine Nebenbestimmungen für Zuwendungen an kommunale Körperschaften "
    "(ANBest-K)",
    publisher="Land Schleswig-Holstein",
    key="ANBestKSH",
    url="https://schleswig-holstein.de/DE/fachinhalte/K/kulturfoerderung/nebenbestimmungen_ANBest_K",
)
NOT_FIXED: Final = Text(
    {
        "en": "Not for fixed amounts (Festbetrag). The page bears no date.",
        "de": "Nicht bei Festbetragsfinanzierung. Die Seite nennt kein Datum.",
    }
)

SCHLESWIG_HOLSTEIN: Final = _profile(
    "de-sh",
    Text("Schleswig-Holstein"),
    Parameter(
        topic="line_tolerance",
        value=Fraction(20, 100),
        valid_from=READ,
        source=ANBEST_K,
        note=NOT_FIXED,
    ),
    Parameter(
        topic="total_tolerance",
        value=Fraction(10, 100),
        valid_from=READ,
        source=ANBEST_K,
        note=NOT_FIXED,
    ),
)
