"""The organiser makes and changes a conference: its data, groups, phases, links."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from app.auth import LINK_LIFE, hashed, new_code
from app.errors import N_, Refusal, not_found
from app.models import (
    Card,
    Conference,
    Link,
    Participant,
    Phase,
    PhaseSettings,
    PhaseState,
    Role,
    StaffSession,
    StakeholderGroup,
)
from app.models.base import now
from app.transaction import Answer, Transaction
from sqlmodel import select

MOST_GROUPS = 12


def create_conference(
    tx: Transaction,
    *,
    fields: Mapping[str, Any],
    agenda: Mapping[str, Any],
    groups: Sequence[Mapping[str, Any]],
) -> Answer:
    """A conference with its own copy of the run of show and the groups."""
    if not str(fields.get("title", "")).strip():
        raise Refusal("title_missing", N_("Bitte geben Sie der Veranstaltung einen Titel."))
    conference = Conference(**fields, agenda=agenda["id"], code=free_code(tx), epoch=str(uuid.uuid4()))
    tx.adopt(conference)
    for position, entry in enumerate(agenda["phases"]):
        tx.session.add(phase_from(tx.conference_id, position, entry))
    for position, group in enumerate(groups):
        tx.session.add(group_from(tx.conference_id, position, group))
    tx.session.flush()
    first = Phase.of(tx.session, tx.conference_id)[0]
    conference.phase_id = first.id
    tx.log("conference_changed", title=conference.title)
    return {"conference": conference.id, "code": conference.code}


def phase_from(conference_id: int, position: int, entry: Mapping[str, Any]) -> Phase:
    given = {name: entry[name] for name in PhaseSettings.model_fields if entry.get(name) is not None}
    if voting := entry.get("voting"):
        labels = voting.get("labels") or {}
        given["voting"] = {**voting, "labels": [labels[name] for name in sorted(labels)]}
    return Phase(
        conference_id=conference_id,
        position=position,
        kind=entry["kind"],
        minutes=entry["minutes"],
        title=entry["title"]["de"],
        title_en=entry["title"].get("en", ""),
        prompt=entry["prompt"]["de"],
        prompt_en=entry["prompt"].get("en", ""),
        announcement=entry["announcement"]["de"],
        announcement_en=entry["announcement"].get("en", ""),
        params=PhaseSettings.model_validate(given).model_dump(),
    )


def group_from(conference_id: int, position: int, group: Mapping[str, Any]) -> StakeholderGroup:
    return StakeholderGroup(
        conference_id=conference_id,
        position=position,
        name=group["name"]["de"],
        name_en=group["name"].get("en", ""),
        short=group["short"]["de"],
        short_en=group["short"].get("en", ""),
    )


def free_code(tx: Transaction) -> str:
    while Conference.with_code(tx.session, code := new_code()):
        continue
    return code


def change_conference(tx: Transaction, *, fields: Mapping[str, Any]) -> Answer:
    if not str(fields.get("title", "-")).strip():
        raise Refusal("title_missing", N_("Bitte geben Sie der Veranstaltung einen Titel."))
    for name, value in fields.items():
        setattr(tx.conference, name, value)
    tx.log("conference_changed", title=tx.conference.title)
    return {}


def set_groups(tx: Transaction, *, names: Sequence[tuple[int | None, str, str]]) -> Answer:
    """The groups in their order, each (id or None, name, short name); a group with people or cards stays."""
    known = {group.id: group for group in StakeholderGroup.of(tx.session, tx.conference_id)}
    wanted = [(group_id, name.strip()[:80], short.strip()[:20]) for group_id, name, short in names if name.strip()]
    if len(wanted) > MOST_GROUPS:
        raise Refusal("too_many_groups", N_("Höchstens %(most)s Gruppen passen auf eine Leinwand."), most=MOST_GROUPS)
    for position, (group_id, name, short) in enumerate(wanted):
        group = known.pop(group_id, None)
        if group is None:
            group = StakeholderGroup(conference_id=tx.conference_id, position=position, name=name)
            tx.session.add(group)
        if group.name != name:
            group.name_en = group.short_en = ""
        group.position, group.name, group.short = position, name, short or name[:14]
    for group in known.values():
        if is_used(tx, group):
            raise Refusal("group_used", N_("„%(name)s“ haben schon Menschen gewählt. Sie können die Gruppe umbenennen, aber nicht löschen."), name=group.name)
        tx.session.delete(group)
    tx.log("conference_changed", title=tx.conference.title)
    return {}


def is_used(tx: Transaction, group: StakeholderGroup) -> bool:
    people = tx.session.exec(select(Participant.id).where(Participant.group_id == group.id).limit(1)).first()
    cards = tx.session.exec(select(Card.id).where(Card.group_id == group.id).limit(1)).first()
    return people is not None or cards is not None


def change_phase(tx: Transaction, *, phase_id: int, title: str, prompt: str, announcement: str, minutes: int, params: Mapping[str, Any]) -> Answer:
    phase = own_phase(tx, phase_id)
    if not title.strip() or not 1 <= minutes <= 600:
        raise Refusal("phase_fields", N_("Eine Phase braucht einen Titel und zwischen 1 und 600 Minuten."))
    if phase.title != title.strip():
        phase.title, phase.title_en = title.strip()[:120], ""
    if phase.prompt != prompt.strip():
        phase.prompt, phase.prompt_en = prompt.strip(), ""
    if phase.announcement != announcement.strip():
        phase.announcement, phase.announcement_en = announcement.strip(), ""
    phase.minutes = minutes
    phase.params = PhaseSettings.model_validate({**phase.params, **params}).model_dump()
    tx.log("phases_changed", title=phase.title)
    return {}


def move_phase(tx: Transaction, *, phase_id: int, step: int) -> Answer:
    phases = list(Phase.of(tx.session, tx.conference_id))
    index = phases.index(own_phase(tx, phase_id))
    other = index + (1 if step > 0 else -1)
    if not 0 <= other < len(phases):
        return {}
    phases[index], phases[other] = phases[other], phases[index]
    for position, phase in enumerate(phases):
        phase.position = position
    tx.log("phases_changed", title=phases[other].title)
    return {}


def copy_phase(tx: Transaction, *, phase_id: int) -> Answer:
    """The same phase once more, right behind; the way to make an agenda longer."""
    phases = list(Phase.of(tx.session, tx.conference_id))
    source = own_phase(tx, phase_id)
    values = source.model_dump(exclude={"id", "state", "opened_at", "closed_at", "position"})
    phases.insert(phases.index(source) + 1, Phase(**values, position=0))
    for position, phase in enumerate(phases):
        phase.position = position
        tx.session.add(phase)
    tx.log("phases_changed", title=source.title)
    return {}


def remove_phase(tx: Transaction, *, phase_id: int) -> Answer:
    phase = own_phase(tx, phase_id)
    if phase.state != PhaseState.PLANNED or phase.id == tx.conference.phase_id:
        raise Refusal("phase_used", N_("Eine Phase, die schon gelaufen ist, bleibt im Ablauf stehen."))
    tx.session.delete(phase)
    tx.log("phases_changed", title=phase.title)
    return {}


def own_phase(tx: Transaction, phase_id: int) -> Phase:
    phase = tx.session.get(Phase, phase_id, populate_existing=True)
    if phase is None or phase.conference_id != tx.conference_id:
        raise not_found()
    return phase


def make_link(tx: Transaction, *, role: Role, label: str, token: str) -> Answer:
    """A named link; the token is shown once and only its hash is kept."""
    if role not in (Role.MODERATION, Role.PROJECTOR):
        raise not_found()
    link = Link(
        conference_id=tx.conference_id,
        role=role,
        label=label.strip()[:60],
        token_hash=hashed(token),
        expires_at=now() + LINK_LIFE,
    )
    tx.session.add(link)
    tx.session.flush()
    return {"link": link.id}


def revoke_link(tx: Transaction, *, link_id: int) -> Answer:
    """The link and every browser that came in by it are out at once."""
    link = tx.session.get(Link, link_id, populate_existing=True)
    if link is None or link.conference_id != tx.conference_id:
        raise not_found()
    link.revoked_at = now()
    for session in tx.session.exec(select(StaffSession).where(StaffSession.link_id == link.id)).all():
        tx.session.delete(session)
    tx.log("link_revoked", link=link.id)
    return {}


def delete_conference(tx: Transaction) -> Answer:
    tx.session.delete(tx.conference)
    tx.session.flush()
    return {}


def import_cards(tx: Transaction, *, rows: Sequence[tuple[str, str, str, str]]) -> Answer:
    """Cards (source id, text, kind, group name) from before the evening; those already there are left out."""
    question = select(Card.source_id).where(Card.conference_id == tx.conference_id, Card.source_id != "")
    known = set(tx.session.exec(question).all())
    groups = {group.name: group.id for group in StakeholderGroup.of(tx.session, tx.conference_id)}
    number = Card.next_number(tx.session, tx.conference_id)
    added = 0
    for source_id, text, kind, group in rows:
        if source_id in known:
            continue
        known.add(source_id)
        tx.session.add(
            Card(
                conference_id=tx.conference_id,
                number=number + added,
                kind=kind,
                text=text,
                group_id=groups.get(group),
                channel="vorab",
                source_id=source_id,
            )
        )
        added += 1
    tx.log("cards_imported", cards=added)
    return {"added": added, "left_out": len(rows) - added}
