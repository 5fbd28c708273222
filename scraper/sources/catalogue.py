"""``scrapy add-source``: crawls a few articles of an outlet, shows them, and adds the outlet."""

import argparse
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
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
from scraper.sources.editing import (
    append_sources,
    free_id,
    refuse_known,
    replace_checked,
)
from scraper.sources.loading import is_id, load_sources
from scraper.sources.opml import MAX_BYTES, from_opml
from scraper.sources.proposed_change import (
    changed_text,
    difference,
    known_source,
    with_home_listing,
    without_indexes,
)
from scraper.sources.regions import region
from scraper.sources.rendering import refuse_unrenderable, why_unrenderable
from scraper.sources.trial_crawl import TrialResult
from scraper.sources.trial_run import try_outlets
from scraper.sources.trial_wording import GUESSED_REGION, lines_for_person, with_found_indexes
from storage.crawl.endpoints import last_verdict
from storage.database.sqlite import open_readonly

if TYPE_CHECKING:
    from scraper.sources.trial_run import Process

MAX_OUTLETS = 1_000  # of one OPML file, since each outlet takes a dozen requests
_NETWORKS = {"vk.com", "vk.ru", "ok.ru", "max.ru"}  # registrable domains


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
        ways = (*args, opts.catalogue, opts.opml, opts.again)
        if sum(map(bool, ways)) != 1:
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
            return self._again(known_source(known, opts.again, path), make_change=opts.yes)
        results = self._try(self._candidates(args, opts, known))
        working = [result for result in results if result.works]
        for result in working if args else ():  # a feed may be that of an outlet of the file
            refuse_known(result.source.home, known, path)
        for result in results:
            print("\n".join(lines_for_person(result)))
        if not working:
            return ExitCode.NOTHING_DONE
        if opts.dry_run:
            print(f"Nothing was written to {path}: this was a dry run.")
        else:
            append_sources(path, [with_found_indexes(result) for result in working])
            print(f"Added to {path}.")
        return None

    def _again(self, source: Source, *, make_change: bool) -> ExitCode | None:
        """Try a known source again, and print the change of its block, or make the change."""
        path = self.config.sources
        status, detail = self._last_verdict(source.id)
        refuse_unrenderable([source], self.config)
        (result,) = self._try([without_indexes(source, status, detail)])
        print(
            "\n".join(lines_for_person(result)[:-1] if result.works else lines_for_person(result))
        )
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
        if opts.catalogue:
            found = catalogue_of(opts.catalogue)
        elif opts.opml:
            found = self._from_opml(opts)
        else:
            found = [self._named(args[0], opts, {source.id for source in known})]
            refuse_known(found[0].home, known, self.config.sources)
        taken = {source.id for source in known}
        fresh = [
            source
            for source in found
            if not any(is_same_home(source.home, one.home) for one in known)
        ]
        if not fresh:
            raise BadInputError(f"{self.config.sources}: has all of these outlets already")
        return [
            replace(source, id=free_id(source.home, taken)) if source.id in taken else source
            for source in fresh
        ]

    def _named(self, url: str, opts: argparse.Namespace, taken: set[str]) -> Source:
        home = _home_of(url)
        refuse_network(home)
        identifier = free_id(home, taken) if opts.id is None else opts.id
        if not is_id(identifier):
            raise BadInputError(
                f"--id: expected lower-case Latin letters, digits, - and _, got {identifier!r}"
            )
        if identifier in taken:
            raise BadInputError(f"--id: {identifier!r} is taken; every source needs its own")
        code = opts.region or _catalogued_region(home) or GUESSED_REGION
        return _source(identifier, opts.outlet or host_of(home), home, code)

    def _from_opml(self, opts: argparse.Namespace) -> list[Source]:
        try:
            with Path(opts.opml).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise BadInputError(f"{opts.opml}: cannot be read: {error.strerror}") from None
        found: dict[str, Source] = {}
        feeds: defaultdict[str, dict[str, None]] = defaultdict(dict)
        taken: set[str] = set()
        for name, home, feed in from_opml(data, opts.opml):
            url, feed_url = clean(home), clean(feed) if feed else None
            if url is None:
                continue
            key = outlet_of(url)
            if key not in found:
                if len(found) == MAX_OUTLETS:
                    raise BadInputError(f"{opts.opml}: more than {MAX_OUTLETS} outlets; split it")
                identifier = free_id(url, taken)
                taken.add(identifier)
                code = opts.region or _catalogued_region(url) or GUESSED_REGION
                found[key] = _source(identifier, name, url, code)
            if feed_url:
                feeds[key][feed_url] = None
        if not found:
            raise BadInputError(f"{opts.opml}: no outline with an address in it")
        return [replace(source, feeds=tuple(feeds[key])) for key, source in found.items()]

    def _try(self, sources: Sequence[Source]) -> list[TrialResult]:
        process = cast("Process", self.crawler_process)
        return try_outlets(process, sources, lambda: why_unrenderable(self.config))


def _home_of(text: str) -> str:
    """Return the home page that a person names by a URL or by the handle of a channel."""
    if channel := channel_of_handle(text):
        return channel.home
    home = None if text.startswith("@") else clean(text if "://" in text else f"https://{text}")
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


def refuse_network(home: str) -> None:
    """Raise BadInputError for a channel of a social network, whose posts have no own pages."""
    if site_of(home) in _NETWORKS:
        raise BadInputError(
            f"{home}: a channel of {site_of(home)} can't be a source, since its posts have no pages"
            " of their own to read; name the outlet's own site"
        )


def _source(identifier: str, name: str, home: str, code: str) -> Source:
    found = region(code)
    zone = (found.timezone if found else None) or "Europe/Moscow"
    return Source(identifier, name, home, code, zone)


def catalogue() -> tuple[Source, ...]:
    """Return the outlets of the bundled catalogue; nobody has checked their addresses."""
    with resources.as_file(resources.files("scraper.sources") / "catalogue.toml") as path:
        return load_sources(path)


def catalogue_of(code: str) -> list[Source]:
    """Return the catalogue's outlets of a region; raises BadInputError if there are none."""
    every = catalogue()
    found = [source for source in every if source.region == code.upper()]
    if not found:
        codes = ", ".join(sorted({source.region for source in every}))
        raise BadInputError(f"--catalogue: no outlet in {code!r}; the catalogue has {codes}")
    return found


def _catalogued_region(home: str) -> str | None:
    try:
        return next((s.region for s in catalogue() if host_of(s.home) == host_of(home)), None)
    except BadInputError:
        return None
