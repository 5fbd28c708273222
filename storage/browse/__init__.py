"""The pages of the site, which Datasette serves from this directory.

``plugins/svodka.py`` registers the pages with Datasette's hooks. ``pages/`` holds a module for each
kind of page; the modules of this directory read the database for the pages.
"""
