"""
Kernels: each method of apportionment on checked arrays of whole numbers.

They take a :class:`~fundmodel.apportion.problems.Problem` or plain arrays, know
nothing of lists, signs or error texts, and give whole shares. Every decision made
with a float is certified with whole numbers, so results are exact.

- `floors` divides in 64 bits, and everything stands on it; `lists` knows who is few
  enough for Python's own integers;
- `remainders` is the largest remainder, with `thresholds` for long rows and
  `segments` for many groups;
- `divisors` are the divisor methods, `cascades` is cumulative rounding, `seats` the
  quota method, `electoral` has other quotas and rules for the rest;
- `levels` solves bounds, by `searches` over the `standings` of the recipients, in
  `batches`;
- `margins` keep the sums of rows and columns.
"""
