"""Several workers on one frontier."""
