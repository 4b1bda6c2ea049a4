"""Is the process alive, and can it serve?"""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlmodel import select

from app.deps import Reading
from app.models import Conference

router = APIRouter()


@router.get("/healthz", response_class=PlainTextResponse)
def alive() -> str:
    return "ok"


@router.get("/readyz", response_class=PlainTextResponse)
def ready(session: Reading) -> str:
    session.exec(select(Conference.id).limit(1)).first()
    return "ready"
