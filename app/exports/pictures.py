"""What tables have drawn, as files that bear the number of the card with their description."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from app.models import Card, CardStatus, Conference, Picture

NAMES = {"de": "bilder/karte", "en": "pictures/card"}


def picture_files(
    session: Session, conference: Conference, *, language: str = "de"
) -> Iterator[tuple[str, bytes]]:
    """Of visible cards only, one read after the other."""
    question = select(Card.number, Picture.id).join(Card, col(Card.id) == col(Picture.card_id))
    shown = question.where(Card.conference_id == conference.id, Card.status == CardStatus.VISIBLE)
    for number, picture_id in session.exec(shown.order_by(col(Card.number))).all():
        picture = session.get_one(Picture, picture_id)
        yield f"{NAMES[language]}-{number}.{picture.media_type.rpartition('/')[2]}", picture.content
        session.expunge(picture)
