"""What the options before the noun say; every command finds it as ``ctx.obj``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kefu_cli.errors import UsageError
from kefu_cli.messages import msg

if TYPE_CHECKING:
    import typer


@dataclass(frozen=True, slots=True)
class Settings:
    """The file to work on; None is the usual one in the user's data directory."""

    db: Path | None = None


def settings_of(ctx: typer.Context) -> Settings:
    """The settings in force, also while the shell completes a line and no command has run.

    Raises UsageError if ``--db`` is empty.
    """
    root = ctx.find_root()
    return root.obj if isinstance(root.obj, Settings) else read_settings(root.params.get("db"))


def read_settings(db: str | None) -> Settings:
    """The settings that ``--db`` (or KEFU_DB) asks for. Raises UsageError if it is empty."""
    if db is None:
        return Settings()
    if not db.strip():
        raise UsageError(
            msg("--db names no file."), msg("Write --db FILE, or leave it out for the usual file.")
        )
    try:
        return Settings(Path(db).expanduser())
    except RuntimeError as error:  # ~somebody who has no home here
        raise UsageError(
            msg("--db: there is no home for “{value}”.", value=db), msg("Write the whole path.")
        ) from error
