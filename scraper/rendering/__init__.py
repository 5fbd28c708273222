"""Opens pages of sources with ``render = true`` in a browser and returns what scripts draw."""
