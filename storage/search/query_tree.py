"""Defines the tree of terms to which a query is parsed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query, or several consecutive words."""

    words: tuple[str, ...]
    exact: bool = False  # the words must be in this form, one after the other
    prefix: bool = False  # longer words that begin with the last word match, too
    title: bool = False  # only headlines are searched


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts must hold; a ``Not`` among them excludes articles."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the parts must hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: "Node"


Node = Term | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter ``source:`` or ``region:`` with a name or an id of the database."""

    field: str
    value: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query, with the problems of its text."""

    root: Node | None = None
    filters: tuple[Filter, ...] = ()
    first_day: date | None = None  # the day of ``after:``, included
    end_day: date | None = None  # the day of ``before:``, excluded
    problems: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether the query has neither words nor filters; it may have problems."""
        return self == Query(problems=self.problems)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return the terms that must occur, in their order."""
        return tuple(wanted_terms(self.root)) if self.root else ()


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the parts of an ``AllOf``; any other node is its only part."""
    return node.parts if isinstance(node, AllOf) else (node,)


def in_title(node: Node) -> Node:
    """Return the node with all terms limited to headlines."""
    match node:
        case Term():
            return Term(node.words, node.exact, node.prefix, title=True)
        case Not():
            return Not(in_title(node.part))
        case AllOf():
            return AllOf(tuple(map(in_title, node.parts)))
        case AnyOf():
            return AnyOf(tuple(map(in_title, node.parts)))


def wanted_terms(node: Node) -> Iterator[Term]:
    """Yield the terms that are not excluded, in their order."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, AllOf | AnyOf):
        for part in node.parts:
            yield from wanted_terms(part)


def shown(node: Node) -> str:
    """Return a part of a query as it could be written in a query."""
    match node:
        case Term():
            words = " ".join(node.words)
            if node.exact:
                return f'"{words}"'
            return f"{words}*" if node.prefix else words
        case Not():
            return f"-{shown(node.part)}"
        case AllOf():
            return f"({' '.join(map(shown, node.parts))})"
        case AnyOf():
            return f"({' OR '.join(map(shown, node.parts))})"
