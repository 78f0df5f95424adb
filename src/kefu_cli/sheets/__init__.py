"""Workbooks and CSV files: read into valid columns, and written as templates to fill in."""
