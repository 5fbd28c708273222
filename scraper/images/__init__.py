"""Fetches the images of articles and outlets, and makes small images of them for the site."""
