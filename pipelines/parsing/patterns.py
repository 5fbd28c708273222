"""Joins the parts of long regular expressions, which are written one kind after the other."""


def any_of(*patterns: str) -> str:
    """Return a pattern that matches what one of the patterns matches; it has no group of its own.

    ``any_of("a", "b")`` is ``a|b``. So it must stand in a group unless it is a whole pattern.
    """
    return "|".join(patterns)
