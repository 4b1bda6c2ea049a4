"""A photograph from one phone stands on the others, made small on the way."""

from functools import partial
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import expect

from app.actions import tables
from app.models import Picture
from tests.browser.conftest import OpenPage, Site, axe
from tests.browser.test_tables import joined
from tests.tables import at_tables, field, phase

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.nightly]

SKETCH = "Bank aus Paletten vor einem leeren Laden"


def photo() -> bytes:
    buffer = BytesIO()
    Image.linear_gradient("L").resize((2400, 1200)).convert("RGB").save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


async def test_a_sketch_goes_from_one_phone_to_the_other(town: Site, open_page: OpenPage) -> None:
    fields = [
        field("title", "Titel", kind="prototype", most=1),
        field("sketch", "Skizze", kind="picture", most=1),
    ]
    work = phase("TABLE_WORK", "Prototyp", seating="max_mix", table_size=4, fields=fields)
    at_tables(town, {"id": "sketches", "phases": [phase("LOBBY", "Ankommen"), work]})
    anna, ben = await joined(town, open_page), await joined(town, open_page)
    town.enter("Prototyp")
    town.act(partial(tables.move_person, number=2, table=1))

    await anna.locator("#picture-sketch").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    await anna.locator("#picture-text-sketch").fill(SKETCH)
    await ben.locator("#text-title").fill("Die Stadtbank")
    await ben.locator(".entry-form:has(#text-title) button").click()
    await expect(anna.locator(".entry")).to_contain_text("Die Stadtbank")
    await expect(anna.locator("#picture-text-sketch")).to_have_value(SKETCH)
    await anna.locator(".picture-form button").click()

    await expect(ben.locator(".picture img")).to_have_attribute("alt", SKETCH)
    await expect(anna.locator("#said")).to_have_text("Bild gespeichert ✓")
    await ben.wait_for_function("() => document.querySelector('.picture img').naturalWidth > 0")
    assert not await axe(anna) and not await axe(ben)
    with town.house.database.reading() as session:
        (shot,) = Picture.by_card(session, town.conference_id).values()
    assert (shot.width, shot.height) == (1600, 800)
