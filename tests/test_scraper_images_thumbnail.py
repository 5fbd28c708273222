"""Tests that thumbnails show what their originals show, and that unusable data are refused."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.browse.images.messages import Kind
from tests.images import BLUE, RED, SVG, Image, opened, picture, png_bomb  # skips without Pillow

from scraper.images.thumbnail import MAX_SIZE, UnusableImageError, thumbnail  # isort: skip

_UNDAMAGED = [picture(form, (64, 48)) for form in ("JPEG", "PNG", "WEBP", "GIF", "ICO")]


MAX_DIFFERENCE = 39  # of a colour value from 0 to 255, since compression changes colours a little


def is_near(pixel: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    """Return whether a pixel has this colour; its opacity is left out."""
    values = zip(pixel, colour, strict=False)
    return all(abs(value - expected) <= MAX_DIFFERENCE for value, expected in values)


@pytest.mark.parametrize(
    ("form", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "P"),
     ("PNG", "RGBA"), ("PNG", "1"), ("WEBP", "RGB"), ("GIF", "P")],
)  # fmt: skip
def test_a_photo_becomes_a_small_webp(form: str, mode: str) -> None:
    small = opened(thumbnail(picture(form, (1600, 1000), mode), Kind.LEAD))
    assert (small.format, small.size, small.mode) == ("WEBP", (480, 300), "RGB")
    if mode not in ("L", "1"):
        assert is_near(small.getpixel((40, 150)), RED)
        assert is_near(small.getpixel((440, 150)), BLUE)


def test_a_small_image_is_not_enlarged() -> None:
    assert opened(thumbnail(picture(size=(120, 90)), Kind.LEAD)).size == (120, 90)


def transparent(form: str, size: tuple[int, int], **options: object) -> bytes:
    """Return an image with no visible pixel."""
    image = opened(picture("PNG", size, "RGBA"))
    image.putalpha(0)
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def test_a_transparent_photo_stands_on_white() -> None:
    small = opened(thumbnail(transparent("PNG", (640, 480)), Kind.LEAD))
    assert is_near(small.getpixel((9, 9)), (255, 255, 255))


def test_the_largest_icon_of_a_file_is_made_small_and_stays_transparent() -> None:
    file = transparent("ICO", (64, 64), sizes=[(16, 16), (64, 64)])
    icon = opened(thumbnail(file, Kind.ICON))
    assert (icon.size, icon.mode) == ((32, 32), "RGBA")
    *_, opacity = icon.getpixel((16, 16))
    assert opacity == 0


def test_a_photo_that_the_camera_turned_stands_upright_without_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    exif[0x013B] = "Анна Белова"
    small = opened(thumbnail(picture(size=(600, 400), exif=exif), Kind.LEAD))
    assert small.size == (213, 320)
    assert not small.getexif()
    assert is_near(small.getpixel((100, 20)), RED)  # the left half is now the upper one


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (SVG, "cannot be decoded"),
        (b"<!DOCTYPE html><title>404</title>", "cannot be decoded"),
        (b"", "cannot be decoded"),
        (b"%PDF-1.4", "cannot be decoded"),
        (picture("TIFF"), "cannot be decoded"),  # is none of the accepted formats
        (picture("PNG")[:200], "cannot be decoded"),
        (picture("GIF", (1, 1), "P"), "a side of less than 8 pixels"),
        (picture(size=(4, 900)), "a side of less than 8 pixels"),
    ],
    ids=["svg", "html", "empty", "pdf", "tiff", "half-a-png", "one-pixel", "4-pixels-wide"],
)
def test_unusable_data_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnusableImageError, match=reason):
        thumbnail(data, Kind.LEAD)


def test_a_photo_with_damaged_exif_data_is_usable() -> None:
    damaged = b"Exif\0\0II*\0\x08\0\0\0\x05\0\x12\x01\x03\0"
    small = opened(thumbnail(picture("JPEG", exif=damaged), Kind.LEAD))
    assert small.size == (427, 320)


def test_an_image_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    bomb = png_bomb()
    assert len(bomb) < 200_000  # bytes, for 900 million pixels
    with pytest.raises(UnusableImageError, match="DecompressionBomb"):
        thumbnail(bomb, Kind.LEAD)


@given(st.data())
def test_a_damaged_image_becomes_small_or_is_refused_as_unusable(data: st.DataObject) -> None:
    damaged = bytearray(data.draw(st.sampled_from(_UNDAMAGED)))
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        small = thumbnail(bytes(damaged), Kind.LEAD)
    except UnusableImageError:
        return
    width, height = opened(small).size
    max_width, max_height = MAX_SIZE[Kind.LEAD]
    assert width <= max_width
    assert height <= max_height
