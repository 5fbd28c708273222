"""Opens, checks and copies the database, and defines its errors."""
