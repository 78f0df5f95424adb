"""The SQLite file in which an office's records live."""
