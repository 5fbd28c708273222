"""Defines SQL expressions that several queries on articles use.

The queries must name the tables ``a`` (articles), ``s`` (sources) and ``g`` (signatures, by a
LEFT JOIN).
"""

COMPARED_TEXT = "coalesce(g.text, a.article_body)"  # g.text is set if recurring lines were cut
OWNER = "coalesce(s.owner, s.id)"  # of the source, or the source itself if it names no owner
