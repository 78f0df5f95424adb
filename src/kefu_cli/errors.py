"""Every way in which kefu refuses, each with its sentence, its advice and its exit code.

A command that cannot go on raises one of these; ``cli.app`` turns it into the two lines that a
person reads. A bad row of a file is not an exception but a value (``records.incoming.Problem``).
"""

from __future__ import annotations

from kefu_cli.messages import Message, msg


class KefuError(Exception):
    """A refusal that a person can act on.

    ``what`` says what was wrong with which value, ``advice`` says what to do next, and
    ``exit_code`` is what the process ends with.
    """

    exit_code = 1

    def __init__(self, what: Message, advice: Message) -> None:
        super().__init__(what.text)
        self.what = what
        self.advice = advice


class UsageError(KefuError):
    """The command line cannot be read: a missing option, or no such date, amount or month."""

    exit_code = 2


class BadValue(UsageError):
    """A value that is not of its kind: no such day, month, amount, choice or yes/no."""


class NotFound(KefuError):
    """A person, building, unit, clause or number that the file does not hold."""


class Ambiguous(KefuError):
    """A name that several records bear."""


class Refused(KefuError):
    """A request that can be read and is against a rule: a day ahead, a code used twice."""


class FileError(KefuError):
    """A file that is missing, unreadable, unwritable or not what it should be."""


def advise(names: tuple[str, ...], otherwise: Message) -> Message:
    """Advice on a value that was not found: the nearest names, or ``otherwise``."""
    return msg("Did you mean {names}?", names=names) if names else otherwise
