"""A database that a server is working with."""

import pytest

from tests.conftest import Town


@pytest.fixture
def beside(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The command line works on the database of a server that is running."""
    monkeypatch.setenv("ZUKUNFT_DATA", str(town.house.settings.data))
    monkeypatch.setenv("ZUKUNFT_DATABASE_URL", town.house.settings.database_url)
    return town
