"""The script that keeps the phone's page for a reload without a network."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.deps import TheHouse
from app.templating import STATIC, static_version

router = APIRouter()


@router.get("/sw.js")
async def worker(house: TheHouse) -> Response:
    """Switched off, it is a script that ends the worker on phones that have one."""
    name = "sw.js" if house.settings.service_worker else "sw_off.js"
    source = (STATIC / "js" / name).read_text("utf-8")
    return Response(f'const VERSION = "{static_version()}";\n{source}', media_type="text/javascript")
