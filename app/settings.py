"""Every switch of the program, read from the environment with the prefix ZUKUNFT_."""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ZUKUNFT_", extra="ignore", frozen=True)

    data: Path = Field(default=Path("var"), description="Folder of the embedded database and the secrets.")
    database_url: str = Field(
        default="", description="SQLAlchemy address; empty means SQLite in the data folder."
    )
    public_url: str = Field(
        default="", description="Address under which phones reach the server, e.g. https://zukunft.example."
    )
    language: str = Field(default="de", description="Language of the first page: de or en.")
    beat_ms: int = Field(
        default=150, description="Milliseconds in which changes are gathered into one frame per screen."
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
    contact: str = Field(default="", description="Whom to ask about this installation; shown in the footer.")
    imprint_url: str = Field(default="", description="Address of the imprint (Impressum).")
    privacy_url: str = Field(default="", description="Address of the full privacy notice.")
    accessibility_url: str = Field(default="", description="Address of the accessibility statement.")

    @cached_property
    def database_address(self) -> str:
        return self.database_url or f"sqlite:///{(self.data / 'zukunft.db').resolve()}"

    @cached_property
    def origin(self) -> str:
        """The only origin whose requests may change something; empty where no public address is set."""
        return self.public_url.rstrip("/")

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https://")
