"""
Kernels: each method of apportionment on checked arrays of whole numbers.

They take a :class:`~fundmodel.apportion.problems.Problem` or plain arrays, know
nothing of lists, signs or error texts, and give whole shares. Every decision made
with a float is certified with whole numbers, so results are exact.
"""
