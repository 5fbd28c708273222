"""Lines of the text: which are no part of it, and which recur across an outlet."""
