"""Buildings (樓棟)."""

from __future__ import annotations

from kefu_cli.messages import msg
from kefu_cli.records.fields import Field, Noun

NOUN = Noun(
    name="building",
    label=msg("Buildings"),
    key="code",
    fields=(
        Field("code", "code", "樓棟", msg("Building"), required=True),
        Field("name", "text", "樓棟名稱", msg("Building name"), plain=True),
    ),
)
