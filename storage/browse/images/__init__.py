"""Small images of articles and outlets, which ``scrapy browse --images`` lets the site show."""
