"""A picture from a document becomes a file for the site: of a usual type and size, without what a camera adds."""

from __future__ import annotations

import io
import re
import warnings

from PIL import Image, ImageOps

LONGEST = 2000
"""The longer side of a picture, in pixels: more than a screen shows and a slow line bears."""
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png"}
READ = (*SUFFIXES, "GIF", "WEBP", "BMP", "TIFF")
MACHINE = re.compile(r"автоматически созданное описание|description automatically generated", re.IGNORECASE)
"""What Word writes itself where nobody has described a picture."""


class UnusablePictureError(Exception):
    """The picture cannot be shown; the text says why in Russian."""


def clean_picture(content: bytes) -> tuple[bytes, str]:
    """Return the bytes of a picture without EXIF (place, camera, time) and its suffix.

    :raises UnusablePictureError: for what is not a picture of a usual kind, or is too large.
    """
    if not content:
        raise UnusablePictureError("в документе только ссылка на него: вставьте сам снимок")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=READ) as opened:
                kind = opened.format or ""
                picture = ImageOps.exif_transpose(opened)
                picture.thumbnail((LONGEST, LONGEST))
                return _saved(picture, kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnusablePictureError("он слишком велик: уменьшите его") from error
    except Exception as error:  # a damaged picture fails in many ways
        reason = "такой вид рисунка браузер не покажет: вставьте его как JPG или PNG"
        raise UnusablePictureError(reason) from error


def _saved(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    if kind != "JPEG":
        kind = "PNG"  # a moving picture stands still: a reader could not stop it
    mode = "L" if picture.mode in ("1", "L") else "RGB" if kind == "JPEG" else "RGBA"
    picture = picture.convert(mode)
    plain = Image.new(mode, picture.size)
    plain.paste(picture)
    stream = io.BytesIO()
    plain.save(stream, kind, optimize=True, **({"quality": 85} if kind == "JPEG" else {}))
    return stream.getvalue(), SUFFIXES[kind]


def described(alt: str, caption: str) -> str:
    """Return what is on a picture: its alternative text if a person wrote it, or the line below it."""
    alt = " ".join(alt.split())
    if alt and not MACHINE.search(alt) and not re.fullmatch(r"[\w-]+\.(?:jpe?g|png|gif|bmp)", alt, re.IGNORECASE):
        return alt[:250]
    caption = re.sub(
        r"^(?:рис(?:унок|\.)?|фото|снимок)\s*\d*\s*[.:—–-]?\s*", "", " ".join(caption.split()), flags=re.IGNORECASE
    )
    return caption if 5 <= len(caption) <= 250 else ""
