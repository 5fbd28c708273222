"""Telegram channels for tests, and crawls that store their posts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.newsroom import Newsroom, rows
from tests.telegram import Channel, Message, album, forwarded, link_preview, photo, reply, sticker
from tests.words import FORMS, LOOK_ALIKES

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
SENTENCES = [sentence for _, sentence in (*FORMS, *LOOK_ALIKES)]


def words(number: int) -> str:
    """Return a text that differs for each number up to 200."""
    count = len(SENTENCES)
    first, second = divmod(number * 7, count)
    rest = " ".join(SENTENCES[(number * 7 + first + step * 11) % count] for step in range(4))
    last = SENTENCES[(number * 13 + 5) % count]
    return f"<b>Новость {number}: {SENTENCES[second]}</b><br/><br/>{rest}<br/>И ещё {first}. {last}"


def varied_channel() -> Channel:
    """Return a channel with the posts POSTS, of each form, and with messages that are no posts."""
    channel = Channel("Penza_Today")
    add = channel.add
    add(Message(1, "Channel created", NOW - 400 * HOUR, is_service=True))
    add(Message(2, words(2), NOW - 300 * HOUR))  # too old for a first crawl
    add(Message(5, words(5), NOW - 30 * HOUR, author="Анна Ким"))
    add(Message(6, words(6), NOW - 29 * HOUR, above=album(6, 8), span=8, has_nested_text=True))
    add(Message(14, "", NOW - 28 * HOUR, above=sticker()))
    add(Message(15, words(15), NOW - 27 * HOUR, above=reply(words(5))))
    add(Message(17, words(17), NOW - 26 * HOUR,
                above=forwarded("Прокуратура", "https://t.me/prokuror58/77")))  # fmt: skip
    add(Message(18, "Канал закрепил «новость»", NOW - 25 * HOUR, is_service=True))
    add(Message(19, words(19), NOW - 24 * HOUR, above=photo(3), reactions=(("👍", "12"),)))
    add(Message(20, words(20), NOW - 23 * HOUR,
                below=link_preview("https://gazeta.example/news/20", "Новость")))  # fmt: skip
    for number in range(21, 60, 2):
        add(Message(number, words(number), NOW - 20 * HOUR + number * timedelta(minutes=5)))
    return channel


POSTS = (5, 6, 15, 17, 19, 20, *range(21, 60, 2))


def source(home: str, source_id: str = "penza", **keys: str) -> str:
    """Return the entry of a source in sources.toml."""
    more = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    return (
        f'[[source]]\nid = "{source_id}"\nname = "{source_id}"\nhome = "{home}"\n'
        f'region = "RU-PNZ"\n{more}'
    )


def crawl_later(newsroom: Newsroom, later: timedelta, *arguments: str) -> str:
    """Crawl with a clock that is ahead by ``later``, and return what the run printed."""
    offset = Path(newsroom.folder) / "offset"
    offset.write_text(str(later.total_seconds()))
    run = newsroom.run("crawl", "news", *newsroom.settings(), *arguments, clock_offset=offset)
    assert run.returncode in (0, 1), run.stderr
    return str(run.stdout + run.stderr)


def numbers(newsroom: Newsroom) -> list[int]:
    """Return the sorted numbers of the stored posts."""
    return sorted(int(str(url).rpartition("/")[2]) for (url,) in rows(
        newsroom, "SELECT url FROM articles"))  # fmt: skip
