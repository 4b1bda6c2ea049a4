"""Both ends of a socket mean the same by a number."""

import re

from app import goodbyes
from tests.test_house import ROOT

SCRIPT = ROOT / "app/static/js/live.js"
THERE = {"OVER": "SESSION_OVER", "COME_BACK": "COME_BACK", "LATER": "LATER", "ELSEWHERE": "OPEN_ELSEWHERE"}


def test_the_script_of_the_pages_knows_the_same_numbers() -> None:
    known = dict(re.findall(r"^const (\w+) = (\d{4});$", SCRIPT.read_text("utf-8"), re.MULTILINE))

    assert {name: int(known[name]) for name in THERE} == {
        name: getattr(goodbyes, here) for name, here in THERE.items()
    }


def test_each_number_has_one_home() -> None:
    numbers = "|".join(str(number) for name, number in vars(goodbyes).items() if name.isupper())
    elsewhere = [
        path.name
        for path in (ROOT / "app").rglob("*.py")
        if path.name != "goodbyes.py" and re.search(rf"\b({numbers})\b", path.read_text("utf-8"))
    ]

    assert not elsewhere
