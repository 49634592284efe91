"""Pictures that people upload: judged by their content, drawn anew, without what was hidden in them."""

from __future__ import annotations

import io
import threading
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from conference.kernel.message import _
from conference.kernel.objection import Objection, Refused

FORMATS = ("PNG", "JPEG", "WEBP")
LARGEST_PIXELS = 40_000_000
LARGEST_BYTES = 6 * 1024 * 1024
ONE_AT_A_TIME = threading.Lock()  # 40 million pixels are 160 MB, and standing them upright takes as much again
FACES = (0.5, 0.35)  # what a square keeps of a portrait: faces stand above its middle


def redrawn(content: bytes, *, at_most: int, field: str) -> bytes:
    """The picture as a PNG of at most so many pixels a side, upright, without metadata.

    Refuses (422) what is no PNG, JPEG or WebP whatever its name says, is too large, broken, or unpacks into too much
    (decompression bombs).
    """
    with ONE_AT_A_TIME:
        upright = opened(content, field=field)
        upright.thumbnail((at_most, at_most))
    return written(upright, "PNG")


def photograph(content: bytes, *, at_most: int, square: bool = False, field: str) -> bytes:
    """The same as a JPEG on white, which photographs need; with `square` cut to one. Refuses as `redrawn` does."""
    with ONE_AT_A_TIME:
        upright = opened(content, field=field)
        side = min(at_most, *upright.size)
        if square:
            upright = ImageOps.fit(upright, (side, side), Image.Resampling.LANCZOS, centering=FACES)
        upright.thumbnail((at_most, at_most))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    return written(paper, "JPEG", quality=86)


def opened(content: bytes, *, field: str) -> Image.Image:
    """The picture that these bytes are, upright, as colours and transparency alone. Refuses as `redrawn` says."""
    if len(content) > LARGEST_BYTES:
        raise Refused([Objection("picture-too-large", _("The picture is larger than 6 MB. Save it smaller and try again."), field=field)], status=422)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > LARGEST_PIXELS:
                    raise Image.DecompressionBombError
                return ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        message = _("This is not a picture that can be used. Send a PNG, JPEG or WebP file.")
        raise Refused([Objection("not-a-picture", message, field=field)], status=422) from None


def written(picture: Image.Image, kind: str, **how: int) -> bytes:
    """The bytes of a file of this kind."""
    out = io.BytesIO()
    picture.save(out, kind, optimize=True, **how)
    return out.getvalue()
