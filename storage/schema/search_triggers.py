"""The triggers that keep the search index; migrations use them, so this text stays as it is."""


def search_triggers(add: str, forget: str) -> str:
    """The three triggers on ``articles``, from the statements that add and forget an entry."""
    return f"""
    CREATE TRIGGER article_search_insert AFTER INSERT ON articles BEGIN {add} END;
    CREATE TRIGGER article_search_delete AFTER DELETE ON articles BEGIN {forget} END;
    CREATE TRIGGER article_search_update
        AFTER UPDATE OF id, headline, article_body, in_language ON articles
        WHEN old.id <> new.id OR old.headline <> new.headline
            OR old.article_body <> new.article_body OR old.in_language IS NOT new.in_language
        BEGIN {forget} {add} END;
    """
