"""Signing: a role's name under a month's result, or under a correction of a closed one.

A signature names the hash of what was signed and is never taken back; it counts only while the
result has that hash, so that whatever changes the result, by any program, makes it void.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from kefu_cli.appraisal.canonical import result_digest
from kefu_cli.calendar import Month
from kefu_cli.errors import NotFound, Refused
from kefu_cli.messages import msg
from kefu_cli.records.monthend import Signature
from kefu_cli.script import fold
from kefu_cli.store import corrections, kept
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.closing import refuse_unended
from kefu_cli.store.monthend import closed_already, signatures_under
from kefu_cli.store.records import Origin
from kefu_cli.store.rulebooks import from_text, in_force


@dataclass(frozen=True, slots=True)
class Paper:
    """What is there to sign: its hash, who signs it in which order, and who has.

    ``correction`` is the number of the kept correction, None for the month's own result.
    """

    month: Month
    sha256: str
    signers: tuple[str, ...]
    signatures: tuple[Signature, ...]
    correction: int | None = None

    @property
    def next(self) -> str | None:
        """The role that signs next; None where all have signed."""
        valid = {signature.role for signature in self.signatures if signature.valid}
        return next((role for role in self.signers if role not in valid), None)

    def of(self, role: str) -> Signature | None:
        """The signature of a role that counts."""
        return next((s for s in self.signatures if s.role == role and s.valid), None)


def paper(db: sqlite3.Connection, month: Month, today: date) -> Paper:
    """What is there to sign of a month as it now is.

    Raises Refused where the month has not ended, or is closed and no correction waits.
    """
    closing = kept.standing(db, month)
    if closing:
        corrected = _correction(db, closing)
        if corrected is None:
            raise closed_already(closing)
        return corrected
    refuse_unended(month, today)
    appraisal = appraise_month(db, month, today)
    result = result_digest(appraisal)
    return _paper(db, month, result, appraisal.rulebook.form.signers)


def signers(db: sqlite3.Connection, month: Month) -> tuple[str, ...]:
    """The roles that sign a month, in their order: of a closed one, by the rulebook kept."""
    closing = kept.standing(db, month)
    book = from_text(closing.rulebook) if closing else in_force(db, month)
    return book.form.signers


def role_named(text: str, roles: tuple[str, ...]) -> str:
    """The role that the text names, in either script. Raises NotFound."""
    for role in roles:
        if fold(role) == fold(text):
            return role
    raise NotFound(
        msg("“{value}” does not sign the form.", value=text),
        msg("Choose from {names}.", names=roles),
    )


def sign(db: sqlite3.Connection, month: Month, role: str, today: date, origin: Origin) -> Paper:
    """Sign a month's result as one of its roles; gives what was signed, with the new signature.

    Raises NotFound for an unknown role, and Refused where there is nothing to sign, the role has
    signed this already, or a role before it has not.
    """
    before = paper(db, month, today)
    role = role_named(role, before.signers)
    _refuse_signed(before, role)
    _refuse_out_of_order(before, role)
    db.execute(
        "INSERT INTO signature (month, role, sha256, closing_id, recorded_by, recorded_at,"
        " command_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (str(month), role, before.sha256, before.correction, *origin.columns),
    )
    return _paper(db, month, before.sha256, before.signers, before.correction)


def _correction(db: sqlite3.Connection, closing: kept.Kept) -> Paper | None:
    """The latest correction of a closed month; None where none waits for signatures."""
    made = kept.corrections(db, closing)
    if not made:
        return None
    latest = made[-1]
    roles = from_text(latest.rulebook).form.signers
    found = _paper(db, latest.month, latest.sha256, roles, latest.id)
    if found.next is None:
        return None
    now = corrections.correction(db, latest.month).kept
    if now is None:
        raise Refused(
            msg(
                "What came late since then makes the correction of {month} another one.",
                month=latest.month,
            ),
            msg("Keep it anew: kefu month correction {month} --keep", month=latest.month),
        )
    return found


def _paper(
    db: sqlite3.Connection,
    month: Month,
    sha256: str,
    roles: tuple[str, ...],
    correction: int | None = None,
) -> Paper:
    signatures = signatures_under(db, month, roles, sha256, correction)
    return Paper(month, sha256, roles, signatures, correction)


def _refuse_signed(before: Paper, role: str) -> None:
    done = before.of(role)
    if done:
        raise Refused(
            msg(
                "{role} has signed this result of {month} already: {name}, {at}.",
                role=role,
                month=before.month,
                name=done.name,
                at=done.at.replace("T", " "),
            ),
            msg("A signature is asked for again only when the result has changed."),
        )


def _refuse_out_of_order(before: Paper, role: str) -> None:
    if role != before.next:
        raise Refused(
            msg(
                "{earlier} signs {month} before {role}.",
                earlier=before.next,
                month=before.month,
                role=role,
            ),
            msg(
                "First: kefu sign --month {month} --role {role}",
                month=before.month,
                role=before.next,
            ),
        )
