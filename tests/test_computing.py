"""What takes long is computed beside the server."""

import os

import pytest

from app.computing import apart
from app.errors import Refusal, Unavailable


def test_it_is_another_process_and_a_patient_one() -> None:
    assert apart(os.getpid) != os.getpid()
    assert apart(os.nice, 0) > os.nice(0)


def refuse(**values: int) -> None:
    raise Refusal("too_long", "zu lang", status=409, **values)


def refuse_for_now() -> None:
    raise Unavailable()


def test_what_it_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        apart(int, "neun")
    with pytest.raises(Refusal) as told:
        apart(refuse, most=7)
    assert (told.value.code, told.value.status, told.value.values) == ("too_long", 409, {"most": 7})
    with pytest.raises(Unavailable):
        apart(refuse_for_now)


def test_a_process_that_dies_is_told_as_come_again() -> None:
    with pytest.raises(Unavailable):
        apart(os._exit, 1)
