"""The outlets of ``sources.toml``: reading, editing, finding and trying them."""
