"""How far a share among few people may be chance."""

from math import hypot, sqrt

CERTAINTY = 1.645
"""Standard deviations of a 90 per cent interval: each end is overstepped by chance in one case of twenty."""


def wilson_interval(hits: int, size: int, *, certainty: float = CERTAINTY) -> tuple[float, float]:
    """Where the share behind `hits` of `size` lies, 0 to 1; (0, 1) for nobody (Wilson 1927, JASA 22, 209)."""
    if size <= 0:
        return 0.0, 1.0
    share, square = hits / size, certainty**2
    middle = (share + square / (2 * size)) / (1 + square / size)
    reach = certainty * sqrt(share * (1 - share) / size + square / (4 * size**2)) / (1 + square / size)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def difference_interval(
    hits: int, size: int, other_hits: int, other_size: int, *, certainty: float = CERTAINTY
) -> tuple[float, float]:
    """Where the difference of two shares lies, -1 to 1 (Newcombe 1998, Statistics in Medicine 17, method 10).

    (-1, 1) where one of the two has nobody.
    """
    if size <= 0 or other_size <= 0:
        return -1.0, 1.0
    share, other = hits / size, other_hits / other_size
    low, high = wilson_interval(hits, size, certainty=certainty)
    other_low, other_high = wilson_interval(other_hits, other_size, certainty=certainty)
    down, up = hypot(share - low, other_high - other), hypot(high - share, other - other_low)
    return share - other - down, share - other + up
