"""What a page states as data: JSON-LD, meta tags, microdata."""
