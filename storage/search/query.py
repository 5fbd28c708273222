"""Parses the query language of search, alerts, feeds and exports into a tree of terms.

All words must occur, each in any of its forms. ``OR``, ``ИЛИ`` or ``|`` comes between
alternatives, brackets group, and ``-слово`` excludes. ``"quoted words"`` must occur exactly in this
form, and ``нача*`` finds words with this beginning. ``title:`` searches headlines only. The filters
``source:``, ``region:``, ``after:`` and ``before:`` hold for the whole query. Parts that cannot be
understood are listed in ``Query.problems``; the other parts are searched for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.model import Message
from storage.search.query_tree import (
    AllOf,
    AnyOf,
    Filter,
    Node,
    Not,
    Query,
    Term,
    in_title,
    parts_of,
    shown,
)
from storage.search.stems import fold_text

MAX_TERMS = 30  # of a query, so that a search takes a bounded time
MAX_DEPTH = 8  # levels of nested brackets, so that the parser's recursion is bounded

# The next token of a query: «-title:"два слова"», «-(», «слово*», «)» or «|». A quotation mark that
# is not closed quotes the rest of the query.
_TOKEN = re.compile(
    r'\s*(?:(?P<minus>[-−–—]?)(?:(?P<field>[^\W\d_]+):)?'
    r'(?:"(?P<quoted>[^"]*)"?|(?P<open>\()|(?P<bare>[^\s"()|]+))'
    r"|(?P<close>\))|(?P<bar>\|))"
)  # fmt: skip
_QUOTES = str.maketrans("«»„“”", '"""""')
_WORD = re.compile(r"[^\W_]+")
_OR = ("OR", "ИЛИ")
_NOT = ("NOT", "НЕ")
_AND = ("AND", "И")
_OPERATOR_OF_WORD = {"or": "OR", "или": "ИЛИ"}  # words that may be meant as operators
_FIELDS = {
    "title": "title", "заголовок": "title", "source": "source", "источник": "source",
    "region": "region", "регион": "region", "before": "before", "до": "before",
    "after": "after", "после": "after",
}  # fmt: skip
# Operators of other search engines: «!слово», «~слово», «сл*во», «слово~2», «слово^3».
_FOREIGN_OPERATOR = re.compile(r"^[!~=]+|\*(?=[^\W_])|(?<=[^\W_])[~^]\d*$")
# «2026», «2026-03», «2026-03-01», «01.03.2026»
_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?|(\d\d?)\.(\d\d?)\.(\d{4})")


def words_of(text: str) -> str:
    """Return the words of a name in lower case, with spaces between them: «сура пресс»."""
    return " ".join(_WORD.findall(fold_text(text).lower()))


def parse_query(text: str) -> Query:
    """Parse a query; every text is a valid query, so nothing is raised."""
    return _Parser(text).query()


def parse_day(text: str) -> tuple[date, date] | None:
    """Return the first day of a year, month or day (``2026-03``), and the day after its end."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    # The groups of «2026-03-01», then those of «01.03.2026».
    year, month, day, day_first, month_second, year_last = match.groups()
    try:
        if year_last:
            first = date(int(year_last), int(month_second), int(day_first))
        else:
            first = date(int(year), int(month or 1), int(day or 1))
        if day or year_last:
            return first, first + timedelta(days=1)
        if month:
            in_next_month = first.replace(day=28) + timedelta(days=4)
            return first, in_next_month.replace(day=1)
        return first, first.replace(year=first.year + 1)
    except (ValueError, OverflowError):
        return None


@dataclass(slots=True)
class _Parser:
    """A parser by recursive descent over the tokens; ``AND`` binds more tightly than ``OR``."""

    text: str
    filters: list[Filter] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    first_day: date | None = None
    end_day: date | None = None
    term_count: int = 0
    place: int = 0  # of the next token
    tokens: list[re.Match[str]] = field(default_factory=list)

    def query(self) -> Query:
        """Read all tokens, and return what they mean."""
        self.tokens = list(_TOKEN.finditer(self.text.translate(_QUOTES)))
        parts = []
        while self.place < len(self.tokens):
            part = self._alternatives(0)
            if part is not None:
                parts.append(part)
            if self.place < len(self.tokens):  # a closing bracket without an opening one
                self._add_problem(Message("a closing bracket has no opening one"))
                self.place += 1
        nodes = [node for part in parts for node in parts_of(part)]
        if self._is_without_words(nodes):
            self._add_problem(Message("there is no word to search for"))
        root = None
        if nodes:
            root = nodes[0] if len(nodes) == 1 else AllOf(tuple(nodes))
        problems = tuple(dict.fromkeys(self.problems))
        return Query(root, tuple(self.filters), self.first_day, self.end_day, problems)

    def _is_without_words(self, parts: Sequence[Node]) -> bool:
        """Return whether the text has signs, but no words, filters or problems: «***»."""
        has_days = self.first_day or self.end_day
        is_empty = not (parts or self.filters or has_days or self.problems)
        return is_empty and bool(self.text.strip())

    def _is_operator(self, token: re.Match[str], names: tuple[str, ...]) -> bool:
        """Return whether a token is one of these operators.

        In a text in capitals only, such as a pasted headline, «НЕ» and «И» are words.
        """
        if token["bare"] not in names or token["minus"] or token["field"]:
            return False
        is_word = token["bare"] in ("НЕ", "И") and self.text.isupper()
        return not is_word

    def _add_problem(self, problem: Message) -> None:
        self.problems.append(problem)

    def _alternatives(self, depth: int) -> Node | None:
        """Read tokens up to a closing bracket or the end, and return them as one node.

        The words between two operators OR are a side. ``depth`` is the number of open brackets.
        """
        sides: list[list[Node]] = [[]]
        earlier_filters = len(self.filters)
        is_excluded = False  # whether NOT came before the next part
        while self.place < len(self.tokens) and not self.tokens[self.place]["close"]:
            token = self.tokens[self.place]
            self.place += 1
            if token["bar"] or self._is_operator(token, _OR):
                sides.append([])
            elif self._is_operator(token, _NOT):
                is_excluded = True
            elif not self._is_operator(token, _AND):
                self._note_lowercase_operator(token)
                part = self._part(token, depth)
                if part is not None:
                    sides[-1].append(Not(part) if is_excluded or token["minus"] else part)
                is_excluded = False
        if len(sides) > 1 and len(self.filters) > earlier_filters:
            self._add_problem(
                Message("source: and region: narrow the whole query; they are no sides of OR")
            )
        return self._any_of(sides, depth)

    def _any_of(self, sides: list[list[Node]], depth: int) -> Node | None:
        """Return the sides of OR as one node; None if all of them are empty."""
        if len(sides) > 1 and not all(sides):
            self._add_problem(Message("a side of OR is empty"))
        sides = [side for side in sides if side]
        if len(sides) < 2:
            return self._all_of(sides[0], depth, is_only_side=True) if sides else None
        wanted_counts = [sum(not isinstance(part, Not) for part in side) for side in sides]
        if max(wanted_counts) > 1:  # «a b OR c» might also mean «a (b OR c)»
            grouped = " OR ".join(f"({' '.join(map(shown, side))})" for side in sides)
            self._add_problem(
                Message("read as %(read)s; use brackets to group it differently", read=grouped)
            )
        nodes = [self._all_of(side, depth, is_only_side=False) for side in sides]
        parts = [node for node in nodes if node is not None]
        if len(parts) > 1:
            return AnyOf(tuple(parts))
        return parts[0] if parts else None

    def _all_of(self, parts: list[Node], depth: int, *, is_only_side: bool) -> Node | None:
        """Return the words of a side of OR as one node; the only side means that there is no OR.

        A bracket or a side of OR that has only excluded words is a problem, and None is returned.
        """
        is_whole_query = depth == 0 and is_only_side
        if all(isinstance(part, Not) for part in parts) and not is_whole_query:
            self._add_problem(
                Message("each side of OR, and each bracket, needs a word that is not excluded")
            )
            return None
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _part(self, token: re.Match[str], depth: int) -> Node | None:
        """Return the node of a token that is no operator.

        None stands for a filter, which is added to the filters, and for a problem.
        """
        name = _FIELDS.get((token["field"] or "").lower())
        if token["open"]:
            return self._bracket(token, name, depth)
        if name is None or name == "title":
            return self._term(token, title=name == "title")
        self._filter(name, token["quoted"] or token["bare"] or "", excluded=bool(token["minus"]))
        return None

    def _note_lowercase_operator(self, token: re.Match[str]) -> None:
        """Add a problem for «или» between two words, which is searched for as a word."""
        operator = _OPERATOR_OF_WORD.get(token["bare"] or "")
        is_between = 1 < self.place < len(self.tokens)
        if operator and is_between and not token["minus"] and not token["field"]:
            self._add_problem(
                Message(
                    "«%(word)s» was searched for as a word; %(operator)s or | stands between"
                    " alternatives",
                    word=token["bare"], operator=operator,
                )
            )  # fmt: skip

    def _bracket(self, token: re.Match[str], name: str | None, depth: int) -> Node | None:
        """Read the tokens up to the end of a bracket, and return them as one node.

        ``name`` is the field before the bracket, if it is known.
        """
        if token["field"] and name != "title":
            self._add_problem(
                Message(
                    "%(field)s: stands before one word or quoted words, not a bracket",
                    field=token["field"],
                )
            )
        if depth >= MAX_DEPTH:
            self._add_problem(
                Message("brackets stand within brackets more than %(depth)s deep", depth=MAX_DEPTH)
            )
            return None
        part = self._alternatives(depth + 1)
        if self.place < len(self.tokens):
            self.place += 1
        else:
            self._add_problem(Message("a bracket is not closed"))
        return in_title(part) if name == "title" and part else part

    def _term(self, token: re.Match[str], *, title: bool) -> Node | None:
        """Return the words of a token; an unknown field is a part of the words."""
        bare = token["bare"] or ""
        if token["field"] and not title:
            bare = self._with_unknown_field(token["field"], bare)
        if bare.endswith(":") and bare[:-1].lower() in _FIELDS:
            self._add_problem(
                Message("%(field)s has no value; none may be left between them", field=bare)
            )
            return None
        words = self._words(bare, token["quoted"])
        if not words or not self._may_add_term():
            return None
        if token["quoted"]:
            return Term(words, exact=True, title=title)
        if bare.endswith("*"):
            return Term(words, prefix=True, title=title)
        terms = tuple(Term((word,), title=title) for word in words)
        return terms[0] if len(terms) == 1 else AllOf(terms)

    def _with_unknown_field(self, field: str, bare: str) -> str:
        """Return a word with the name before its colon, which is no field: «мост:река»."""
        text = f"{field}:{bare}"
        if not text.startswith(("http:", "https:")):
            self._add_problem(
                Message("there is no field %(field)s: — it was searched for as a word", field=field)
            )
        return text

    def _words(self, bare: str, quoted: str | None) -> tuple[str, ...]:
        """Return the folded words of a token, without operators of other search engines."""
        words = tuple(_WORD.findall(fold_text(quoted or _FOREIGN_OPERATOR.sub(" ", bare))))
        foreign_operator = _FOREIGN_OPERATOR.search(bare)
        if words and foreign_operator:
            sign = foreign_operator[0]
            self._add_problem(
                Message("«%(sign)s» in «%(word)s» was left out", sign=sign, word=bare[:40])
            )
        return words

    def _may_add_term(self) -> bool:
        """Count one more term; return whether it is among the first MAX_TERMS."""
        self.term_count += 1
        if self.term_count <= MAX_TERMS:
            return True
        self._add_problem(
            Message("only the first %(number)s words are searched for", number=MAX_TERMS)
        )
        return False

    def _filter(self, name: str, value: str, *, excluded: bool) -> None:
        """Add a filter to the query; a day that is no day, or is excluded, is a problem."""
        if name in ("source", "region"):
            self.filters.append(Filter(name, value, excluded))
            return
        days = parse_day(value)
        if days is None or excluded:
            self._add_problem(
                Message(
                    "%(field)s: expected a day such as 2026-03-01, got %(value)s",
                    field=name, value=repr(value[:40]),
                )
            )  # fmt: skip
            return
        day, *_ = days
        if name == "after":
            self.first_day = day
        else:
            self.end_day = day
