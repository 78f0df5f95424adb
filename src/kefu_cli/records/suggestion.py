"""Suggestions (改進建議): at least one a person and month (doc. 1, 改進要求)."""

from __future__ import annotations

from kefu_cli.messages import msg
from kefu_cli.records.handed import handed_in

NOUN = handed_in("suggestion", msg("Suggestions"))
