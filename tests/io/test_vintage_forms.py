"""Tests of vintages in files: every form keeps them apart."""

from __future__ import annotations

from datetime import date

from fundmodel.indicators import DataState
from fundmodel.io.documents import from_json, to_json
from fundmodel.io.tables import read_roster
from fundmodel.recipients import Roster
from fundmodel.sentences import Text

TABLE = """\
id,name,october,december
a,Aue,10,9
b,Bach,20,20
"""

SIDECAR = """\
id = "towns"

[[indicators]]
id = "heads"
column = "october"
key_date = 2017-09-15
known_since = 2017-10-15
frozen_after = 2017-12-31

[[indicators]]
id = "heads"
column = "december"
key_date = 2017-09-15
known_since = 2017-12-20
frozen_after = 2017-12-31
state = "corrected"
reason = { de = "doppelt gezählt", en = "counted twice" }
"""


def read(folder) -> Roster:
    """Read two vintages from a table."""
    table = folder / "towns.csv"
    table.write_text(TABLE, encoding="utf-8")
    table.with_suffix(".toml").write_text(SIDECAR, encoding="utf-8")
    return read_roster(table)


class TestVintages:
    def test_of_a_table(self, tmp_path):
        """
        Two columns of a table are two vintages of one figure.
        """
        old, new = read(tmp_path).columns

        assert DataState.FINAL is old.indicator.state
        assert DataState.CORRECTED is new.indicator.state
        assert date(2017, 12, 20) == new.indicator.known_since
        assert date(2017, 12, 31) == new.indicator.frozen_after
        assert (
            Text({"de": "doppelt gezählt", "en": "counted twice"})
            == new.indicator.reason
        )
        assert ([10, 20], [9, 20]) == (old.values.tolist(), new.values.tolist())

    def test_come_back_from_json(self, tmp_path):
        """
        A document keeps vintages, their days and reasons.
        """
        roster = read(tmp_path).as_of(key_date=date(2017, 9, 15))
        again = from_json(to_json(roster))

        assert isinstance(again, Roster)
        assert roster.content_hash == again.content_hash
        assert roster.columns[1].indicator == again.columns[1].indicator
        assert date(2017, 9, 15) == again.dated
