"""The languages of the site: its texts and their translations, its times and its words."""
