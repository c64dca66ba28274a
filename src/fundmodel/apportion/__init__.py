"""
Exact division of a pot: arrays in, arrays out, and never a float.

Every method is called as ``f(total, weights, *, minimum=None, maximum=None,
order=None)`` and gives whole shares that add up to the total:

- :func:`largest_remainder`, and :func:`quota_method` with other quotas and other
  rules for what is left over;
- divisor methods: :func:`sainte_lague`, :func:`dhondt`, :func:`huntington_hill`,
  :func:`adams`, :func:`dean`, :func:`modified_sainte_lague`,
  :func:`sainte_lague_from`;
- :func:`balinski_young`, :func:`cumulative`; and :func:`each`, which rounds every
  share on its own.

:func:`detailed` tells why shares are as they are, :func:`grouped` and :func:`tree`
divide many pots at once, :func:`controlled_rounding` and :func:`biproportional`
keep two margins, :func:`water_level` shares between bounds without rounding.
:class:`Mixed` holds exact amounts, :func:`quotas` makes them, :func:`round_to_sum`
and :func:`round_each` round them.

Arrays have the scenarios first and the recipients last, ``(s, n)``. They are
``int64`` while everything fits 64 bits, and hold Python integers where it does
not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fundmodel.facades import loader

if TYPE_CHECKING:
    from fundmodel.apportion.biproportions import (
        BiproportionalDetail,
        biproportional,
        biproportional_detail,
    )
    from fundmodel.apportion.details import Detail, detailed
    from fundmodel.apportion.evidence import Interval
    from fundmodel.apportion.groups import Divider, grouped
    from fundmodel.apportion.kernels.electoral import Quota, Rest
    from fundmodel.apportion.margins import controlled_rounding
    from fundmodel.apportion.methods import (
        adams,
        balinski_young,
        cumulative,
        dean,
        dhondt,
        each,
        each_rounded,
        huntington_hill,
        largest_remainder,
        modified_sainte_lague,
        quota_method,
        sainte_lague,
        sainte_lague_from,
    )
    from fundmodel.apportion.minimums import share_on_top, smallest_total, top_up
    from fundmodel.apportion.mixed import Mixed
    from fundmodel.apportion.proportions import quotas
    from fundmodel.apportion.rounding import (
        RoundedToSum,
        Rounding,
        Tie,
        round_each,
        round_to_sum,
    )
    from fundmodel.apportion.signatures import Method
    from fundmodel.apportion.trees import Level, tree
    from fundmodel.apportion.waterlines import WaterLevel, water_level

__all__ = [
    "BiproportionalDetail",
    "Detail",
    "Divider",
    "Interval",
    "Level",
    "Method",
    "Mixed",
    "Quota",
    "Rest",
    "RoundedToSum",
    "Rounding",
    "Tie",
    "WaterLevel",
    "adams",
    "balinski_young",
    "biproportional",
    "biproportional_detail",
    "controlled_rounding",
    "cumulative",
    "dean",
    "detailed",
    "dhondt",
    "each",
    "each_rounded",
    "grouped",
    "huntington_hill",
    "largest_remainder",
    "modified_sainte_lague",
    "quota_method",
    "quotas",
    "round_each",
    "round_to_sum",
    "sainte_lague",
    "sainte_lague_from",
    "share_on_top",
    "smallest_total",
    "top_up",
    "tree",
    "water_level",
]

_HOMES: Final = {
    "fundmodel.apportion.biproportions": (
        "BiproportionalDetail",
        "biproportional",
        "biproportional_detail",
    ),
    "fundmodel.apportion.details": ("Detail", "detailed"),
    "fundmodel.apportion.evidence": ("Interval",),
    "fundmodel.apportion.groups": ("Divider", "grouped"),
    "fundmodel.apportion.kernels.electoral": ("Quota", "Rest"),
    "fundmodel.apportion.margins": ("controlled_rounding",),
    "fundmodel.apportion.methods": (
        "adams",
        "balinski_young",
        "cumulative",
        "dean",
        "dhondt",
        "each",
        "each_rounded",
        "huntington_hill",
        "largest_remainder",
        "modified_sainte_lague",
        "quota_method",
        "sainte_lague",
        "sainte_lague_from",
    ),
    "fundmodel.apportion.minimums": ("share_on_top", "smallest_total", "top_up"),
    "fundmodel.apportion.mixed": ("Mixed",),
    "fundmodel.apportion.proportions": ("quotas",),
    "fundmodel.apportion.rounding": (
        "RoundedToSum",
        "Rounding",
        "Tie",
        "round_each",
        "round_to_sum",
    ),
    "fundmodel.apportion.signatures": ("Method",),
    "fundmodel.apportion.trees": ("Level", "tree"),
    "fundmodel.apportion.waterlines": ("WaterLevel", "water_level"),
}

# Few programs need all methods, and rules need exact amounts only. Type checkers read
# the imports above; a `__getattr__` would hide from them that a name is misspelt.
if not TYPE_CHECKING:
    __getattr__ = loader(globals(), _HOMES)


def __dir__() -> list[str]:
    """List the public names without loading them."""
    return sorted({*globals(), *__all__})
