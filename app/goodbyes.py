"""Why a socket is closed, as a number that its other end acts upon."""

UNREADABLE = 1003
SESSION_OVER = 1008
"""Whoever is told so is in no more, and does not come back."""
TOO_LARGE = 1009
BROKEN = 1011
COME_BACK = 1012
LATER = 1013
OPEN_ELSEWHERE = 4001
