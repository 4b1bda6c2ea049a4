"""Whole numbers out of the fields of forms."""

MOST_DIGITS = 18
TOO_LARGE = 2**63
"""In place of all with more digits; no database takes it, so it is refused and not taken for nothing."""


def whole(text: object) -> int | None:
    """None for what is no number."""
    words = str(text or "")
    if not words.isdecimal():
        return None
    return int(words) if len(words) <= MOST_DIGITS else TOO_LARGE
