"""
Two margins: tables whose rows and columns both have to add up.

- `tables` rounds a table along cycles, so that all sums are rounded too;
- `supports` tells whether given margins can be met at all, and who is in the way;
- `scalings` scales rows and columns in turn, `transfers` moves what is still missing
  along `cycles` of cells that are tied, and `balances` finds the multipliers.
"""
