"""Stories (《業主感動的事》): handed in each month by its day (doc. 3, 8)."""

from __future__ import annotations

from kefu_cli.messages import msg
from kefu_cli.records.handed import handed_in

NOUN = handed_in("story", msg("Stories"))
