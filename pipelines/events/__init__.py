"""Events: stories in different words about one happening."""
