"""Writes a digest in the forms in which it is posted: Markdown, plain text, mail and Telegram."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from storage.browse.documents.digest import Digest
from storage.browse.i18n.template_environment import set_up_translations
from storage.browse.i18n.times import clock
from storage.browse.links import lang, web_address
from storage.browse.stories import StoryLine

MAX_SUMMARY_CHARS = 240  # two sentences of usual length; readers of a digest skip longer texts
MAX_HEADLINE_CHARS = 300  # the longest headlines of news have half as many
MAX_POST_CHARS = 4096  # of one post, counted by Telegram in units of UTF-16
MAX_POST_LINK_CHARS = 1500  # of a link in a post, so that a story always fits into a post
POST_END = "\n\n=====\n\n"  # between two posts
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")  # characters with a meaning in Markdown
_SENTENCE_END = re.compile(r"[.!?…][»”\")]*(?=\s)")
_TEMPLATES = Path(__file__).parents[1] / "templates"


def as_markdown(digest: Digest) -> str:
    """Return the digest as Markdown."""
    lines = [f"# {_markdown(digest.heading)}", ""]
    if digest.listed_line:
        lines += [digest.listed_line, ""]
    for number, story in enumerate(digest.stories, 1):
        url = web_address(story.url)
        address = re.sub(r"[()<>\s]", lambda sign: f"%{ord(sign[0]):02X}", url) if url else ""
        headline = _markdown(_headline(story))
        title = f"[{headline}]({address})" if url else headline
        publication = f"*{_markdown(publication_line(digest, story))}*"
        story_lines = [f"**{title}**", *map(_markdown, summary_lines(story)), publication]
        list_mark = f"{number}. "
        line_break = "  \n" + " " * len(list_mark)  # two spaces at the end of a line break it
        lines += [list_mark + line_break.join(story_lines), ""]
    return "\n".join([*lines, *_end(digest), ""])


def as_text(digest: Digest) -> str:
    """Return the digest as plain text."""
    lines = [digest.heading, ""]
    if digest.listed_line:
        lines += [digest.listed_line, ""]
    for number, story in enumerate(digest.stories, 1):
        lines += [f"{number}. {_headline(story)}", *_lines_below(digest, story), ""]
    return "\n".join([*lines, *_end(digest), ""])


def as_html(digest: Digest) -> str:
    """Return an HTML page without external style sheets, for mail."""
    env = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True)
    set_up_translations(env)
    return env.get_template("digest_mail.html").render(
        lang=partial(lang, digest.language), digest=digest, headline=_headline,
        publication_line=partial(publication_line, digest),
        summary_lines=summary_lines, web_address=web_address, language=digest.language,
        **digest.language.functions(),
    )  # fmt: skip


def as_telegram(digest: Digest) -> str:
    """Return posts of at most MAX_POST_CHARS with POST_END between them.

    A story is never divided. Each post begins with the heading, and with its number if there are
    several. The text has no markup, so that it can be pasted, or sent without a parse mode.
    """
    blocks = [
        "\n".join([f"▪️ {_headline(story)}", *_lines_below(digest, story, MAX_POST_LINK_CHARS)])
        for story in digest.stories
    ]
    first_line = [digest.listed_line] if digest.listed_line else []
    max_text_units = MAX_POST_CHARS - _units(digest.heading) - len(" (99/99)\n\n")
    posts = _divided([*first_line, *blocks, *_end(digest)], max_text_units)
    if len(posts) == 1:
        headings = [digest.heading]
    else:
        headings = [
            f"{digest.heading} ({number}/{len(posts)})" for number in range(1, len(posts) + 1)
        ]
    texts = [f"{heading}\n\n{post}" for heading, post in zip(headings, posts, strict=True)]
    return POST_END.join(texts) + "\n"


FORMATS: dict[str, Callable[[Digest], str]] = {
    "html": as_html, "markdown": as_markdown, "telegram": as_telegram, "text": as_text,
}  # fmt: skip


def publication_line(digest: Digest, story: StoryLine) -> str:
    """Return who published a story first, and when: «14:20, «Сура-пресс» и ещё 2 издания».

    The origin is named if the story has one origin alone, which has no article in the story: a
    press office, agency or channel.
    """
    time_of_day = clock(story.date_first_published, digest.zone)
    other_outlets = story.source_count - 1
    language = digest.language
    first_outlet = _quoted(digest.outlets.name(story.source_id), language.code)
    text = f"{time_of_day}, {first_outlet}" if time_of_day else first_outlet
    if digest.code not in story.regions:
        text = language.gettext("%(first)s (about the region by its text)", first=text)
    if other_outlets == 1:
        text = language.gettext("%(first)s and one other outlet", first=text)
    elif other_outlets > 1:
        text = language.ngettext(
            "%(first)s and %(num)s other outlet", "%(first)s and %(num)s other outlets",
            other_outlets, first=text,
        )  # fmt: skip
    if len(story.origins) == 1 and story.origins[0].article_id is None:
        name = story.origins[0].name
        return language.gettext("%(said)s; origin: %(name)s", said=text, name=name)
    return text


def summary_lines(story: StoryLine) -> list[str]:
    """Return the summary of a story in one line; none if it only repeats the headline."""
    text = " ".join(story.summary.split())
    return [shortened(text, MAX_SUMMARY_CHARS)] if text and text != story.headline else []


def shortened(text: str, max_chars: int) -> str:
    """Return a text cut after a sentence, or else after a word with an ellipsis.

    A sentence that ends in the first third of ``max_chars`` would leave too little text.
    """
    if len(text) <= max_chars:
        return text
    sentence_ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, max_chars)]
    if sentence_ends and sentence_ends[-1] > max_chars // 3:
        return text[: sentence_ends[-1]]
    return text[: max_chars - 1].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + "…"


def _headline(story: StoryLine) -> str:
    return shortened(" ".join(story.headline.split()), MAX_HEADLINE_CHARS)


def _lines_below(digest: Digest, story: StoryLine, max_link_chars: int | None = None) -> list[str]:
    """Return the lines below a headline: the summary, who published the story, and its address.

    An address of more than ``max_link_chars`` characters is left out.
    """
    address = web_address(story.url)
    is_shown = address and (max_link_chars is None or len(address) <= max_link_chars)
    return [
        *summary_lines(story),
        publication_line(digest, story),
        *([str(address)] if is_shown else []),
    ]


def _end(digest: Digest) -> list[str]:
    """Return the line of the time zone if there are times."""
    return [digest.zone_line] if digest.stories else []


def _quoted(name: str, language: str) -> str:
    """Return the name of an outlet, in Russian with quotation marks unless it has some."""
    return name if language != "ru" or re.search('[«»“”"]', name) else f"«{name}»"


def _divided(blocks: Sequence[str], max_units: int) -> list[str]:
    """Return texts of at most ``max_units`` that consist of whole blocks."""
    posts: list[str] = []
    for block in blocks:
        joined = f"{posts[-1]}\n\n{block}" if posts else block
        if posts and _units(joined) <= max_units:
            posts[-1] = joined
        else:
            posts.append(block)
    return posts or [""]


def _units(text: str) -> int:
    """Return the length of a text as Telegram counts it, in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _markdown(text: str) -> str:
    """Return a text as one line in which no character has a meaning in Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
