"""Files that people write or read: formats, and errors that name the place."""
