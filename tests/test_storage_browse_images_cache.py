"""Tests how long small images are kept, and which of them are removed."""

from pathlib import Path

import pytest

from storage.browse.images.cache import MAX_AGE_SECONDS, MAX_FAILURE_AGE_SECONDS, ImageCache
from storage.browse.images.messages import Kind

HOUR = 3_600.0
BLOCK_BYTES = 4_096  # each image of these tests takes one block of the disk


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Watch:
    return Watch()


def cache_in(folder: Path, clock: Watch, max_bytes: int = 1_000_000) -> ImageCache:
    return ImageCache(folder, max_bytes, clock)


def test_an_image_is_kept_for_a_month(tmp_path: Path, clock: Watch) -> None:
    cache = cache_in(tmp_path, clock)
    assert cache.get(Kind.LEAD, "https://a.example/1.jpg") is None
    cache.put(Kind.LEAD, "https://a.example/1.jpg", b"webp")
    clock.now += MAX_AGE_SECONDS - 1
    assert cache_in(tmp_path, clock).get(Kind.LEAD, "https://a.example/1.jpg") == b"webp"
    clock.now += 1
    assert cache.get(Kind.LEAD, "https://a.example/1.jpg") is None


def test_the_kinds_of_one_address_are_two_images(tmp_path: Path, clock: Watch) -> None:
    cache = cache_in(tmp_path, clock)
    cache.put(Kind.LEAD, "https://a.example/", b"photo")
    cache.put(Kind.ICON, "https://a.example/", b"icon")
    assert cache.get(Kind.LEAD, "https://a.example/") == b"photo"
    assert cache.get(Kind.ICON, "https://a.example/") == b"icon"


def test_a_failure_is_kept_for_hours(tmp_path: Path, clock: Watch) -> None:
    cache = cache_in(tmp_path, clock)
    cache.put(Kind.LEAD, "https://a.example/1.jpg", None)
    clock.now += MAX_FAILURE_AGE_SECONDS - 1
    assert cache.get(Kind.LEAD, "https://a.example/1.jpg") == b""
    clock.now += 1
    assert cache.get(Kind.LEAD, "https://a.example/1.jpg") is None


def test_images_that_were_used_least_recently_are_removed(tmp_path: Path, clock: Watch) -> None:
    cache = cache_in(tmp_path, clock, max_bytes=10 * BLOCK_BYTES)
    for number in range(10):
        cache.put(Kind.LEAD, str(number), b"x" * 4_000)
        clock.now += 2 * HOUR  # the times of uses are recorded once an hour
    assert cache.get(Kind.LEAD, "0") is not None  # so it is the image that was used last
    clock.now += 2 * HOUR
    cache.put(Kind.LEAD, "10", b"x" * 4_000)
    remaining = [number for number in range(11) if cache.get(Kind.LEAD, str(number)) is not None]
    assert remaining == [0, 3, 4, 5, 6, 7, 8, 9, 10]


def test_the_limit_holds_for_failures_and_across_starts(tmp_path: Path, clock: Watch) -> None:
    for number in range(50):
        cache_in(tmp_path, clock, max_bytes=8 * BLOCK_BYTES).put(Kind.ICON, str(number), None)
        clock.now += 1
    assert len(list(tmp_path.glob("*.webp"))) <= 8


def test_other_files_of_the_folder_stay(tmp_path: Path, clock: Watch) -> None:
    (tmp_path / "hosts.db").write_bytes(b"x" * 100_000)
    (tmp_path / "killed.1.part").write_bytes(b"x" * 9_000)
    cache = cache_in(tmp_path, clock, max_bytes=BLOCK_BYTES)
    for number in range(3):
        cache.put(Kind.LEAD, str(number), b"x")
    assert (tmp_path / "hosts.db").exists()
    assert not (tmp_path / "killed.1.part").exists()


def test_a_missing_folder_holds_no_image(tmp_path: Path, clock: Watch) -> None:
    cache = cache_in(tmp_path / "gone", clock)
    assert cache.get(Kind.LEAD, "1") is None


def test_an_expired_image_is_deleted_after_the_next_start(tmp_path: Path, clock: Watch) -> None:
    cache_in(tmp_path, clock).put(Kind.LEAD, "old", b"x")
    clock.now += MAX_AGE_SECONDS
    cache_in(tmp_path, clock).put(Kind.LEAD, "new", b"x")
    assert len(list(tmp_path.glob("*.webp"))) == 1


def test_the_image_of_a_forgotten_article_is_removed(tmp_path: Path, clock: Watch) -> None:
    cache = cache_in(tmp_path, clock)
    cache.put(Kind.LEAD, "https://sura.example/most.jpg", b"x")
    cache.remove(Kind.LEAD, "https://sura.example/most.jpg")
    assert list(tmp_path.glob("*.webp")) == []
