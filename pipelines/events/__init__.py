"""Events: stories of different words about one happening."""
