"""The guide for analysts does what it says."""

import contextlib
import io
import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "facilitation.md"
_BLOCK = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)


def test_the_blocks_of_the_guide_run_and_print_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session: dict[str, object] = {}
    printed = ""
    blocks = _BLOCK.findall(GUIDE.read_text("utf-8"))
    assert [kind for kind, _ in blocks].count("text") >= 2
    for kind, text in blocks:
        if kind == "text":
            assert printed == text
            continue
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(text, str(GUIDE), "exec"), session)
        printed = out.getvalue()
    assert (tmp_path / "gemeinsame_basis.csv").read_bytes().startswith(b"\xef\xbb\xbf")
