"""Word vectors from a folder on this machine, for who has some: never fetched, never asked for by default."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from facilitation.algebra import Matrix, unit_rows
from facilitation.words import readable, words_of

_TYPES = {"F64": np.float64, "F32": np.float32, "F16": np.float16}
_CONTINUED, _BEGINNING = "##", "▁"
_LONGEST_PIECE = 32


class EmbeddingsError(ValueError):
    """The folder holds no vectors that can be read; the message says what is missing."""


class Embeddings:
    """Vectors of words, or of pieces of words: a card has the mean of its words, with length 1."""

    def __init__(
        self,
        table: Any,
        row_of: Mapping[str, int],
        *,
        lower: bool = True,
        strip: bool = False,
        marks: str = "",
    ) -> None:
        """table: shape (pieces, dimensions). marks: how pieces are marked, "▁" or "##"; "" for words."""
        self.table, self.row_of, self.lower, self.strip, self.marks = table, row_of, lower, strip, marks

    def of_texts(self, texts: Sequence[str]) -> Matrix:
        """Shape (texts, dimensions); rows of length 1, or all zeros where no word is known."""
        rows = [list(self._rows_of(text)) for text in texts]
        none = np.zeros(self.table.shape[1])
        return unit_rows(
            np.array(
                [np.asarray(self.table[ids], dtype=np.float64).mean(axis=0) if ids else none for ids in rows]
            )
        )

    def _rows_of(self, text: str) -> Iterator[int]:
        for word in words_of(readable(text)):
            yield from self._pieces(self._normal(word.surface))

    def _normal(self, word: str) -> str:
        small = word.lower() if self.lower else word
        if not self.strip:
            return small
        return "".join(
            sign for sign in unicodedata.normalize("NFD", small) if not unicodedata.combining(sign)
        )

    def _pieces(self, word: str) -> list[int]:
        """The word itself, else the longest pieces from its beginning on; nothing if a piece is unknown."""
        rest, found = (_BEGINNING + word if self.marks == _BEGINNING else word), list[int]()
        while rest:
            begin = _CONTINUED if found and self.marks == _CONTINUED else ""
            lengths = range(min(len(rest), _LONGEST_PIECE), 0, -1)
            size = next((size for size in lengths if begin + rest[:size] in self.row_of), 0)
            if not size or (size < len(rest) and not self.marks):
                return []
            found.append(self.row_of[begin + rest[:size]])
            rest = rest[size:]
        return found


@lru_cache(maxsize=1)
def load_embeddings(folder: Path | str) -> Embeddings:
    """Vectors in a folder: `model.safetensors` with `tokenizer.json` as model2vec has them, or one `*.vec`.

    A `.vec` file is text: a line "count dimensions", then a word and its numbers on each line (word2vec).
    Words are cut by the longest pieces, whatever the tokenizer would do. Raises EmbeddingsError.
    """
    place = Path(folder)
    try:
        if (place / "model.safetensors").is_file():
            return _from_model(place)
        texts = sorted(place.glob("*.vec"))
        if texts:
            return _from_text(texts[0])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EmbeddingsError(f"the vectors in {place} cannot be read: {error}") from error
    raise EmbeddingsError(f"{place} has neither model.safetensors nor a .vec file")


def _from_text(path: Path) -> Embeddings:
    with path.open(encoding="utf-8") as file:
        count, dimensions = map(int, file.readline().split())
        table, row_of = np.zeros((count, dimensions), dtype=np.float32), {}
        for row, line in enumerate(file):
            word, *numbers = line.rstrip().split(" ")
            table[row] = np.array(numbers, dtype=np.float32)
            row_of[word] = row
    return Embeddings(table, row_of, lower=not any(word != word.lower() for word in row_of))


def _from_model(place: Path) -> Embeddings:
    tensors = _tensors(place / "model.safetensors")
    table = tensors["embeddings"]
    if "weights" in tensors:
        table = np.asarray(table) * np.asarray(tensors["weights"])[:, None]
    tokenizer = json.loads((place / "tokenizer.json").read_text("utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    pieces = (
        vocabulary if isinstance(vocabulary, dict) else {entry[0]: at for at, entry in enumerate(vocabulary)}
    )
    row_of = {piece: row for piece, row in pieces.items() if row < len(table)}
    marks = _BEGINNING if any(piece.startswith(_BEGINNING) for piece in row_of) else _CONTINUED
    normal = json.dumps(tokenizer.get("normalizer") or {})
    lower = '"Lowercase"' in normal or '"lowercase": true' in normal
    return Embeddings(table, row_of, lower=lower, strip='"strip_accents": true' in normal, marks=marks)


def _tensors(path: Path) -> dict[str, Any]:
    """The tensors of a safetensors file, left on the disk until they are looked at."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] in _TYPES:
            begin = 8 + length + entry["data_offsets"][0]
            shape = tuple(entry["shape"])
            found[name] = np.memmap(path, dtype=_TYPES[entry["dtype"]], mode="r", offset=begin, shape=shape)
    return found


def joined_with(vectors: Matrix, texts: Sequence[str], folder: Path | str) -> Matrix:
    """Card vectors with those of the folder beside them, both alike; cards without any stay zeros."""
    return unit_rows(np.hstack([vectors, load_embeddings(folder).of_texts(texts)]))
