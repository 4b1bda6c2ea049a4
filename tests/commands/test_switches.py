"""A switch that cannot be read is a sentence with its name, whatever the command, and never its value."""

from pathlib import Path

import pytest

from app.cli import main
from app.settings import Settings

SECRET = "streng-geheim"


@pytest.mark.parametrize("command", [["verify"], ["backup"], ["serve", "--port", "0"], ["account", "list"]])
@pytest.mark.parametrize(
    ("switch", "value", "said"),
    [
        ("ZUKUNFT_DATABASE_URL", SECRET, "muss eine Adresse wie postgresql+psycopg://"),
        ("ZUKUNFT_DATABASE_URL", f"mysql://x:{SECRET}@host/x", "muss eine Adresse wie postgresql+psycopg://"),
        ("ZUKUNFT_DATABASE_URL", f"postgres://x@host:{SECRET}/x", "muss eine Adresse wie"),
        ("ZUKUNFT_DATABASE_PASSWORD_FILE", f"/gibt-es-nicht/{SECRET}", "lässt sich nicht lesen"),
        ("ZUKUNFT_RETENTION_DAYS", SECRET, "muss eine ganze Zahl sein, 0 oder größer."),
        ("ZUKUNFT_RETENTION_DAYS", "-1", "muss eine ganze Zahl sein, 0 oder größer."),
        ("ZUKUNFT_BEAT_MS", SECRET, "muss eine ganze Zahl sein."),
        ("ZUKUNFT_JOIN_RATE", SECRET, "muss eine Zahl sein."),
        ("ZUKUNFT_SERVICE_WORKER", SECRET, "muss true oder false sein."),
        ("ZUKUNFT_PUBLIC_URL", f"{SECRET}.example", "muss mit http:// oder https:// beginnen"),
    ],
)
def test_one_sentence_names_the_switch(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    switch: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(switch, value)

    assert main(command) == 2

    told = capsys.readouterr()
    assert told.err.count("\n") == 1 and switch in told.err and said in told.err
    assert SECRET not in told.out + told.err


def test_it_is_told_in_the_language_of_the_installation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZUKUNFT_LANGUAGE", "en")
    monkeypatch.setenv("ZUKUNFT_RETENTION_DAYS", "ninety")

    assert main(["verify"]) == 2

    assert capsys.readouterr().err == "ZUKUNFT_RETENTION_DAYS must be a whole number, 0 or more.\n"


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_names_that_others_give_to_postgresql_are_understood(name: str) -> None:
    settings = Settings(database_url=f"{name}://zukunft:a@host/zukunft?sslmode=require")

    assert settings.database_address == "postgresql+psycopg://zukunft:a@host/zukunft?sslmode=require"


@pytest.mark.parametrize(
    "address",
    ["zukunft.example", "ftp://zukunft.example", "https://", "https://a.example/saal", "https://a.example?x=1",
     "https://a.example/#x", "https://olga@a.example", "http://[a"],
)  # fmt: skip
def test_a_public_address_is_an_origin(address: str) -> None:
    with pytest.raises(ValueError, match="public_url"):
        Settings(public_url=address)


def test_an_origin_is_what_browsers_send() -> None:
    assert Settings(public_url="https://Zukunft.example:8443/").origin == "https://zukunft.example:8443"


def test_the_invented_town_stays_out_of_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZUKUNFT_DATA", str(tmp_path))
    monkeypatch.setenv("ZUKUNFT_DATABASE_URL", "postgresql+psycopg://zukunft@127.0.0.1:1/zukunft")

    for demo in (["--demo"], ["--demo-phase", "Ende"]):
        assert main(["serve", "--port", "0", *demo]) == 2
        assert "Die erfundene Stadt kommt in keine andere Datenbank" in capsys.readouterr().err
