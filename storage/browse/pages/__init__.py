"""One module per address: request in, response out."""
