"""What phones show is found in the source, and is there in each of their languages."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages import Catalog

from app.i18n import EASY, LANGUAGES, PHONE_LANGUAGES
from app.locales.extract import (
    APP,
    catalogues,
    collect_for_phones,
    collect_phrases,
    is_translated,
    merge,
    untranslated,
)
from app.locales.phones import closure, phone_templates, phone_texts

SCRIPTS = {"uk": r"[\u0400-\u04ff]", "ru": r"[\u0400-\u04ff]", "ar": r"[\u0600-\u06ff]"}
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A small program: a door for everybody, one for the staff, and an action behind each."""
    app = tmp_path / "app"
    for name, content in {
        "actions/cards.py": 'def post():\n    N_("Zu lang")\ndef hide():\n    N_("Kein Grund")\n',
        "routes/phone.py": (
            "from app.actions import cards\n"
            '@router.post("/c/{code}")\ndef say():\n    cards.post()\n    return "screens/phone.html"\n'
        ),
        "routes/staff.py": (
            'from app.actions import cards\n@router.post("/m")\ndef lead():\n    cards.hide()\n'
        ),
        "templates/screens/phone.html": '{% include "kinds/" ~ kind ~ ".html" %}{{ _("Hier") }}',
        "templates/kinds/dots.html": '{% from "signs.html" import sign %}{{ _("Punkte") }}',
        "templates/signs.html": '{% macro sign() %}{{ _("Zeichen") }}{% endmacro %}',
        "templates/staff.html": '{{ _("Nur für die Moderation") }}',
        "agendas/evening.json": (
            '{"name": {"de": "Abend"}, "phases": ['
            '{"title": {"de": "Ankommen"}, "announcement": {"de": "Guten Abend"}}]}'
        ),
    }.items():
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(content, "utf-8")
    return app


def test_what_a_door_for_everybody_can_refuse_belongs_to_phones(program: Path) -> None:
    assert phone_texts(program) == {"Zu lang"}


def test_templates_are_followed_to_all_that_they_include(program: Path) -> None:
    assert phone_templates(program) == {"screens/phone.html", "kinds/dots.html", "signs.html"}
    found = {message.id for message in collect_for_phones(program) if message.id}
    assert found == {"Zu lang", "Hier", "Punkte", "Zeichen"}


def test_announcements_are_for_the_staff(program: Path) -> None:
    assert [message.id for message in collect_phrases(program) if message.id] == ["Ankommen"]


def test_the_program_itself_is_read_as_the_small_one() -> None:
    texts, templates = phone_texts(APP), phone_templates(APP)
    assert "Dafür ist gerade nicht geöffnet. Ihr Text bleibt hier stehen." in texts
    assert "Bitte nennen Sie den Grund. Er steht im Protokoll und beim Verfassenden." not in texts
    assert {"partials/phone/collect.html", "partials/_card_form.html", "layout.html"} <= templates
    assert not [name for name in templates if "moderation" in name or "organise" in name]
    assert closure(APP / "templates", {"live/phone/"}) <= templates


Merged = list[tuple[str, str, Catalog]]


@pytest.fixture(scope="module")
def merged() -> Merged:
    """Language, name and content of each catalogue that only phones read."""
    found = [entry for entry in catalogues(APP) if entry[1] not in LANGUAGES]
    assert {language for _path, language, _found in found} == set(PHONE_LANGUAGES) - set(LANGUAGES)
    return [(language, path.stem, merge(path, texts, language=language)) for path, language, texts in found]


def test_whatever_a_phone_shows_is_there_in_each_of_its_languages(merged: Merged) -> None:
    missing = {
        f"{language}/{name}": texts for language, name, catalog in merged if (texts := untranslated(catalog))
    }
    assert not missing, "python3 dev.py messages lists them; docs/languages.md says how to fill them in"


def test_placeholders_are_kept_in_each_language(merged: Merged) -> None:
    """Of a plural the form for many, which always says how many."""
    wrong = [
        (language, message.id, message.string)
        for language, _name, catalog in merged
        for message in catalog
        if message.id and is_translated(message.string)
        if set(PLACEHOLDER.findall(forms(message.id)[-1]))
        != set(PLACEHOLDER.findall(forms(message.string)[-1]))
    ]
    assert not wrong


def forms(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def test_no_german_stands_where_another_script_is_written(merged: Merged) -> None:
    said = [
        (language, " ".join(forms(message.string)))
        for language, _name, catalog in merged
        if language in SCRIPTS
        for message in catalog
        if message.id
    ]
    latin = [(language, text) for language, text in said if not re.search(SCRIPTS[language], text)]
    german = [entry for entry in latin if re.search(r"[a-zäöüß]{4}", PLACEHOLDER.sub("", entry[1]))]
    assert said and not german


def test_plain_german_is_not_called_leichte_sprache() -> None:
    assert EASY in PHONE_LANGUAGES and EASY not in LANGUAGES
    said = [path.read_text("utf-8") for path in (APP / "locales" / EASY).glob("*.po")]
    assert said and not [text for text in said if "Leichte Sprache" in text]
