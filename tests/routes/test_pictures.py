"""A table photographs its sketch: who may send what, who sees it, and how it goes again."""

import asyncio
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.actions import curation, dividing, forgetting, phases
from app.errors import Refusal
from app.house import REQUESTS_READING
from app.models import Card, FormField, Picture, Role
from app.pictures import LARGEST, LONGEST_SIDE, reworked
from app.reading.hall import Hall
from tests.conftest import Town
from tests.tables import at_tables, field, phase, table_id

ROOMS = [("picture", 0), ("picture", 1), ("need", 0), ("need", 2)]
SKETCH = "Bank aus Paletten vor einem leeren Laden"


def photo(*, size: tuple[int, int] = (60, 40), kind: str = "JPEG", turned: bool = False) -> bytes:
    """With a place and, if it was held upright, a note of that, as cameras write them."""
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 2.0, 13.0)})
    buffer = BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind, exif=exif)
    return buffer.getvalue()


@pytest.fixture
def workshop(town: Town) -> tuple[Town, TestClient, TestClient]:
    """Anna sits at a table whose form has room for a sketch; Ben sits at another conference's door."""
    work = phase(
        "TABLE_WORK", "Prototyp", seating="max_mix", table_size=4, shows="tables",
        fields=[
            field("title", "Titel", kind="prototype", most=1),
            field("sketch", "Skizze", kind="picture", most=1),
        ],
    )  # fmt: skip
    place = at_tables(town, {"id": "sketches", "phases": [phase("LOBBY", "Ankommen"), work]})
    anna, ben = place.phone(), place.phone()
    place.enter("Prototyp")
    return place, anna, ben


def send(town: Town, phone: TestClient, raw: bytes, text: str = SKETCH, **more: Any) -> Any:
    return phone.post(
        f"/c/{town.code}/pictures",
        data={"field": "sketch", "table": str(table_id(town, phone)), "text": text, **more},
        files={"picture": ("IMG_1.jpg", raw, "image/jpeg")},
        headers={"accept": "application/json"},
    )


def address(town: Town) -> str:
    with town.house.database.reading() as session:
        (shot,) = Picture.by_card(session, town.conference_id).values()
    return f"/c/{town.code}/pictures/{shot.token}"


def card_of(town: Town) -> int:
    with town.house.database.reading() as session:
        (card,) = Card.on_board(session, town.conference_id, ["picture"])
        return card.id or 0


def test_what_a_camera_wrote_into_it_is_gone_and_it_stands_upright() -> None:
    shot = reworked(photo(size=(3000, 2000), turned=True))

    kept = Image.open(BytesIO(shot.content))
    assert (kept.width, kept.height) == (shot.width, shot.height) == (1067, LONGEST_SIDE)
    assert not dict(kept.getexif()) and "exif" not in kept.info


def test_the_noisiest_picture_becomes_small() -> None:
    noise = Image.effect_noise((2000, 2000), 200).convert("RGB")
    buffer = BytesIO()
    noise.save(buffer, "PNG")

    assert len(reworked(buffer.getvalue()).content) <= LARGEST


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_a_damaged_note_of_the_camera_spoils_no_picture() -> None:
    for kind in ("JPEG", "WEBP"):
        raw = photo(size=(60, 40), kind=kind, turned=True)
        note = raw.index(b"II*\x00") if b"II*\x00" in raw else raw.index(b"MM\x00*")
        for at in range(note + 8, note + 60):
            for byte in (0, 2, 255):
                shot = reworked(raw[:at] + bytes([byte]) + raw[at + 1 :])
                assert {shot.width, shot.height} == {60, 40}


def test_a_picture_that_would_be_drawn_over_for_hours_is_refused() -> None:
    buffer = BytesIO()
    Image.new("L", (64, 64), "gray").save(buffer, "JPEG", progressive=True)
    raw = buffer.getvalue()
    last = raw[raw.rindex(b"\xff\xda") : -2]

    assert reworked(raw + last * 5_000).width == 64, "what follows the end is never drawn"
    with pytest.raises(Refusal):
        reworked(raw[:-2] + last * 5_000 + raw[-2:])


def test_a_sketch_is_on_every_screen_of_those_who_are_in(
    workshop: tuple[Town, TestClient, TestClient],
) -> None:
    town, anna, ben = workshop
    mona, wall = town.staff(Role.MODERATION), town.staff(Role.PROJECTOR)

    assert send(town, anna, photo()).json() == {"ok": True}

    where = address(town)
    town.act(phases.close_input)
    mona.post("/m/present", data={"thing": str(table_id(town, anna))})
    for client, page in ((anna, f"/c/{town.code}"), (ben, f"/c/{town.code}"), (mona, "/m"), (wall, "/p")):
        assert where in client.get(page).text
        assert SKETCH in client.get(page).text
        answer = client.get(where)
        assert (
            answer.headers["content-type"] == "image/webp" and "immutable" in answer.headers["cache-control"]
        )
    assert anna.get(where, headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    carl = town.stranger()
    assert (carl.get(where).status_code, carl.get(f"{where}x").status_code) == (404, 404)
    assert f'alt="{SKETCH}"' in anna.get(f"/c/{town.code}").text


def test_without_a_script_the_words_stay_when_the_picture_cannot_be_taken(
    workshop: tuple[Town, TestClient, TestClient],
) -> None:
    town, anna, _ = workshop
    form = {"field": "sketch", "table": str(table_id(town, anna)), "text": SKETCH}

    for raw, sentence in ((b"", "wählen Sie ein Bild"), (b"MZ", "lässt sich nicht lesen")):
        answer = anna.post(
            f"/c/{town.code}/pictures", data=form, files={"picture": ("a.jpg", raw, "image/jpeg")}
        )
        assert (
            answer.status_code == 422 and sentence in answer.text and f">{SKETCH}</textarea>" in answer.text
        )
    taken = anna.post(
        f"/c/{town.code}/pictures", data=form, files={"picture": ("a.png", photo(kind="PNG"), "image/png")},
        follow_redirects=False,
    )  # fmt: skip
    assert taken.status_code == 303 and address(town) in anna.get(f"/c/{town.code}").text


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GIF89a" + bytes(40), 422),
        (photo(size=(9000, 9000), kind="PNG"), 413),
        (bytes(12 * 1024 * 1024), 413),
    ],
    ids=["another kind", "unpacks to too much", "too long"],
)
def test_what_could_harm_the_server_is_refused(
    workshop: tuple[Town, TestClient, TestClient], raw: bytes, status: int
) -> None:
    town, anna, _ = workshop

    answer = send(town, anna, raw)

    assert answer.status_code == status
    assert "zu groß" in answer.text or "nicht lesen" in answer.text
    assert pictures_left(town) == 0


def test_nobody_waits_for_a_photograph_that_is_still_on_its_way(
    workshop: tuple[Town, TestClient, TestClient],
) -> None:
    town, anna, _ = workshop
    gate = town.house.gate
    cookies = "; ".join(f"{name}={value}" for name, value in anna.cookies.items())
    headers = {
        "host": "testserver", "origin": "http://testserver", "cookie": cookies, "accept": "application/json",
        "content-type": "multipart/form-data; boundary=b",
    }  # fmt: skip
    scope = {
        "type": "http", "method": "POST", "path": f"/c/{town.code}/pictures", "query_string": b"",
        "scheme": "http", "http_version": "1.1", "client": ("testclient", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    held: list[bool] = []

    async def upload() -> None:
        for _ in range(REQUESTS_READING - 1):
            await gate.acquire()

        async def receive() -> dict[str, Any]:
            held.append(gate.locked())
            return {"type": "http.request", "body": b"--b--\r\n", "more_body": False}

        async def send(message: Any) -> None:
            held.append(message.get("status") == 500)

        await anna.app(scope, receive, send)
        for _ in range(REQUESTS_READING - 1):
            gate.release()

    asyncio.run(upload())

    assert len(held) > 1 and not any(held)


def test_one_picture_in_a_field_with_a_description_and_never_without_a_picture(
    workshop: tuple[Town, TestClient, TestClient],
) -> None:
    town, anna, _ = workshop

    assert "zu sehen" in send(town, anna, photo(), text=" ").json()["message"]
    assert send(town, anna, photo(), key="once-and-again").status_code == 200
    assert send(town, anna, photo(), key="once-and-again").status_code == 200
    assert send(town, anna, photo()).status_code == 409
    said = town.say(anna, do="post_card", kind="picture", field="sketch", text="Nur Worte")
    assert said["code"] == "picture_missing"
    halves = partial(dividing.divide_card, card_id=card_of(town), texts=("Bank", "Laden"), version=1)
    with pytest.raises(Refusal):
        town.act(halves)


def test_a_table_has_no_room_for_any_number_of_pictures() -> None:
    rooms = [FormField(name="sketch", label={}, kind=kind, most=most).room for kind, most in ROOMS]

    assert rooms == [4, 1, 0, 2]


def test_a_hidden_picture_is_gone_from_the_hall_and_comes_back_by_undo(
    workshop: tuple[Town, TestClient, TestClient],
) -> None:
    town, anna, _ = workshop
    mona, wall = town.staff(Role.MODERATION), town.staff(Role.PROJECTOR)
    send(town, anna, photo())
    where, card = address(town), card_of(town)

    mona.post(f"/m/cards/{card}/hide", data={"quick": "nennt Namen"})

    assert [client.get(where).status_code for client in (anna, wall, mona)] == [404, 404, 200]
    assert where not in anna.get(f"/c/{town.code}").text
    mona.post("/m/undo", data={"seq": str(seq_of(town))})
    assert anna.get(where).status_code == 200


def seq_of(town: Town) -> int:
    with town.house.database.reading() as session:
        line = Hall(session, town.conference(session)).undoable
        assert line is not None
        return line.seq


def test_what_is_taken_back_or_forgotten_leaves_no_picture(
    workshop: tuple[Town, TestClient, TestClient],
) -> None:
    town, anna, _ = workshop
    send(town, anna, photo())
    town.say(anna, do="withdraw_card", card=card_of(town))
    assert pictures_left(town) == 0

    send(town, anna, photo())
    card = card_of(town)
    town.act(partial(curation.hide_card, card_id=card, reason="Gesicht"))
    assert pictures_left(town) == 1
    town.act(forgetting.forget_people)
    assert pictures_left(town) == 0


def pictures_left(town: Town) -> int:
    with town.house.database.reading() as session:
        return len(Picture.by_card(session, town.conference_id))


def test_the_archive_has_the_picture_under_the_number_of_its_card(
    workshop: tuple[Town, TestClient, TestClient],
) -> None:
    town, anna, _ = workshop
    send(town, anna, photo())
    office = town.staff(Role.ORGANISER)

    names = archive_names(office.get(f"/organise/{town.conference_id}/export.zip").content)

    assert "bilder/karte-1.webp" in names and "karten.csv" in names


def archive_names(content: bytes) -> list[str]:
    from zipfile import ZipFile

    return ZipFile(BytesIO(content)).namelist()
