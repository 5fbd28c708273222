"""Makes a small WebP image of an image that an outlet sent; needs Pillow, an optional package.

The result has only pixels of the original: no metadata, no animation and no script. Call the
function in a worker process with limits of time and memory: decoders are written in C, and the
input is not trusted.
"""

import io
import warnings

from PIL import Image, ImageOps

from storage.browse.images.messages import Kind

# Raster formats that browsers show. SVG is a document with scripts and links, so it is refused.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "ICO")
MAX_PIXELS = 40_000_000  # of an original: a camera has up to 36 million; each takes 4 bytes
MIN_SIDE = 8  # pixels; a smaller image only counts visitors
MAX_SIZE = {Kind.LEAD: (480, 320), Kind.ICON: (32, 32)}  # width and height in pixels
_QUALITY = 70  # of 100: a photo of 480 × 320 pixels has about 20 KB
_WHITE = (255, 255, 255)


class UnusableImageError(ValueError):
    """No small image can be made; the message says why in one line."""


def thumbnail(data: bytes, kind: Kind) -> bytes:
    """Return a WebP image of at most MAX_SIZE; raises UnusableImageError for any unusable data."""
    try:
        return _thumbnail(data, kind)
    except UnusableImageError:
        raise
    except Exception as error:  # decoders raise errors of a dozen types for broken data
        reason = f"cannot be decoded ({type(error).__name__})"
        raise UnusableImageError(reason) from None


def _thumbnail(data: bytes, kind: Kind) -> bytes:
    """Return a smaller copy of an image as WebP."""
    # Pillow warns of an image with more pixels, also of one within an ICO file; the warning is made
    # an error below. Other warnings, such as those on damaged EXIF data, are about usable images.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with warnings.catch_warnings(action="ignore"):
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        # First to twice the size, so that only a small image is turned and converted.
        small = _reduced(data, 2 * max(MAX_SIZE[kind]))
    small.thumbnail(MAX_SIZE[kind])
    if kind is Kind.LEAD:
        opaque = Image.new("RGB", small.size, _WHITE)
        opaque.paste(small, mask=small.getchannel("A"))
        small = opaque
    file = io.BytesIO()
    small.save(file, "WEBP", quality=_QUALITY, lossless=kind is Kind.ICON)
    return file.getvalue()


def _reduced(data: bytes, side: int) -> Image.Image:
    """Return the decoded image upright, of at most ``side`` × ``side`` pixels."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as original:
        width, height = original.size
        if width * height > MAX_PIXELS:
            raise UnusableImageError(f"has {width} × {height} pixels, more than {MAX_PIXELS:,}")
        if min(width, height) < MIN_SIDE:
            reason = f"has {width} × {height} pixels, a side of less than {MIN_SIDE} pixels"
            raise UnusableImageError(reason)
        original.draft("RGB", (side, side))  # a large JPEG is decoded at a fraction of its size
        original.thumbnail((side, side))
        return ImageOps.exif_transpose(original).convert("RGBA")
