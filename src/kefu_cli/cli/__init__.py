"""The command line: what is typed comes in here, what is shown goes out; nothing is decided."""
