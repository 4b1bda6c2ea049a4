"""The organiser names the stakeholder groups and their order."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import select

from app.errors import N_, Refusal
from app.models import Card, Participant, StakeholderGroup
from app.writing.transaction import Answer, Transaction

MOST_GROUPS = 12


@dataclass(frozen=True)
class GroupNames:
    """A group as the organiser wrote it; `id` is None for a new one."""

    id: int | None
    name: str
    short: str = ""
    name_en: str = ""
    short_en: str = ""


def set_groups(tx: Transaction, *, names: Sequence[GroupNames]) -> Answer:
    """The groups in their order; one that is not named goes, unless people or cards belong to it."""
    known = {group.id: group for group in StakeholderGroup.of(tx.session, tx.conference_id)}
    wanted = [entry for entry in names if entry.name.strip()]
    check_groups(wanted)
    for position, entry in enumerate(wanted):
        group = known.pop(entry.id, None) if entry.id else None
        if group is None:
            group = StakeholderGroup(conference_id=tx.conference_id, position=position, name="")
            tx.session.add(group)
        group.position = position
        rename(group, entry)
    for group in known.values():
        remove_group(tx, group)
    tx.log("conference_changed", title=tx.conference.title)
    return {}


def rename(group: StakeholderGroup, entry: GroupNames) -> None:
    group.name, group.name_en = entry.name.strip()[:80], entry.name_en.strip()[:80]
    group.short = entry.short.strip()[:20] or group.name[:14]
    group.short_en = entry.short_en.strip()[:20]


def check_groups(wanted: Sequence[GroupNames]) -> None:
    if len(wanted) > MOST_GROUPS:
        raise Refusal(
            "too_many_groups", N_("Höchstens %(most)s Gruppen passen auf eine Leinwand."), most=MOST_GROUPS
        )
    names = [entry.name.strip().casefold() for entry in wanted]
    if doubled := next((entry for entry in wanted if names.count(entry.name.strip().casefold()) > 1), None):
        raise Refusal("group_twice", N_("„%(name)s“ steht zweimal in der Liste."), name=doubled.name.strip())


def remove_group(tx: Transaction, group: StakeholderGroup) -> None:
    if is_used(tx, group):
        raise Refusal(
            "group_used",
            N_("„%(name)s“ ist schon gewählt worden: umbenennen geht, entfernen nicht."),
            name=group.name,
        )
    tx.session.delete(group)


def is_used(tx: Transaction, group: StakeholderGroup) -> bool:
    people = tx.session.exec(select(Participant.id).where(Participant.group_id == group.id).limit(1)).first()
    cards = tx.session.exec(select(Card.id).where(Card.group_id == group.id).limit(1)).first()
    return people is not None or cards is not None
