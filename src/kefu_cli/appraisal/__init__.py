"""The pure core: facts of a month in, its appraisal out. No file, no clock, no language."""
