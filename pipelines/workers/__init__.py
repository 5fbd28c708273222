"""Worker processes that read untrusted pages under limits; the clock and write batches of a run."""
