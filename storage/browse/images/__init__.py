"""Small images of articles and outlets, which the site shows if it was started so."""
