"""Makes the site that a benchmark measures: Datasette over one database, without a socket."""

from pathlib import Path

from datasette.app import Datasette

_BROWSE = Path(__file__).parent.parent / "storage" / "browse"


def site_of(database: Path) -> Datasette:
    """Return the site of a database, whose ``client`` answers requests in this process."""
    return Datasette(
        [str(database)],
        plugins_dir=str(_BROWSE / "plugins"),
        template_dir=str(_BROWSE / "templates"),
        static_mounts=[("assets", str(_BROWSE / "static"))],
    )
