"""Every switch of the program, read from the environment with the prefix ZUKUNFT_."""

import os
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "ZUKUNFT_"
POSTGRESQL = "postgresql+psycopg"
USUAL_NAMES = ("postgres://", "postgresql://")
"""What other programs and providers call the same database."""


class UnreadableFile(Exception):
    """Names the switch and not the file: somebody may have put the secret in its place."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    data: Path = Field(default=Path("var"), description="Folder of the embedded database and the secrets.")
    database_url: str = Field(
        default="", description="SQLAlchemy address; empty means SQLite in the data folder."
    )
    database_password: str = Field(default="", description="Put into database_url, which then shows none.")
    bus_url: str = Field(
        default="",
        description="Redis for the bell between several hosts; empty means the bell of the database.",
    )
    public_url: str = Field(
        default="", description="Address under which phones reach the server, e.g. https://zukunft.example."
    )
    language: str = Field(default="de", description="Language of the first page: de or en.")
    beat_ms: int = Field(
        default=200, description="Milliseconds in which changes are gathered into one frame per screen."
    )
    join_rate: float = Field(
        default=20.0, description="New devices per second and network in one conference."
    )
    forwarded_allow_ips: str = Field(
        default="127.0.0.1", description="Proxies whose X-Forwarded-For is believed."
    )
    metrics_token: str = Field(
        default="", description="Who shows it as bearer token may read /metrics from elsewhere."
    )
    unsafe_durability: bool = Field(
        default=False, description="Serve although the database may lose acknowledged cards in a power cut."
    )
    service_worker: bool = Field(
        default=True, description="Phones keep their page for a reload without a network (over https only)."
    )
    contact: str = Field(default="", description="Whom to ask about this installation; shown in the footer.")
    imprint_url: str = Field(default="", description="Address of the imprint (Impressum).")
    privacy_url: str = Field(default="", description="Address of the full privacy notice.")
    retention_days: int = Field(
        default=90,
        ge=0,
        description="Days after its end at which a conference forgets whose device did what; 0: never.",
    )
    learn_from_earlier: bool = Field(
        default=True, description="Sorting learns words from the visible cards of earlier conferences here."
    )
    embeddings_dir: str = Field(
        default="", description="Folder with word vectors that sorting uses as well; see the page on privacy."
    )
    titles_url: str = Field(
        default="", description="OpenAI-compatible address that may title themes; card texts are sent there."
    )
    titles_model: str = Field(default="", description="Name of the model at titles_url.")
    titles_key: str = Field(default="", description="Key for titles_url.")
    accessibility_url: str = Field(default="", description="Address of the accessibility statement.")

    @field_validator("database_url")
    @classmethod
    def known_database(cls, address: str) -> str:
        for name in USUAL_NAMES:
            if address.startswith(name):
                address = f"{POSTGRESQL}://{address.removeprefix(name)}"
        try:
            is_known = not address or make_url(address).drivername in (POSTGRESQL, "sqlite")
        except ArgumentError as error:
            raise ValueError("not an address") from error
        if not is_known:
            raise ValueError("another kind of database")
        return address

    @field_validator("public_url")
    @classmethod
    def plain_origin(cls, address: str) -> str:
        """Browsers send it without a path and in small letters, and it is compared with what they send."""
        parts = urlsplit(address)
        has_more = parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc
        if address and (parts.scheme not in ("http", "https") or not parts.hostname or has_more):
            raise ValueError("not an origin")
        return address.lower()

    @cached_property
    def database_address(self) -> str:
        if not self.database_url:
            return f"sqlite:///{(self.data / 'zukunft.db').resolve()}"
        if not self.database_password:
            return self.database_url
        return (
            make_url(self.database_url)
            .set(password=self.database_password)
            .render_as_string(hide_password=False)
        )

    @property
    def is_embedded(self) -> bool:
        """SQLite: one process, one folder."""
        return self.database_address.startswith("sqlite")

    @cached_property
    def origin(self) -> str:
        """The only origin whose requests may change something; empty where no public address is set."""
        return self.public_url.rstrip("/")

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https://")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[Any, ...]:
        return init_settings, env_settings, from_files


def from_files() -> dict[str, str]:
    """ZUKUNFT_DATABASE_PASSWORD_FILE and its like name a file with the value, as secrets of containers do."""
    named = {name: f"{PREFIX}{name}_FILE".upper() for name in Settings.model_fields}
    return {name: content_of(switch) for name, switch in named.items() if os.environ.get(switch)}


def content_of(switch: str) -> str:
    try:
        return Path(os.environ[switch]).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise UnreadableFile(switch) from error
