"""``kefu assignment``: the verbs that every kind of record has."""

from __future__ import annotations

from kefu_cli.cli.nouns import record_app
from kefu_cli.messages import mark

app = record_app("assignment", mark("Who looked after what, and when"))
