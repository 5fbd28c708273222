"""``scrapy add-source``: crawls a few articles of an outlet, shows them, and adds the outlet."""

import argparse
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from pipelines.parsing.channels import channel_address, channel_of_handle, is_telegram
from pipelines.parsing.sites import is_same_home, outlet_of, site_of
from pipelines.parsing.urls import clean, host_of
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.network.guard import refuse_bypass
from scraper.sources.catalogue import catalogue_of, catalogued_region
from scraper.sources.editing import (
    append_sources,
    free_id,
    refuse_known,
    replace_checked,
)
from scraper.sources.loading import is_id, known_source, load_sources
from scraper.sources.opml import MAX_BYTES, from_opml
from scraper.sources.proposed_change import (
    changed_text,
    difference,
    with_home_listing,
    without_indexes,
)
from scraper.sources.regions import region
from scraper.sources.rendering import refuse_unrenderable, why_unrenderable
from scraper.sources.trial_crawl import TrialResult
from scraper.sources.trial_run import try_outlets
from scraper.sources.trial_wording import (
    GUESSED_REGION,
    lines_on_articles,
    lines_with_block,
    with_found_indexes,
)
from storage.crawl.endpoints import last_verdict
from storage.database.sqlite import open_readonly

if TYPE_CHECKING:
    from scraper.sources.trial_run import Process

MAX_OUTLETS = 1_000  # of one OPML file, since each outlet takes a dozen requests
_DEFAULT_ZONE = "Europe/Moscow"  # of a region with several time zones
_SOCIAL_NETWORKS = {"vk.com", "vk.ru", "ok.ru", "max.ru"}  # registrable domains


class AddSource(NewsCommand):
    """Add outlets to ``sources.toml`` after three of their articles were fetched and shown."""

    requires_crawler_process = True
    default_settings: ClassVar[dict[str, object]] = {"LOG_LEVEL": "ERROR"}
    max_arguments = 1
    example = "scrapy add-source https://news.example.org/ --region RU-PNZ"

    @property
    def name(self) -> str:
        return "add-source"

    def syntax(self) -> str:
        return "[options] URL or @CHANNEL"

    def short_desc(self) -> str:
        return "Find an outlet's feeds, show three of its articles, add it to sources.toml"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="show the block, add nothing")
        parser.add_argument("--region", metavar="CODE", help="ISO 3166-2 code, such as RU-PNZ")
        parser.add_argument("--id", metavar="ID", help="instead of one made from the host")
        parser.add_argument("--name", metavar="NAME", dest="outlet", help="instead of its title")
        parser.add_argument(
            "--catalogue", metavar="CODE", help="try the bundled catalogue's outlets of a region"
        )
        parser.add_argument(
            "--again", metavar="ID", help="propose a change of a source that is in the file already"
        )
        parser.add_argument("--yes", action="store_true", help="with --again: make the change")
        parser.add_argument("--opml", metavar="FILE", help="try the outlets of an OPML file")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        ways_to_name_outlets = (*args, opts.catalogue, opts.opml, opts.again)
        if sum(map(bool, ways_to_name_outlets)) != 1:
            raise BadInputError("expected one of: a URL, --catalogue CODE, --opml FILE, --again ID")
        if opts.yes and not opts.again:
            raise BadInputError("--yes goes with --again ID")
        if opts.region and region(opts.region) is None:
            raise BadInputError(
                f"--region: expected an ISO 3166-2 code such as RU-PNZ, got {opts.region!r}"
            )
        path = self.config.sources
        known = load_sources(path) if path.exists() else ()
        refuse_bypass(self._settings, os.environ)
        if opts.again:
            source = known_source(known, opts.again, "--again", path)
            return self._try_again(source, make_change=opts.yes)
        results = self._try(self._candidates(args, opts, known))
        working = [result for result in results if result.works]
        if args:  # it may be the URL of a feed, whose home page is known only now
            for result in working:
                refuse_known(result.source.home, known, path)
        for result in results:
            print("\n".join(lines_with_block(result)))
        if not working:
            return ExitCode.NOTHING_DONE
        if opts.dry_run:
            print(f"Nothing was written to {path}: this was a dry run.")
        else:
            append_sources(path, [with_found_indexes(result) for result in working])
            print(f"Added to {path}.")
        return None

    def _try_again(self, source: Source, *, make_change: bool) -> ExitCode | None:
        """Try a known source again, print the change of its block, and make it if it is wanted."""
        path = self.config.sources
        status, detail = self._last_verdict(source.id)
        refuse_unrenderable([source], self.config)
        (result,) = self._try([without_indexes(source, status, detail)])
        print("\n".join(lines_on_articles(result)))
        if not result.works:
            return ExitCode.NOTHING_DONE
        proposed = with_home_listing(replace(with_found_indexes(result), id=source.id), status)
        before = path.read_text(encoding="utf-8")
        after = changed_text(before, proposed)
        change = difference(before, after, path)
        if not change:
            print(f"Its block in {path} needs no change.")
        elif make_change:
            replace_checked(path, after)
            print(f"{change}Changed in {path}.")
        else:
            print(f"{change}Nothing was written; --yes makes this change.")
        return None

    def _last_verdict(self, source_id: str) -> tuple[str | None, str | None]:
        """Return the status and its detail from the last crawl of the source, if there was one."""
        store = self.config.store
        if not isinstance(store, Path) or not store.exists():
            return None, None
        db = open_readonly(store)
        try:
            return last_verdict(db, source_id)
        finally:
            db.close()

    def _candidates(
        self, args: list[str], opts: argparse.Namespace, known: Sequence[Source]
    ) -> list[Source]:
        """Return the outlets to try, without those that ``sources.toml`` has already."""
        taken = {source.id for source in known}
        if opts.catalogue:
            outlets = catalogue_of(opts.catalogue)
        elif opts.opml:
            outlets = self._from_opml(opts)
        else:
            outlets = [self._outlet_of(args[0], opts, taken)]
            refuse_known(outlets[0].home, known, self.config.sources)
        new_outlets = [
            outlet
            for outlet in outlets
            if not any(is_same_home(outlet.home, source.home) for source in known)
        ]
        if not new_outlets:
            raise BadInputError(f"{self.config.sources}: has all of these outlets already")
        return [
            replace(outlet, id=free_id(outlet.home, taken)) if outlet.id in taken else outlet
            for outlet in new_outlets
        ]

    def _outlet_of(self, argument: str, opts: argparse.Namespace, taken: set[str]) -> Source:
        """Return the outlet that the argument names; ``taken`` are the ids of all sources."""
        home = _home_of(argument)
        refuse_social_network(home)
        identifier = free_id(home, taken) if opts.id is None else opts.id
        if not is_id(identifier):
            raise BadInputError(
                f"--id: expected lower-case Latin letters, digits, - and _, got {identifier!r}"
            )
        if identifier in taken:
            raise BadInputError(f"--id: {identifier!r} is taken; every source needs its own")
        code = opts.region or catalogued_region(home) or GUESSED_REGION
        return _source(identifier, opts.outlet or host_of(home), home, code)

    def _from_opml(self, opts: argparse.Namespace) -> list[Source]:
        """Return the outlets of the OPML file, each with all its feeds."""
        try:
            with Path(opts.opml).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise BadInputError(f"{opts.opml}: cannot be read: {error.strerror}") from None
        sources: dict[str, Source] = {}  # by outlet
        feeds: defaultdict[str, dict[str, None]] = defaultdict(dict)  # by outlet, in file order
        taken: set[str] = set()  # ids
        for name, home, feed in from_opml(data, opts.opml):
            url = clean(home)
            feed_url = clean(feed) if feed else None
            if url is None:
                continue
            outlet = outlet_of(url)
            if outlet not in sources:
                if len(sources) == MAX_OUTLETS:
                    raise BadInputError(f"{opts.opml}: more than {MAX_OUTLETS} outlets; split it")
                identifier = free_id(url, taken)
                taken.add(identifier)
                code = opts.region or catalogued_region(url) or GUESSED_REGION
                sources[outlet] = _source(identifier, name, url, code)
            if feed_url:
                feeds[outlet][feed_url] = None
        if not sources:
            raise BadInputError(f"{opts.opml}: no outline with an address in it")
        return [replace(source, feeds=tuple(feeds[outlet])) for outlet, source in sources.items()]

    def _try(self, sources: Sequence[Source]) -> list[TrialResult]:
        process = cast("Process", self.crawler_process)
        return try_outlets(process, sources, lambda: why_unrenderable(self.config))


def _home_of(text: str) -> str:
    """Return the home page that a person names by a URL or by the handle of a channel."""
    if channel := channel_of_handle(text):
        return channel.home
    url = text if "://" in text else f"https://{text}"
    home = None if text.startswith("@") else clean(url)
    if home is None:
        raise BadInputError(
            f"{text}: expected a URL such as https://news.example.org/, or a public Telegram"
            " channel such as @penza_news"
        )
    channel = channel_address(home)
    if channel is None and is_telegram(home):
        raise BadInputError(
            f"{text}: expected a public channel such as https://t.me/NAME; a private channel, a"
            " chat or an invitation can't be read without an account"
        )
    return channel.home if channel else home


def refuse_social_network(home: str) -> None:
    """Raise BadInputError for a channel of a social network, whose posts have no own pages."""
    if site_of(home) in _SOCIAL_NETWORKS:
        raise BadInputError(
            f"{home}: a channel of {site_of(home)} can't be a source, since its posts have no pages"
            " of their own to read; name the outlet's own site"
        )


def _source(identifier: str, name: str, home: str, code: str) -> Source:
    """Return the source of an outlet in the region with this code, in the time zone of it."""
    known_region = region(code)
    zone = (known_region.timezone if known_region else None) or _DEFAULT_ZONE
    return Source(id=identifier, name=name, home=home, region=code, timezone=zone)
