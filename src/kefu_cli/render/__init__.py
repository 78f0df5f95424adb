"""Writers of a table, of lines or of a document: for a terminal, as JSON, as CSV."""
