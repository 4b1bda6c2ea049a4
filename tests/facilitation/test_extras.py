"""The optional extras: vectors from a folder, titles from a language model; without them all stays local."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from facilitation import Note, Theme, Themes, propose_themes
from facilitation.embeddings import EmbeddingsError, load_embeddings
from facilitation.machine_titles import TitleService, retitled, usable

WORDS = {
    "katze": (1, 0, 0),
    "hund": (0.9, 0.1, 0),
    "auto": (0, 1, 0),
    "bus": (0, 0.9, 0.1),
    "hunde": (0.8, 0, 0),
}


def write_text_vectors(folder: Path) -> None:
    lines = [f"{len(WORDS)} 3", *(f"{word} {' '.join(map(str, vector))}" for word, vector in WORDS.items())]
    (folder / "klein.vec").write_text("\n".join(lines) + "\n", "utf-8")


def write_model(
    folder: Path, vocabulary: object, rows: list[list[float]], *, normalizer: object = None
) -> None:
    table = np.array(rows, dtype=np.float32)
    header = {"embeddings": {"dtype": "F32", "shape": table.shape, "data_offsets": [0, table.nbytes]}}
    head = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(len(head).to_bytes(8, "little") + head + table.tobytes())
    tokenizer = {"model": {"vocab": vocabulary}, "normalizer": normalizer}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), "utf-8")


def test_vectors_are_read_from_a_text_file(tmp_path: Path) -> None:
    write_text_vectors(tmp_path)
    cat, dog, car, none = load_embeddings(tmp_path).of_texts(
        ["Katze", "der Hund", "Auto und Auto", "Xylophon"]
    )
    assert cat @ dog > 0.9 > 0.1 > cat @ car
    assert not none.any()


def test_vectors_of_word_pieces_are_read_from_a_model(tmp_path: Path) -> None:
    write_model(
        tmp_path, {"rad": 0, "##weg": 1, "weg": 2}, [[1, 0], [0, 1], [5, 5]], normalizer={"type": "Lowercase"}
    )
    (way,) = load_embeddings(tmp_path).of_texts(["Radweg"])
    assert way == pytest.approx([2**-0.5, 2**-0.5])


def test_vectors_of_marked_beginnings_are_read_from_a_model(tmp_path: Path) -> None:
    write_model(tmp_path, [["▁Rad", -1.0], ["weg", -2.0]], [[3, 0], [0, 3]])
    first, second = load_embeddings(tmp_path).of_texts(["Radweg", "Rad"])
    assert first == pytest.approx([2**-0.5, 2**-0.5])
    assert second == pytest.approx([1, 0])


@pytest.mark.parametrize("content", [None, b"", b"not a number\n", b"2 3\nkatze 1 2\n"])
def test_a_folder_without_vectors_says_so(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "kaputt.vec").write_bytes(content)
    with pytest.raises(EmbeddingsError, match=tmp_path.name):
        load_embeddings(tmp_path)


def test_themes_use_the_vectors_of_a_folder_when_they_are_given(tmp_path: Path) -> None:
    write_text_vectors(tmp_path)
    notes = [Note(str(at), text) for at, text in enumerate(["Katze", "Hund", "Auto", "Bus"] * 4)]
    themes = propose_themes(notes, count=2, embeddings=tmp_path)
    texts = {note.id: note.text for note in notes}
    assert {frozenset(texts[id_] for id_ in theme.note_ids) for theme in themes.themes} == {
        frozenset({"Katze", "Hund"}),
        frozenset({"Auto", "Bus"}),
    }


class Model(BaseHTTPRequestHandler):
    """A language model of this test: answers with the next of its answers."""

    answers: ClassVar[list[str]] = []
    asked: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({**body, "path": self.path, "key": self.headers.get("Authorization")})
        content = self.answers.pop(0)
        status = 500 if content == "broken" else 200
        data = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def service() -> Iterator[TitleService]:
    Model.answers, Model.asked = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield TitleService(f"http://127.0.0.1:{server.server_port}/v1", "klein", key="secret", seconds=60)
    server.shutdown()
    thread.join()
    server.server_close()


NOTES = [Note("1", "Bank fehlt"), Note("2", "zu wenig Bänke"), Note("3", "Müll am Fluss")]
THEMES = Themes(
    (
        Theme("t1", "Bänke", (), ("1", "2"), ("1",)),
        Theme("t2", "Müll", (), ("3",), ("3",)),
    )
)


def test_a_model_titles_themes_in_the_words_of_their_cards(service: TitleService) -> None:
    Model.answers = [
        '{"title": "Bänke fehlen", "summary": "Es gibt zu wenig Bänke."}',
        '{"title": "Kosmische Harmonie"}',
    ]
    themes, words = retitled(THEMES, NOTES, service)
    assert [theme.title for theme in themes.themes] == ["Bänke fehlen", "Müll"]
    assert words["t1"].summary == "Es gibt zu wenig Bänke"
    first = Model.asked[0]
    assert (first["path"], first["key"], first["model"]) == ("/v1/chat/completions", "Bearer secret", "klein")
    assert json.loads(first["messages"][1]["content"]) == ["Bank fehlt", "zu wenig Bänke"]


def test_a_title_of_a_person_is_not_asked_for(service: TitleService) -> None:
    Model.answers = ['{"title": "Müll weg"}']
    themes, _ = retitled(THEMES, NOTES, service, keep=["t1"])
    assert [theme.title for theme in themes.themes] == ["Bänke", "Müll weg"]
    assert len(Model.asked) == 1


def test_when_the_service_breaks_the_local_titles_stay(service: TitleService) -> None:
    Model.answers = ["broken"]
    themes, words = retitled(THEMES, NOTES, service)
    assert (themes, words) == (THEMES, {})
    assert len(Model.asked) == 1


def test_when_nobody_listens_the_local_titles_stay() -> None:
    nobody = TitleService("http://127.0.0.1:9", "klein", seconds=1)
    assert retitled(THEMES, NOTES, nobody)[0] == THEMES


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ('```json\n{"title": "„Zu wenig Bänke“."}\n```', "Zu wenig Bänke"),
        ('{"title": "bänke"}', "Bänke"),
        ('{"title": "Bänke ' + "x" * 80 + '"}', ""),
        ('{"title": "Bänke<script>"}', ""),
        ('{"title": 7}', ""),
        ("Bänke", ""),
        ('{"title": "Bänke"', ""),
        ("[]", ""),
    ],
)
def test_only_short_titles_from_the_cards_are_usable(answer: str, title: str) -> None:
    assert usable(answer, ["zu wenig Bänke"]).title == title
