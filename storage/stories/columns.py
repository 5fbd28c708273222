"""SQL expressions that several queries on articles share.

They expect the aliases ``a`` of articles, ``s`` of sources and ``g`` of signatures (left-joined).
"""

COMPARED_TEXT = "coalesce(g.text, a.article_body)"  # g.text where article_body is cut further
OWNER = "coalesce(s.owner, s.id)"  # of the source, else the source itself
