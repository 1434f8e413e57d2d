"""A photograph or a scan as a program reads it best: upright, in shades of grey, the size of a page."""

import io

from PIL import Image, ImageOps

from procurement.uploads.files import MOST_PIXELS
from procurement.uploads.words.errors import ReadingError

LONGEST, SHORTEST = 3000, 700
_KINDS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")


def grey(data: bytes) -> bytes:
    """A PNG. Raises ReadingError: ``other_picture``, ``too_large`` (too many points), ``unclear`` (too few)."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=_KINDS) as picture:
            wide, high = picture.size
            if wide * high > MOST_PIXELS:
                raise ReadingError("too_large")
            if min(wide, high) < SHORTEST:
                raise ReadingError("unclear")
            picture.draft("L", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(picture)
            if "A" in upright.getbands() or "transparency" in upright.info:
                white = Image.new("RGBA", upright.size, "white")
                upright = Image.alpha_composite(white, upright.convert("RGBA"))
            made = upright.convert("L")
    except Image.DecompressionBombError:
        raise ReadingError("too_large") from None
    except (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        EOFError,
        RuntimeError,
    ):
        raise ReadingError("other_picture") from None
    made.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()
