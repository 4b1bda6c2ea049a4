"""A photograph as it may be kept: small, upright, and without what the camera wrote into it."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from app.errors import N_, Refusal

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 1600
LARGEST = 300 * 1024
MOST_PIXELS = 40_000_000
"""More than the cameras of phones send; what unpacks to more is refused before it is unpacked."""
MOST_SCANS = 60
"""A progressive JPEG is drawn over once for each; cameras make ten, and a file has room for 200,000."""
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/webp"
DAMAGED = (LookupError, OSError, EOFError, OverflowError, SyntaxError, TypeError, ValueError, struct.error)
"""What reading a file ends with that is not what it says it is."""
JPEG = b"\xff\xd8"
MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
SCAN, END = 0xDA, 0xD9
ORIENTATION = 0x0112


@dataclass(frozen=True)
class Shot:
    """A picture that may be kept."""

    content: bytes
    width: int
    height: int
    media_type: str = MEDIA_TYPE


def reworked(raw: bytes) -> Shot:
    """Takes a tenth of a second or two of a processor, and up to 160 MB of memory: one after the other."""
    from PIL import Image

    wrong = (*DAMAGED, Image.DecompressionBombError, Image.DecompressionBombWarning)
    if raw.startswith(JPEG) and count_scans(raw) > MOST_SCANS:
        raise unreadable_picture()
    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise too_large()
            return packed(upright(image))
    except wrong as error:
        raise unreadable_picture() from error


def count_scans(raw: bytes) -> int:
    """From marker to marker, as the decoder reads a JPEG: what comes after its end is none of it."""
    found = at = 0
    while (marker := MARKER.search(raw, at)) and raw[marker.start() + 1] != END:
        found += raw[marker.start() + 1] == SCAN
        at = marker.end() + int.from_bytes(raw[marker.end() : marker.end() + 2])
    return found


def upright(image: "Image") -> "Image":
    """Turned as it was held, on white where it was transparent, and nothing but its dots."""
    from PIL import Image

    image.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    turned = as_held(image).convert("RGBA")
    plain = Image.new("RGB", turned.size, "white")
    plain.paste(turned, mask=turned.getchannel("A"))
    return plain


def as_held(image: "Image") -> "Image":
    """Where the note of the camera is damaged, as it lies."""
    from PIL.Image import Transpose

    ways = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }  # fmt: skip
    try:
        way = ways.get(image.getexif().get(ORIENTATION, 1))
    except DAMAGED:
        return image
    return image.transpose(way) if way is not None else image


def packed(image: "Image") -> Shot:
    """The first that is small enough, from the finest to the coarsest."""
    for side, quality in steps():
        image.thumbnail((side, side))
        buffer = BytesIO()
        image.save(buffer, "WEBP", quality=quality)
        if buffer.tell() <= LARGEST:
            break
    return Shot(buffer.getvalue(), image.width, image.height)


def steps() -> Iterator[tuple[int, int]]:
    """The last, 800 dots at the lowest quality, makes noise itself small enough."""
    for side in (LONGEST_SIDE, 1200, 800):
        yield from ((side, quality) for quality in (80, 60, 40))
    yield 800, 5


def no_picture() -> Refusal:
    return Refusal("picture_missing", N_("Bitte wählen Sie ein Bild aus, oder nehmen Sie eines auf."))


def too_large() -> Refusal:
    return Refusal(
        "picture_too_large",
        N_("Dieses Bild ist zu groß. Bitte fotografieren Sie noch einmal mit geringerer Auflösung."),
        status=413,
    )


def unreadable_picture() -> Refusal:
    return Refusal(
        "picture_unreadable",
        N_("Dieses Bild lässt sich nicht lesen. Bitte nehmen Sie ein Foto als JPEG, PNG oder WebP."),
    )
