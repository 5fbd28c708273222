"""Images of our own making, usable and hostile ones."""

import io
import struct
import zlib
from typing import Any

import pytest

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")

RED, BLUE = (200, 30, 30), (30, 30, 200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(
    form: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: object
) -> bytes:
    """Return an image whose left half is red and whose right half is blue."""
    width, height = size
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    file = io.BytesIO()
    image.convert(mode).save(file, form, **options)
    return file.getvalue()


def opened(data: bytes) -> Any:
    return Image.open(io.BytesIO(data))


def png_bomb(side: int = 30_000) -> bytes:
    """Return a small PNG that states side × side pixels, all of them black."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)  # the number of the row's filter, and one bit for each pixel
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG: its length, its name, its body and a checksum."""
    checksum = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)
