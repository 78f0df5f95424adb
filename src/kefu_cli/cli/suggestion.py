"""``kefu suggestion``: the verbs that every kind of record has."""

from __future__ import annotations

from kefu_cli.cli.nouns import record_app
from kefu_cli.messages import mark

app = record_app("suggestion", mark("Improvement suggestions"))
