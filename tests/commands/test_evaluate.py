"""zukunft evaluate: the measures of a made table, beside simple methods."""

import argparse
from pathlib import Path

import pytest

from app.commands import evaluate
from tests.facilitation.boards import GERMAN


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    evaluate.add_arguments(parser)
    return evaluate.run(parser.parse_args(list(words)))


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    path = tmp_path / "cards.csv"
    lines = [f'"{text}";{theme}' for theme, texts in GERMAN.items() for text in texts]
    path.write_text("\n".join(["text;label", *lines, '"Bus ohne Urteil";']), encoding="utf-8")
    return path


def values(line: str) -> list[float]:
    return [float(cell.rstrip("%")) for cell in line.split()[-7:]]


def test_the_themes_are_compared_with_the_labels(cards: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(cards), "--label-column", "label") == 0
    heading, line = capsys.readouterr().out.splitlines()
    assert heading.split() == ["method", "AMI", "ARI", "V", "BCubed", "F1", "themes", "unsorted", "seconds"]
    ami, ari, v_measure, bcubed, themes, unsorted, seconds = values(line)
    assert min(ami, ari, v_measure, bcubed) > 0.5
    assert 5 <= themes <= 10
    assert unsorted <= 10
    assert seconds > 0


def test_simple_methods_are_beaten_twice(cards: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(cards), "--label-column", "label", "--baselines") == 0
    said = capsys.readouterr().out.splitlines()
    ours, k_means, nmf = (values(line)[0] for line in said[1:4])
    assert ours > 2 * max(k_means, 0.01)
    assert ours > nmf
    assert said[4].endswith(("TF-IDF + k-means", "chance"))


def test_the_number_of_themes_and_a_background_can_be_given(
    cards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("text\nMüll und Scherben am Ufer\nBus und Bahn fahren zu selten\n", encoding="utf-8")
    assert run(str(cards), "--label-column", "label", "--count", "4", "--background", str(other)) == 0
    assert values(capsys.readouterr().out.splitlines()[1])[4] == 4


@pytest.mark.parametrize(
    "words", [("--label-column", "fehlt"), ("--label-column", "label", "--background", "fehlt.csv")]
)
def test_what_cannot_be_read_is_refused(
    cards: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(cards), *words) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_one_label_is_nothing_to_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cards.csv"
    path.write_text("text;label\nBank;a\nBus;a\n", encoding="utf-8")
    assert run(str(path), "--label-column", "label") == 2
    assert "two different labels" in capsys.readouterr().err
