"""For how long money can be claimed back: only what a source says of each place."""

from __future__ import annotations

from datetime import date
from typing import Final

from fundmodel.due_dates import Span
from fundmodel.jurisdictions.parameters import Parameter
from fundmodel.sentences import Text
from fundmodel.sources import Source, Standing

__all__ = [
    "BAVARIAN_RECOVERY",
    "EUROPEAN_RECOVERY",
    "FEDERAL_RECOVERY",
    "LOWER_SAXON_RECOVERY",
    "RECOVERY_TOPICS",
    "UNITED_STATES_RECOVERY",
]

RECOVERY_TOPICS: Final = (
    "withdrawal_period",
    "revocation_period",
    "limitation",
    "limitation_at_most",
    "limitation_once_final",
    "interest_limitation",
    "payment_term",
    "least_interest",
)
"""What a claim for repayment depends on; what has no source is open."""

_VWVFG_URL: Final = "https://github.com/bundestag/gesetze/blob/master/v/vwvfg/index.md"
_BGB_URL: Final = "https://github.com/bundestag/gesetze/blob/master/b/bgb/index.md"


def _vwvfg(place: str) -> Source:
    return Source(
        title="Verwaltungsverfahrensgesetz (VwVfG)",
        key="VwVfG",
        place=place,
        url=_VWVFG_URL,
    )


def _bgb(place: str) -> Source:
    return Source(
        title="Bürgerliches Gesetzbuch (BGB)", key="BGB", place=place, url=_BGB_URL
    )


GRAND_SENATE: Final = Source(
    title="BVerwG, Beschluss vom 19.12.1984, Gr. Sen. 1 und 2.84, BVerwGE 70, 356",
    publisher="Bundesverwaltungsgericht",
    published=date(1984, 12, 19),
    key="BVerwGE70-356",
    place="Leitsatz",
    url="http://www.servat.unibe.ch/fallrecht/vw070356.html",
)
INTEREST_JUDGMENT: Final = Source(
    title="BVerwG, Urteil vom 30.01.2013, 8 C 2.12",
    publisher="Bundesverwaltungsgericht",
    published=date(2013, 1, 30),
    key="BVerwG8C2.12",
    place="Leitsatz 2",
    url="https://bverwg.de/300113U8C2.12.0",
)
LUENEBURG: Final = Source(
    title="VG Lüneburg, Urteil vom 03.12.2008, 5 A 81/08",
    publisher="Verwaltungsgericht Lüneburg",
    published=date(2008, 12, 3),
    key="VGLG5A81.08",
    place="Leitsatz",
    url="https://voris.wolterskluwer-online.de/browse/document/1c2cf4ea-402a-49ca-bb36-a2f4a59c2bc1",
)

# Since this day § 49 has its (3) and (2) sentence 2 (VV-BHO, Anlage 5 zu § 44).
REVOCATION_FROM: Final = date(1996, 5, 21)

# Art. 229 § 6 Abs. 1 EGBGB: since this day the three years hold.
THREE_YEARS_FROM: Final = date(2002, 1, 1)

BY_ANALOGY: Final = Text(
    {
        "en": "From the end of the year in which the claim arose and the authority "
        "knew of it (§ 199 (1) BGB). By analogy: BVerwG, 15 March 2017, 10 C 3.16, as "
        "others report it; VG Lüneburg, 3 December 2008, 5 A 81/08.",
        "de": "Vom Schluss des Jahres an, in dem der Anspruch entstanden und der "
        "Behörde bekannt war (§ 199 Abs. 1 BGB). Entsprechend: BVerwG, 15.03.2017, "
        "10 C 3.16, wie andere berichten; VG Lüneburg, 03.12.2008, 5 A 81/08.",
    }
)
SET_BY_AUTHORITY: Final = Text(
    {
        "en": "The authority sets it (§ 49a (3) sentence 2 VwVfG).",
        "de": "Die Behörde setzt sie fest (§ 49a Abs. 3 Satz 2 VwVfG).",
    }
)

FEDERAL_RECOVERY: Final = (
    Parameter(
        topic="withdrawal_period",
        value=Span(years=1),
        valid_from=date(1984, 12, 19),
        source=_vwvfg("§ 48 Abs. 4 Satz 1"),
        note=Text(
            {
                "en": "It begins when the authority knows that the award is unlawful, "
                "and all that matters for the decision (BVerwGE 70, 356). Not after "
                "deceit, threat or bribery (§ 48 (4) sentence 2).",
                "de": "Sie beginnt, wenn die Behörde die Rechtswidrigkeit erkannt hat "
                "und alles kennt, was für die Entscheidung erheblich ist (BVerwGE 70, "
                "356). Nicht bei Täuschung, Drohung oder Bestechung (§ 48 Abs. 4 "
                "Satz 2).",
            }
        ),
    ),
    Parameter(
        topic="revocation_period",
        value=Span(years=1),
        valid_from=REVOCATION_FROM,
        source=_vwvfg("§ 49 Abs. 3 Satz 2, § 48 Abs. 4 Satz 1"),
        note=Text(
            {
                "en": "Once it is over, no new inquiry opens it again (BVerwG, "
                "23 January 2019, 10 C 5.17).",
                "de": "Ist sie verstrichen, so eröffnet sie keine neue Ermittlung "
                "wieder (BVerwG, 23.01.2019, 10 C 5.17).",
            }
        ),
    ),
    Parameter(
        topic="limitation",
        value=Span(years=3),
        valid_from=THREE_YEARS_FROM,
        source=_bgb("§§ 195, 199 Abs. 1"),
        note=BY_ANALOGY,
    ),
    Parameter(
        topic="limitation_at_most",
        value=Span(years=10),
        valid_from=THREE_YEARS_FROM,
        source=_bgb("§ 199 Abs. 4"),
        note=Text(
            {
                "en": "From the day on which the claim arose, whatever was known.",
                "de": "Von der Entstehung an, ohne Rücksicht auf die Kenntnis.",
            }
        ),
    ),
    Parameter(
        topic="limitation_once_final",
        value=Span(years=30),
        # The text that was read bears no date; the judgment applies § 53.
        valid_from=date(2013, 1, 30),
        source=_vwvfg("§ 53 Abs. 2 Satz 1"),
        note=Text(
            {
                "en": "Until the decision is final, limitation is suspended "
                "(§ 53 (1)). The text bears no date; BVerwG, 30 January 2013, "
                "8 C 2.12, applies § 53.",
                "de": "Bis zur Unanfechtbarkeit ist die Verjährung gehemmt (§ 53 "
                "Abs. 1). Der Text nennt kein Datum; BVerwG, 30.01.2013, 8 C 2.12, "
                "wendet § 53 an.",
            }
        ),
    ),
    Parameter(
        topic="interest_limitation",
        value=Span(years=3),
        valid_from=THREE_YEARS_FROM,
        source=INTEREST_JUDGMENT,
        note=Text(
            {
                "en": "Interest of each year on its own, as a claim of that year.",
                "de": "Die Zinsen jedes Jahres für sich, als Anspruch dieses Jahres.",
            }
        ),
    ),
    Parameter(topic="payment_term", valid_from=date.min, note=SET_BY_AUTHORITY),
)

BAVARIAN_RECOVERY: Final = (
    Parameter(
        topic="withdrawal_period",
        value=Span(years=1),
        valid_from=date(1984, 12, 19),
        source=GRAND_SENATE,
        note=Text(
            {
                "en": "Art. 48 (4) sentence 1 BayVwVfG says the same as § 48 (4) "
                "sentence 1 VwVfG.",
                "de": "Art. 48 Abs. 4 Satz 1 BayVwVfG ist inhaltsgleich mit § 48 "
                "Abs. 4 Satz 1 VwVfG.",
            }
        ),
    ),
)

LOWER_SAXON_RECOVERY: Final = (
    Parameter(
        topic="limitation",
        value=Span(years=3),
        valid_from=date(2008, 12, 3),
        source=LUENEBURG,
        note=Text(
            {
                "en": "§ 195 BGB by analogy, for § 49a (1) VwVfG.",
                "de": "§ 195 BGB entsprechend, für § 49a Abs. 1 VwVfG.",
            }
        ),
    ),
)

_NOT_REACHED: Final = Text(
    {
        "en": "The text of the Financial Regulation now in force was not reachable.",
        "de": "Der Text der geltenden Haushaltsordnung war nicht erreichbar.",
    }
)

_NO_SOURCE: Final = Text(
    {"en": "No source was found.", "de": "Es wurde keine Quelle gefunden."}
)

EUROPEAN_RECOVERY: Final = tuple(
    Parameter(topic=topic, valid_from=date.min, note=_NOT_REACHED)
    for topic in RECOVERY_TOPICS
)

UNITED_STATES_RECOVERY: Final = (
    Parameter(
        topic="payment_term",
        value=Span(days=30),
        # The page bears no date; this is the day on which it was read.
        valid_from=date(2026, 11, 24),
        source=Source(
            title="31 CFR 901.2, Demand for payment",
            standing=Standing.SECONDARY,
            publisher="self-law.org",
            place="(b)(3)",
            key="CFR901.2",
            url="https://self-law.org/code/us/cfr/t31/s%C2%A7%20901.2",
        ),
        note=Text(
            {
                "en": "Generally not more, from the day on which the demand letter is "
                "mailed or delivered.",
                "de": "In der Regel nicht mehr, vom Tag an, an dem die Zahlungs"
                "aufforderung abgesandt oder übergeben wird.",
            }
        ),
    ),
    *(
        Parameter(topic=topic, valid_from=date.min, note=_NO_SOURCE)
        for topic in ("working_days", *RECOVERY_TOPICS)
        if topic != "payment_term"
    ),
)
