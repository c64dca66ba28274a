"""What the parameters of the shipped profiles are about, by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fundmodel.sentences import Text

__all__ = ["TOPICS"]


def _text(en: str, de: str) -> Text:
    return Text({"en": en, "de": de})


TOPICS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "working_days": _text(
            "deadlines move to the next working day",
            "Fristen enden am nächsten Werktag",
        ),
        "interest_on_repayment": _text("interest on repayment", "Erstattungszinsen"),
        "interest_on_idle_money": _text(
            "interest on money not used in time", "Zwischenzinsen"
        ),
        "interest_on_late_repayment": _text(
            "interest on late repayment", "Verzugszinsen auf Rückforderungen"
        ),
        "interest_on_late_payment": _text(
            "interest that the funder owes for paying late",
            "Verzugszinsen der fördernden Stelle",
        ),
        "interest_kept": _text(
            "interest earned on advances that may be kept each year",
            "Zinserträge aus Vorschüssen, die jährlich verbleiben dürfen",
        ),
        "drawdown_window": _text(
            "money drawn must be used within", "Verwendungsfrist nach Abruf"
        ),
        "retention_release": _text(
            "what was retained is paid, after complete proof, within",
            "Auszahlung der Restrate nach vollständigem Nachweis binnen",
        ),
        "line_tolerance": _text(
            "a line of the financing plan may be exceeded, if offset, by",
            "Überschreitung von Einzelansätzen bei Ausgleich bis zu",
        ),
        "total_tolerance": _text(
            "the total of the financing plan may be exceeded, at own cost, by",
            "Überschreitung des Gesamtansatzes auf eigene Kosten bis zu",
        ),
        "withdrawal_period": _text(
            "an unlawful award can be withdrawn, once the facts are known, within",
            "Rücknahme nach Kenntnis der Tatsachen nur binnen",
        ),
        "revocation_period": _text(
            "a lawful award can be revoked, once the facts are known, within",
            "Widerruf nach Kenntnis der Tatsachen nur binnen",
        ),
        "limitation": _text(
            "the claim for repayment becomes time-barred after",
            "Verjährung des Erstattungsanspruchs nach",
        ),
        "limitation_at_most": _text(
            "the claim for repayment becomes time-barred, whatever was known, after",
            "Verjährung des Erstattungsanspruchs ohne Rücksicht auf die Kenntnis nach",
        ),
        "limitation_once_final": _text(
            "a claim fixed by a final decision becomes time-barred after",
            "Verjährung des unanfechtbar festgesetzten Anspruchs nach",
        ),
        "interest_limitation": _text(
            "interest on repayment becomes time-barred after",
            "Verjährung der Erstattungszinsen nach",
        ),
        "payment_term": _text(
            "what is claimed back is paid within", "Zahlungsfrist für Rückforderungen"
        ),
        "least_interest": _text(
            "interest is claimed only if it comes to", "Zinsen werden erhoben erst ab"
        ),
        "minimum_award": _text(
            "an award must be more than", "eine Zuwendung muss höher sein als"
        ),
        "carry_over": _text(
            "budget years after its own to which money can be carried over",
            "Haushaltsjahre, bis zu deren Ende Ausgabereste verfügbar bleiben",
        ),
        "indirect_cost_rate": _text(
            "rate for indirect costs without an agreement (de minimis rate)",
            "Satz für Gemeinkosten ohne Vereinbarung (de minimis rate)",
        ),
        "aid_limit": _text(
            "limit of de minimis aid", "Höchstbetrag der De-minimis-Beihilfen"
        ),
        "aid_limit_services": _text(
            "limit of de minimis aid for services of general economic interest",
            "Höchstbetrag der De-minimis-Beihilfen für DAWI",
        ),
        "aid_window": _text(
            "time over which de minimis aid is added up",
            "Zeitraum, über den De-minimis-Beihilfen zusammengerechnet werden",
        ),
        "aid_register": _text(
            "de minimis aid is entered in a central register",
            "De-minimis-Beihilfen stehen in einem zentralen Register",
        ),
        "quarterly_instalments": _text(
            "quarterly instalments are due on", "vierteljährliche Teilzahlungen"
        ),
        "half_yearly_instalments": _text(
            "half-yearly instalments are due on", "halbjährliche Teilzahlungen"
        ),
        "head_count_reported": _text(
            "the head count of § 29d FAG is reported by",
            "die Kopfzahlen nach § 29d FAG werden gemeldet bis",
        ),
        "head_count_corrected": _text(
            "the head count of § 29d FAG can be corrected until",
            "die Kopfzahlen nach § 29d FAG können korrigiert werden bis",
        ),
    }
)
