"""Telegram channels for tests, and crawls that store their posts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.newsroom import Newsroom, rows
from tests.telegram import Channel, Message, album, forwarded, link_preview, photo, reply, sticker
from tests.words import FORMS, LOOK_ALIKES

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
SENTENCES = [sentence for _, sentence in (*FORMS, *LOOK_ALIKES)]


def post_text(number: int) -> str:
    """Return the HTML of a post's text, six sentences that differ for each number up to 200."""
    count = len(SENTENCES)
    lap, place = divmod(number * 7, count)
    middle = " ".join(SENTENCES[(number * 7 + lap + step * 11) % count] for step in range(4))
    last = SENTENCES[(number * 13 + 5) % count]
    return f"<b>Новость {number}: {SENTENCES[place]}</b><br/><br/>{middle}<br/>И ещё {lap}. {last}"


def varied_channel() -> Channel:
    """Return a channel with posts of each form, and with messages that are no posts.

    A first crawl stores the posts whose numbers are in POSTS.
    """
    channel = Channel("Penza_Today")
    add = channel.add
    add(Message(1, "Channel created", NOW - 400 * HOUR, is_service=True))
    add(Message(2, post_text(2), NOW - 300 * HOUR))  # too old for a first crawl
    add(Message(5, post_text(5), NOW - 30 * HOUR, author="Анна Ким"))
    add(Message(6, post_text(6), NOW - 29 * HOUR, above=album(6, 8), span=8, has_nested_text=True))
    add(Message(14, "", NOW - 28 * HOUR, above=sticker()))
    add(Message(15, post_text(15), NOW - 27 * HOUR, above=reply(post_text(5))))
    add(Message(17, post_text(17), NOW - 26 * HOUR,
                above=forwarded("Прокуратура", "https://t.me/prokuror58/77")))  # fmt: skip
    add(Message(18, "Канал закрепил «новость»", NOW - 25 * HOUR, is_service=True))
    add(Message(19, post_text(19), NOW - 24 * HOUR, above=photo(3), reactions=(("👍", "12"),)))
    add(Message(20, post_text(20), NOW - 23 * HOUR,
                below=link_preview("https://gazeta.example/news/20", "Новость")))  # fmt: skip
    for number in range(21, 60, 2):
        add(Message(number, post_text(number), NOW - 20 * HOUR + number * timedelta(minutes=5)))
    return channel


POSTS = (5, 6, 15, 17, 19, 20, *range(21, 60, 2))


def source(home: str, source_id: str = "penza", **keys: str) -> str:
    """Return the entry of a source in sources.toml, with further keys."""
    further = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    return (
        f'[[source]]\nid = "{source_id}"\nname = "{source_id}"\nhome = "{home}"\n'
        f'region = "RU-PNZ"\n{further}'
    )


def crawl_later(newsroom: Newsroom, later: timedelta, *arguments: str) -> str:
    """Crawl with a clock that is ahead by ``later``, and return what the run printed.

    Exit code 1 is accepted, since some of these crawls reach no working source.
    """
    offset = Path(newsroom.folder) / "offset"
    offset.write_text(str(later.total_seconds()))
    run = newsroom.run("crawl", "news", *newsroom.settings(), *arguments, clock_offset=offset)
    if run.returncode not in (0, 1):
        raise RuntimeError(f"the crawl ended with {run.returncode}: {run.stderr}")
    return str(run.stdout + run.stderr)


def stored_numbers(newsroom: Newsroom) -> list[int]:
    """Return the sorted numbers of the stored posts."""
    return sorted(int(str(url).rpartition("/")[2]) for (url,) in rows(
        newsroom, "SELECT url FROM articles"))  # fmt: skip
