"""The pages of the site, a module for each kind; each function returns a response."""
