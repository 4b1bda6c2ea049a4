"""A photograph as it may be kept: small, upright, and without what the camera wrote into it."""

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
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/webp"


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

    wrong = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise too_large()
            return packed(upright(image))
    except wrong as error:
        raise unreadable_picture() from error


def upright(image: "Image") -> "Image":
    """Turned as it was held, on white where it was transparent, and nothing but its dots."""
    from PIL import Image, ImageOps

    image.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    turned = ImageOps.exif_transpose(image).convert("RGBA")
    plain = Image.new("RGB", turned.size, "white")
    plain.paste(turned, mask=turned.getchannel("A"))
    return plain


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
