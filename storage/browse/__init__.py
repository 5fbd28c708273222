"""The pages a reporter reads, served by Datasette from this directory.

``plugins/svodka.py`` registers everything here with Datasette's hooks; ``pages/`` holds one module
per address; what they read from the database stands in the modules beside this one.
"""
