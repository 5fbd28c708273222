"""Stories of whole archives, computed by Spark with the project's own pure stages."""
