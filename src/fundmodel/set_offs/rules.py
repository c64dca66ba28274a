"""Rules on set-off: which claims, and out of which money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, cast

import attrs

from fundmodel.errors import InvalidModelError, SettlementError
from fundmodel.fields import of_model
from fundmodel.jurisdictions.germany import FAG_33
from fundmodel.natures import LegalNature
from fundmodel.set_offs.claims import ClaimKind, ClaimRefusal, Counterclaim
from fundmodel.sources import Basis

__all__ = ["FAG_33_ALLOCATIONS", "FAG_33_PASS_THROUGH", "SetOffRule"]


def _kinds(given: Iterable[ClaimKind]) -> frozenset[ClaimKind]:
    return frozenset(given)


def _natures(given: Iterable[LegalNature]) -> frozenset[LegalNature]:
    return frozenset(given)


def _parts(given: Iterable[str]) -> frozenset[str]:
    # A word is a set of letters to Python; the check of the field refuses it.
    return cast("frozenset[str]", given) if isinstance(given, str) else frozenset(given)


def _some_basis(_: object, __: object, value: Basis) -> None:
    if value is None:
        raise InvalidModelError(
            "nobody says what may be set off",
            where="source",
            expected="a provision, or the assumption of one",
            mend="name the provision; without one nothing is set off",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class SetOffRule:
    """
    Which claims may be met out of money that is due (Aufrechnung).

    Attributes:
        kinds: The kinds of claims that may be set off; none is a rule about parts
            alone.

        only_due: Whether a claim has to be due on the day of settlement, as § 387
            BGB has it for whoever sets off.

        between_parts: Whether what a recipient has too much of in one part is set
            off against what it is still due in another one.

        natures: The legal natures of the money that the provision is about; none is
            one about any money.

        parts: Ids of the parts that it is about; none is one about all of them.

        source: The provision.
    """

    kinds: frozenset[ClaimKind] = attrs.field(default=frozenset(), converter=_kinds)
    only_due: bool = True
    between_parts: bool = False
    natures: frozenset[LegalNature] = attrs.field(
        default=frozenset(), converter=_natures
    )
    parts: frozenset[str] = attrs.field(default=frozenset(), converter=_parts)
    source: Basis = attrs.field(default=None, validator=_some_basis)

    def is_about(self, part: str | None, nature: LegalNature | None) -> bool:
        """
        Whether money of a part may be set off.

        Args:
            part: Id of the part; `None` for the whole program.

            nature: Of its money; `None` if nobody says.

        Raises:
            SettlementError: The rule is about some natures, and nobody says of which
                the money is.
        """
        if self.parts and part not in self.parts:
            return False
        if not self.natures:
            return True
        if nature is None:
            natures = ", ".join(sorted(one.name for one in self.natures))
            raise SettlementError(
                "nobody says of which legal nature the money is, and the provision "
                "on set-off is about some alone",
                where="amounts" if part is None else f"amounts of part {part!r}",
                got="no nature",
                expected=natures,
                mend="name it: attrs.evolve(amounts, nature=LegalNature.…)",
            )
        return nature in self.natures

    def refusal(self, claim: Counterclaim, day: date) -> ClaimRefusal | None:
        """
        Say why a claim may not be set off on a day, or `None` if it may.

        Args:
            claim: What the recipient owes.

            day: The day of settlement.
        """
        if claim.kind not in self.kinds:
            return ClaimRefusal.KIND
        if self.only_due and claim.due is None:
            return ClaimRefusal.NO_DUE_DATE
        if self.only_due and claim.due is not None and claim.due > day:
            return ClaimRefusal.NOT_DUE
        return None


FAG_33_PASS_THROUGH: Final = SetOffRule(
    kinds=[ClaimKind.DISTRICT_LEVY, ClaimKind.STATUTORY],
    natures=[LegalNature.STATUTORY_TRANSFER],
    source=attrs.evolve(FAG_33, place="§ 33 Abs. 2 Satz 2"),
)
"""
Money of municipalities that a district passes on, in Baden-Württemberg.

The district may set off only against due district levy (Kreisumlage) or other
obligations by law, § 33 Abs. 2 Satz 2 FAG. It is about allocations by law, not about
grants.
"""

FAG_33_ALLOCATIONS: Final = SetOffRule(
    between_parts=True,
    natures=[LegalNature.STATUTORY_TRANSFER],
    source=attrs.evolve(FAG_33, place="§ 33 Abs. 1 Satz 2"),
)
"""
Allocations by law of the Land Baden-Württemberg, which may be set off against each
other, § 33 Abs. 1 Satz 2 FAG; other rights to set off are left as they are.
"""
