"""What a phone may say, by socket, by POST or by a plain form: one meaning, one way to the writer."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.actions import cards, choosing, joining, promises, votes
from app.actions.details import Details
from app.errors import N_, Refusal
from app.house import House
from app.limits import Limit
from app.writing.transaction import Answer, Change, Transaction

Key = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[\x21-\x7e]+$")]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]


def aware(at: datetime | None) -> datetime | None:
    """A time without a zone is meant as the server's."""
    return at.replace(tzinfo=at.tzinfo or UTC) if at else None


class Message(BaseModel):
    model_config = ConfigDict(extra="ignore")

    key: Key


class PostCard(Message):
    do: Literal["post_card"]
    kind: Annotated[str, Field(max_length=20)]
    text: Annotated[str, Field(max_length=4000)]
    phase: Number | None = None
    theme: Number | None = None
    field: Annotated[str, Field(max_length=20)] = ""
    table: Number | None = None
    year: Number | None = None
    place: Annotated[str, Field(max_length=600)] = ""
    cost: Annotated[str, Field(max_length=12)] = ""
    measure: Number | None = None
    written_at: datetime | None = None

    def change(self, participant_id: int) -> Any:
        said = Details(
            theme_id=self.theme, field=self.field, table_id=self.table, year=self.year, place=self.place,
            cost=self.cost, measure_id=self.measure,
        )  # fmt: skip
        return partial(
            cards.post_card, participant_id=participant_id, kind=self.kind, text=self.text,
            phase_id=self.phase, written_at=aware(self.written_at), said=said,
        )  # fmt: skip


class ChangeCard(Message):
    do: Literal["change_card"]
    card: Number
    text: Annotated[str, Field(max_length=4000)]
    version: Number | None = None

    def change(self, participant_id: int) -> Any:
        return partial(
            cards.change_card, participant_id=participant_id, card_id=self.card, text=self.text,
            version=self.version,
        )  # fmt: skip


class WithdrawCard(Message):
    do: Literal["withdraw_card"]
    card: Number
    version: Number | None = None

    def change(self, participant_id: int) -> Any:
        return partial(
            cards.withdraw_card, participant_id=participant_id, card_id=self.card, version=self.version
        )


class CastVote(Message):
    do: Literal["cast_vote"]
    ballot: Number
    item: Number
    value: Number
    counter: Number
    reason: Annotated[str, Field(max_length=4000)] = ""
    written_at: datetime | None = None

    def change(self, participant_id: int) -> Any:
        return partial(
            votes.cast_vote, participant_id=participant_id, ballot_id=self.ballot, item_id=self.item,
            value=self.value, counter=self.counter, reason=self.reason, written_at=aware(self.written_at),
        )  # fmt: skip


class ChooseTable(Message):
    do: Literal["choose_table"]
    table: Number
    leave: bool = False

    def change(self, participant_id: int) -> Any:
        return partial(
            choosing.choose_table, participant_id=participant_id, table_id=self.table, leave=self.leave
        )


class ChooseCompanion(Message):
    do: Literal["choose_companion"]
    number: Number | None = None

    def change(self, participant_id: int) -> Any:
        return partial(choosing.choose_companion, participant_id=participant_id, number=self.number)


class ChooseGroup(Message):
    do: Literal["choose_group"]
    group: Number | None = None

    def change(self, participant_id: int) -> Any:
        return partial(joining.choose_group, participant_id=participant_id, group_id=self.group)


class Commit(Message):
    do: Literal["commit"]
    measure: Number
    kinds: list[str]
    contact: Annotated[str, Field(max_length=200)] = ""
    consent: bool = False

    def change(self, participant_id: int) -> Any:
        return partial(
            promises.commit, participant_id=participant_id, measure_id=self.measure, kinds=self.kinds,
            contact=self.contact, consent=self.consent,
        )  # fmt: skip


Spoken = Annotated[
    PostCard | ChangeCard | WithdrawCard | CastVote | ChooseGroup | ChooseTable | ChooseCompanion | Commit,
    Field(discriminator="do"),
]
_spoken: TypeAdapter[Spoken] = TypeAdapter(Spoken)


def understood(raw: str | bytes) -> Spoken:
    try:
        return _spoken.validate_json(raw)
    except ValidationError as error:
        raise Refusal(
            "not_understood", N_("Diese Nachricht war nicht zu verstehen. Bitte laden Sie die Seite neu.")
        ) from error


class Speaker(Protocol):
    """Whose device it is."""

    @property
    def id(self) -> int | None: ...

    @property
    def conference_id(self) -> int: ...


def as_change(message: Spoken, participant: Speaker) -> Change:
    return change_by(participant, message.change(participant.id or 0), key=message.key)


def change_by(
    participant: Speaker, act: Callable[[Transaction], Answer], *, key: str | None = None
) -> Change:
    """Whatever somebody does here, they are in the hall by it."""
    assert participant.id is not None
    return Change(
        partial(joining.speaking, participant_id=participant.id, act=act),
        actor=f"participant:{participant.id}",
        conference_id=participant.conference_id,
        key=key,
    )


async def say(house: House, participant: Speaker, message: Spoken) -> Answer:
    """Into the writer; returns after the commit."""
    check_pace(house.limits.votes if isinstance(message, CastVote) else house.limits.cards, participant)
    return await house.writer.write(as_change(message, participant))


def check_pace(limit: Limit, participant: Speaker) -> None:
    if not limit.allows(f"participant:{participant.id}"):
        raise Refusal(
            "slow_down", N_("Das ging sehr schnell. Ihr Text wartet und wird gleich gesendet."), status=429
        )
