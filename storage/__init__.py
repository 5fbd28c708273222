"""The SQLite store: schema, migrations, writes, search and the Datasette directory."""
