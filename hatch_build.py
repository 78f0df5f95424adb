"""Compile the catalogues (.po, kept in the repository) into the .mo files that kefu reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]  # its config type is private
    """Writes each kefu.mo beside its kefu.po and adds it to what is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatch passes it
        """Compile every catalogue below the package's locale folder."""
        for po in sorted(Path(self.root, "src/kefu_cli/locale").glob("*/LC_MESSAGES/kefu.po")):
            mo = po.with_suffix(".mo")
            with po.open("rb") as source, mo.open("wb") as target:
                write_mo(target, read_po(source))
            build_data["artifacts"].append(str(mo.relative_to(self.root)))
