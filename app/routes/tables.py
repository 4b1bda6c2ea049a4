"""The door of one group: behind the QR code that hangs where it meets."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.deps import MaybeParticipant, PhoneHall, PhoneLanguage
from app.errors import not_found
from app.pages import page

router = APIRouter()


@router.get("/c/{code}/tables/{table_id}", response_class=HTMLResponse)
def group_page(
    request: Request,
    hall: PhoneHall,
    participant: MaybeParticipant,
    language: PhoneLanguage,
    table_id: int,
) -> HTMLResponse:
    """Says which group this is, and lets somebody who has joined say: here I am."""
    table = hall.seats.table_at(table_id)
    if table is None:
        raise not_found()
    if participant is None:
        return page(request, language, "screens/join.html", hall=hall, chosen=None)
    return page(
        request, participant.language, "screens/group.html", hall=hall, table=table,
        mine=hall.seats.own(participant),
    )  # fmt: skip
