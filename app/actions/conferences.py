"""The organiser makes and changes a conference: its data, groups, phases, links."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import select

from app.auth import LINK_LIFE, hashed, new_code
from app.errors import N_, Refusal, not_found
from app.models import (
    Card,
    Conference,
    Link,
    Phase,
    PhaseSettings,
    Role,
    StaffSession,
    StakeholderGroup,
)
from app.models.base import now
from app.writing.transaction import Answer, Transaction

LINKED = (Role.MODERATION, Role.PROJECTOR, Role.SCRIBE)
"""Who comes in by a link of the office."""


def create_conference(
    tx: Transaction,
    *,
    fields: Mapping[str, Any],
    agenda: Mapping[str, Any],
    groups: Sequence[Mapping[str, Any]],
) -> Answer:
    """A conference with its own copy of the run of show and the groups."""
    check_fields(fields)
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
        labels = voting.get("labels") or []
        steps = [labels[name] for name in sorted(labels)] if isinstance(labels, dict) else labels
        given["voting"] = {**voting, "labels": steps}
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
        other_texts=entry.get("other_texts") or {},
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
    check_fields({"title": tx.conference.title, **fields})
    for name, value in fields.items():
        setattr(tx.conference, name, value)
    tx.log("conference_changed", title=tx.conference.title)
    return {}


def publish_results(tx: Transaction, *, public: bool) -> Answer:
    """Everybody may read the page of results from now on, or nobody any longer."""
    tx.conference.results_public = public
    tx.log("conference_changed", title=tx.conference.title, results_public=public)
    return {}


def check_fields(fields: Mapping[str, Any]) -> None:
    if not str(fields.get("title", "")).strip():
        raise Refusal("title_missing", N_("Bitte geben Sie der Veranstaltung einen Titel."), field="title")
    held_on, answer_on = fields.get("held_on"), fields.get("answer_on")
    if held_on and answer_on and answer_on < held_on:
        raise Refusal(
            "answer_early", N_("Der Tag der Antwort liegt vor der Veranstaltung."), field="answer_on"
        )


def make_link(tx: Transaction, *, role: Role, label: str, token: str) -> Answer:
    """A named link; the token is shown once, only its hash is kept. The same token again is the same link."""
    if role not in LINKED:
        raise not_found()
    known = Link.with_token_hash(tx.session, hashed(token))
    if known is not None and known.conference_id == tx.conference_id and known.revoked_at is None:
        return {"link": known.id}
    if known is not None:
        raise Refusal(
            "link_used", N_("Diesen Link gibt es nicht mehr. Bitte machen Sie einen neuen."), status=409
        )
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
    """Cards (source id, text, kind, group name) from before the evening; those already there are left out.

    The same id with another text is another card: two tables may number their rows alike.
    """
    question = select(Card.source_id, Card.text).where(Card.conference_id == tx.conference_id)
    known = dict(tx.session.exec(question.where(Card.source_id != "")).all())
    groups = groups_by_name(tx)
    added = unknown_groups = 0
    for wanted_id, text, kind, group in rows:
        source_id = free_source_id(known, wanted_id, text)
        if source_id in known:
            continue
        known[source_id] = text
        group_id = groups.get(group.casefold())
        unknown_groups += bool(group) and group_id is None
        tx.session.add(
            Card(
                conference_id=tx.conference_id,
                number=tx.next_card_number(),
                kind=kind,
                text=text,
                group_id=group_id,
                channel="vorab",
                source_id=source_id,
            )
        )
        added += 1
    tx.log("cards_imported", cards=added)
    return {"added": added, "left_out": len(rows) - added, "unknown_groups": unknown_groups}


def groups_by_name(tx: Transaction) -> dict[str, int | None]:
    """By their names in each language."""
    groups = StakeholderGroup.of(tx.session, tx.conference_id)
    english = {group.name_en.casefold(): group.id for group in groups if group.name_en}
    return {**english, **{group.name.casefold(): group.id for group in groups}}


def free_source_id(known: Mapping[str, str], wanted: str, text: str) -> str:
    """The wanted id, or "7 (2)" where 7 is taken by another text; a known one if this very card is there."""
    source_id, count = wanted, 2
    while source_id in known and known[source_id] != text:
        source_id, count = f"{wanted} ({count})", count + 1
    return source_id
