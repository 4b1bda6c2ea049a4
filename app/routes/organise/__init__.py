"""The organiser's office: conferences, their run of show, groups, links and papers."""

from fastapi import APIRouter

from app.routes.organise import (
    account,
    agendas,
    conference,
    earlier,
    events,
    groups,
    links,
    office,
    papers,
    phases,
    results,
)  # fmt: skip

router = APIRouter()
for room in (office, account, agendas, events, conference, earlier, groups, phases, links, papers, results):
    router.include_router(room.router)
