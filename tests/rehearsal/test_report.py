"""The rehearsal sees a card that is lost or stored twice, and nothing where there is nothing to see."""

import random
from dataclasses import replace

import pytest

from app.rehearsal.guest import Guest
from app.rehearsal.line import doors
from app.rehearsal.phones import Ack, Phone, Screen
from app.rehearsal.report import Report, counted, in_words
from app.rehearsal.watching import Wall
from app.rehearsal.words import SUBJECTS, thought


def saved(*texts: str) -> Guest:
    """A person whose phone has a tick on each of these cards."""
    phone = Phone(["http://nowhere"], "CODE", "A", doors())
    for number, text in enumerate(texts, start=1):
        key = phone.post("strength", text)
        card = {"id": number, "number": number, "kind": "strength", "late": False}
        phone.sent_at[key], phone.tries[key], phone.acked_at[key] = 10.0, 1, 10.5
        phone.acked[key] = Ack(key, {"ok": True, "card": card}, 10.5)
        phone.outbox.clear()
    return Guest(phone)


def report_of(guest: Guest, stored: list[str] | None) -> Report:
    return counted([guest], {guest.phone: stored}, None)


def test_what_is_there_is_neither_lost_nor_double() -> None:
    report = report_of(saved("Bänke", "Licht"), ["Licht", "Bänke"])
    assert (report.saved, report.lost, report.double, report.is_good) == (2, 0, 0, True)
    assert report.answer.p50 == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("stored", "lost", "double"),
    [(["Bänke"], 1, 0), (["Bänke", "Licht", "Licht"], 0, 1), ([], 2, 0), (["Bänke", "Licht", "fremd"], 0, 1)],
)
def test_a_lost_or_double_card_is_seen(stored: list[str], lost: int, double: int) -> None:
    report = report_of(saved("Bänke", "Licht"), stored)
    assert (report.lost, report.double, report.is_good) == (lost, double, False)


def test_a_phone_that_could_not_be_checked_is_not_good() -> None:
    assert not report_of(saved("Bänke"), None).is_good


def test_a_card_counts_for_the_wall_once_it_or_a_newer_one_stands_there() -> None:
    wall = Wall("http://nowhere", doors())
    wall._newest = [(3, 11.0), (9, 12.0)]
    assert [wall.told_at(card) for card in (1, 3, 4, 9, 10)] == [11.0, 11.0, 12.0, 12.0, None]


def test_the_report_is_said_in_both_languages() -> None:
    report = replace(report_of(saved("Bänke"), ["Bänke"]), refusals={"limit": 2}, left_behind=1)
    assert "verloren: 0, doppelt: 0" in in_words(report, "de")
    assert "0,50 s" in in_words(report, "de")
    english = in_words(report, "en")
    assert "lost: 0, double: 0" in english
    assert "0.50 s" in english
    assert "limit" in english


def test_nobody_writes_the_same_card_twice_and_all_fit() -> None:
    chance, said = random.Random(1), set[str]()
    texts = [thought(chance, kind, said) for kind in SUBJECTS for _ in range(30)]
    assert len(set(texts)) == len(texts)
    assert max(map(len, texts)) <= 140


def test_a_screen_reads_the_ids_of_cards_from_its_parts() -> None:
    screen = Screen(["http://nowhere"], doors())
    screen._put("stage", '<ol data-alive="4 17"><li data-card="17">')
    assert set(screen.appeared) == {4, 17}
