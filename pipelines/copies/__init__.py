"""Whether two texts are copies of each other."""
