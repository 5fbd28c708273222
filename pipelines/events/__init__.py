"""Events: stories that report the same thing in different words."""
