"""What all tables share: key columns, JSON, the naming of constraints."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.clock import now as now

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def key() -> Any:
    return Field(default=None, primary_key=True)


def reference(target: str, *, on_delete: str = "CASCADE", index: bool = True, nullable: bool = False) -> Any:
    options: dict[str, Any] = {"default": None} if nullable else {}
    return Field(foreign_key=target, ondelete=on_delete, index=index, nullable=nullable, **options)  # type: ignore[call-overload]


def json_field(default: Any) -> Any:
    """A JSON column; assign a new value, changes inside the value are not seen."""
    return Field(default_factory=lambda: default.copy(), sa_type=sa.JSON, nullable=False)


def text_field(default: str = "") -> Any:
    return Field(default=default, sa_type=sa.Text, nullable=False)
