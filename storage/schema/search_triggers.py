"""The triggers that update the search index. Migrations use them, so they must not change."""


def search_triggers(add: str, forget: str) -> str:
    """Return the SQL of three triggers on ``articles``.

    ``add`` are the statements that add an article to the index; ``forget`` are those that remove
    it.
    """
    return f"""
    CREATE TRIGGER article_search_insert AFTER INSERT ON articles BEGIN {add} END;
    CREATE TRIGGER article_search_delete AFTER DELETE ON articles BEGIN {forget} END;
    CREATE TRIGGER article_search_update
        AFTER UPDATE OF id, headline, article_body, in_language ON articles
        WHEN old.id <> new.id OR old.headline <> new.headline
            OR old.article_body <> new.article_body OR old.in_language IS NOT new.in_language
        BEGIN {forget} {add} END;
    """
