"""The organiser's office: conferences, their run of show, groups, links and papers."""

from fastapi import APIRouter

from app.routes.organise import account, conference, groups, links, office, papers, phases, results

router = APIRouter()
for room in (office, account, conference, groups, phases, links, papers, results):
    router.include_router(room.router)
