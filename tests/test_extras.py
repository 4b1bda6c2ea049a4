"""What the settings switch on: never by default, and never in the way."""

from pathlib import Path

import pytest

from app.extras import Extras, extras_of, proposed
from app.settings import Settings
from facilitation import Decisions, Note, propose_themes
from facilitation.machine_titles import TitleService

NOTES = [Note(str(at), text) for at, text in enumerate(["Bank fehlt", "Bus fehlt", "Müll am Fluss"] * 4)]


def test_nothing_is_on_by_default() -> None:
    assert extras_of(Settings()) == Extras()


def test_settings_name_a_folder_and_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZUKUNFT_EMBEDDINGS_DIR", "/srv/vectors")
    monkeypatch.setenv("ZUKUNFT_TITLES_URL", "http://localhost:8080/v1")
    monkeypatch.setenv("ZUKUNFT_TITLES_MODEL", "klein")
    monkeypatch.setenv("ZUKUNFT_TITLES_KEY", "secret")
    service = TitleService("http://localhost:8080/v1", "klein", "secret")
    assert extras_of(Settings()) == Extras("/srv/vectors", service)


def test_a_folder_without_vectors_does_not_stop_the_sorting(tmp_path: Path) -> None:
    assert proposed(NOTES, Extras(embeddings=str(tmp_path)), count=2) == propose_themes(NOTES, count=2)


def test_a_model_that_does_not_answer_does_not_stop_the_sorting() -> None:
    nobody = TitleService("http://127.0.0.1:9", "klein", seconds=1)
    keep = Decisions(titles={"t": "Bänke"})
    assert proposed(NOTES, Extras(titles=nobody), keep=keep) == propose_themes(NOTES, keep=keep)
