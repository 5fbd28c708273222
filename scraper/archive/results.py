"""What a run leaves behind, as those who read it find it; needs no Spark."""

FORMAT = 1  # of the result; another one can't be imported
MANIFEST = "svodka-archive.json"
