"""The words of messages in the language of their readers."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import assert_never

from storage.browse.i18n.languages import LANGUAGES, Code, Language
from storage.database.zones import parse
from storage.search.alerts import Kind


@dataclass(frozen=True, slots=True)
class Style:
    """The language of messages, and the site that has the pages of stories."""

    code: Code = "en"
    site: str | None = None  # an address without a final slash; None if there is no site

    @property
    def language(self) -> Language:
        return LANGUAGES[self.code]

    def count(self, number: int, kind: Kind) -> str:
        """Return ``1 story``, ``2 stories``; «1 сюжет», «2 сюжета», «5 сюжетов»."""
        ngettext = self.language.ngettext
        match kind:
            case "story":
                return ngettext("%(num)s story", "%(num)s stories", number)
            case "edit":
                return ngettext("%(num)s edit", "%(num)s edits", number)
            case "removal":
                return ngettext("%(num)s removed article", "%(num)s removed articles", number)
            case "silent-outlet":
                return ngettext("%(num)s silent outlet", "%(num)s silent outlets", number)
            case _:
                assert_never(kind)

    def lead(self, kind: Kind) -> str:
        """Return the word before the headline of a find, "" before that of a story."""
        match kind:
            case "story":
                return ""
            case "edit":
                return self.language.gettext("Edited")
            case "removal":
                return self.language.gettext("Removed")
            case "silent-outlet":
                return self.language.gettext("Silent")
            case _:
                assert_never(kind)

    def more(self, number: int) -> str:
        """Return the line that says how many finds were left out."""
        return self.language.ngettext("and %(num)s more", "and %(num)s more", number)

    def stamp(self, text: str | None, zone: tzinfo | None) -> str:
        """Return a stored time as ``23 November, 14:20``, or a stored day as ``23 November``.

        The time is that of the zone; None stands for the zone of the machine. The result is empty
        if there is no time.
        """
        if not text:
            return ""
        moment = parse(text)
        if not isinstance(moment, datetime):
            return self.language.day(moment, "d MMMM")
        local = moment.astimezone(zone)
        return f"{self.language.day(local.date(), 'd MMMM')}, {local:%H:%M}"
