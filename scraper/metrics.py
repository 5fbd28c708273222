"""Writes the status of a store as a text file for the node exporter of Prometheus."""

from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from storage.crawl.status import CrawlStatus


def write_metrics(status: CrawlStatus, path: Path) -> None:
    """Replace the file in one step by one with the values of a status; raises OSError."""
    write_to_textfile(str(path), registry_of(status))


def registry_of(status: CrawlStatus) -> CollectorRegistry:
    """Return the metrics of a status; a value that is None is left out."""
    registry = CollectorRegistry()
    times = {
        "last_run_start_time_seconds": ("Start of the last run", status.last_run_started_at),
        "last_finished_run_time_seconds": ("End of the last run that ended by itself",
                                           status.last_finished_at),
    }  # fmt: skip
    for name, (meaning, moment) in times.items():
        if moment is not None:
            _gauge(registry, name, meaning, datetime.fromisoformat(moment).timestamp())
    numbers = {
        "sources_needing_a_person": ("Sources that need a person's action",
                                     len(status.sources_needing_a_person)),
        "queue_addresses": ("Addresses that are due", status.queue),
        "articles": ("Articles in the database", status.articles),
        "pruned_articles": ("Articles whose texts were pruned", status.pruned_articles),
        "stories": ("Stories in the database", status.stories),
        "messages_waiting": ("Finds of alerts that were not accepted yet",
                             status.messages_waiting),
        "database_bytes": ("Size of the database", status.database_bytes),
        "database_free_bytes": ("Free pages inside the file of the database",
                                status.database_free_bytes),
        "disk_free_bytes": ("Free bytes of the disk of the database", status.disk_free_bytes),
    }  # fmt: skip
    for name, (meaning, number) in numbers.items():
        if number is not None:
            _gauge(registry, name, meaning, number)
    _by_label(registry, "last_run_addresses", "Visits of the last run by outcome", "outcome",
              status.last_run_outcomes)  # fmt: skip
    _by_label(registry, "sources", "Enabled sources by status", "status", status.sources)
    return registry


def _gauge(registry: CollectorRegistry, name: str, meaning: str, value: float) -> None:
    Gauge(f"svodka_{name}", meaning, registry=registry).set(value)


def _by_label(
    registry: CollectorRegistry, name: str, meaning: str, label: str, values: dict[str, int]
) -> None:
    gauge = Gauge(f"svodka_{name}", meaning, [label], registry=registry)
    for value, number in values.items():
        gauge.labels(value).set(number)
