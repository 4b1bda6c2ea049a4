"""Translations survive a change of texts, and the catalogue is the same for everybody who makes it."""

from pathlib import Path

import pytest
from babel.messages import Catalog

from app.locales.extract import APP, ENGLISH, collect, is_translated, merge, untranslated, write

TEMPLATE = """
<button>{{ _("Karte senden") }}</button> {{ ngettext("%(num)s Karte", "%(num)s Karten", n) }}
{% trans %}
  Alle
  Themen
{% endtrans %}
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    screens = tmp_path / "templates/screens"
    screens.mkdir(parents=True)
    (screens / "phone.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "errors.py").write_text('N_ = str\nREFUSED = N_("Zu spät")\n', encoding="utf-8")
    return tmp_path


def bring_up_to_date(program: Path) -> str:
    path = program / "locales/en/messages.po"
    write(merge(path, collect(program)), path)
    return path.read_text(encoding="utf-8")


def translate(program: Path, message: str, translation: str) -> None:
    path = program / "locales/en/messages.po"
    before = f'msgid "{message}"\nmsgstr ""'
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, f'msgid "{message}"\nmsgstr "{translation}"'), encoding="utf-8")


def test_texts_come_from_templates_and_python(program: Path) -> None:
    text = bring_up_to_date(program)
    for message in ("Karte senden", "%(num)s Karten", "Alle Themen", "Zu spät"):
        assert f'"{message}"' in text


def test_a_translation_stays_and_a_second_run_changes_nothing(program: Path) -> None:
    bring_up_to_date(program)
    translate(program, "Karte senden", "Send card")
    first = bring_up_to_date(program)
    assert 'msgstr "Send card"' in first
    assert bring_up_to_date(program) == first


def test_the_catalogue_has_no_dates_and_no_line_numbers(program: Path) -> None:
    text = bring_up_to_date(program)
    assert "Date" not in text
    assert "#:" not in text
    assert "phone.html" not in text


def test_a_text_that_comes_back_finds_its_translation_again(program: Path) -> None:
    bring_up_to_date(program)
    translate(program, "Zu spät", "Too late")
    with_text = bring_up_to_date(program)
    source = program / "errors.py"
    kept = source.read_text(encoding="utf-8")
    source.write_text("", encoding="utf-8")
    assert '#~ msgstr "Too late"' in bring_up_to_date(program)
    source.write_text(kept, encoding="utf-8")
    assert bring_up_to_date(program) == with_text


def test_open_texts_are_named(program: Path) -> None:
    bring_up_to_date(program)
    path = program / "locales/en/messages.po"
    translate(program, "Karte senden", "Send card")
    still_open = untranslated(merge(path, collect(program)))
    assert "Zu spät" in still_open
    assert "Karte senden" not in still_open
    assert len(still_open) == 3


def test_a_broken_template_is_an_error(program: Path) -> None:
    (program / "templates/broken.html").write_text("{% if %}", encoding="utf-8")
    with pytest.raises(Exception, match="Expected an expression"):
        collect(program)


@pytest.fixture(scope="module")
def english() -> Catalog:
    return merge(ENGLISH, collect(APP))


def test_every_text_of_the_program_is_there_in_english(english: Catalog) -> None:
    assert len(english) > 0
    assert not untranslated(english), "python3 dev.py messages lists them"


def test_translations_have_the_placeholders_of_their_text(english: Catalog) -> None:
    wrong = [(message.id, errors) for message, errors in english.check() if is_translated(message.string)]
    assert not wrong


def test_a_wrong_placeholder_is_seen(program: Path) -> None:
    (program / "errors.py").write_text('N_("Noch %(rest)s Punkte")\n', encoding="utf-8")
    bring_up_to_date(program)
    translate(program, "Noch %(rest)s Punkte", "%(left)s dots left")
    path = program / "locales/en/messages.po"
    assert [
        errors for message, errors in merge(path, collect(program)).check() if is_translated(message.string)
    ]
