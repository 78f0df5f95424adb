"""依據: what each finding rests on, and what the law asks before an action that it leads to."""

from __future__ import annotations

from collections.abc import Iterator

from kefu_cli.appraisal.model import Charge, Finding
from kefu_cli.messages import Message, msg
from kefu_cli.records import noun
from kefu_cli.records.evidence import Exhibit, Ground, Waived
from kefu_cli.records.monthend import Closed
from kefu_cli.records.own_words import own_words
from kefu_cli.render.terminal import text_of
from kefu_cli.render.workbook import style, words
from kefu_cli.render.workbook.pack import Pack
from kefu_cli.render.workbook.paper import Cell, Paper, by, time_of
from kefu_cli.render.workbook.table import Column
from kefu_cli.reports.records import records_table

_COLUMNS = (
    Column(msg("Finding"), 17.0, style.CENTRED),
    Column(msg("Date"), 10.5, style.BODY.number(style.DAY)),
    Column(msg("Clause"), 6.5, style.CENTRED),
    Column(msg("Words of the clause"), 36.0, style.BODY),
    Column(msg("What happened"), 30.0, style.BODY),
    Column(msg("The record and its facts"), 44.0, style.BODY),
    Column(msg("Recorded by and at"), 18.0, style.BODY),
    Column(msg("Standing"), 24.0, style.BODY),
)


def grounds(pack: Pack) -> Paper:
    """Every finding that counts or was waived with its records, and what the actions ask.

    Those that kept corrections brought or changed follow those of the result that was closed.
    """
    notes = words.action_lines(pack.person, pack.appraisal.rulebook, pack.earlier)
    return Paper("依據", msg("Grounds"), _COLUMNS, _rows(pack), notes)


def _rows(pack: Pack) -> Iterator[tuple[Cell, ...]]:
    grounds = pack.papers.grounds
    for finding in pack.earlier:
        yield from _finding(pack, finding, grounds[finding.id], (_EARLIER,))
    for charge in pack.person.charges:
        ground = grounds[charge.finding.id]
        standing = _standing(charge, ground.waived)
        yield from _finding(pack, charge.finding, ground, tuple(standing))
    closed = {charge.finding.id for charge in pack.person.charges}
    for run, charge, ground in pack.corrected:
        came = _came(run, changed=charge.finding.id in closed)
        standing = _standing(charge, ground.waived)
        yield from _finding(pack, charge.finding, ground, (came, *standing))


_EARLIER = msg("before this month; the action called for rests on it as well")


def _came(run: Closed, *, changed: bool) -> Message:
    if changed:
        return msg("as correction {number} changed it", number=run.id)
    return msg("came with correction {number}", number=run.id)


def _standing(charge: Charge, waived: Waived | None) -> Iterator[Message]:
    if charge.waived is None:
        yield msg("counts")
        return
    yield msg("waived: {reason}", reason=charge.waived)
    if waived:
        yield by(waived.by, waived.at)
        yield msg("only for this person") if waived.staff else msg("for everyone")


def _finding(
    pack: Pack, finding: Finding, ground: Ground, standing: tuple[str | Message, ...]
) -> Iterator[tuple[Cell, ...]]:
    """A row for the finding, with a further one where it names another record as well."""
    clause = pack.appraisal.rulebook.clause(finding.clause)
    head: tuple[Cell, ...] = (finding.id, finding.on, finding.clause)
    said: tuple[Cell, ...] = (clause.text if clause else None, words.what_happened(finding))
    first, *others = ground.exhibits or (None,)
    yield (*head, *said, *_record(first, reveal=pack.reveal), standing)
    for exhibit in others:
        yield (*head, None, None, *_record(exhibit, reveal=pack.reveal), None)


def _record(exhibit: Exhibit | None, *, reveal: bool) -> tuple[Cell, Cell]:
    """The record's name and facts, a line each, and who recorded it."""
    if exhibit is None:
        return None, None
    row = exhibit.row
    return tuple(_facts(exhibit, reveal=reveal)), (
        own_words(row.recorded_by),
        time_of(row.recorded_at),
    )


def _facts(exhibit: Exhibit, *, reveal: bool) -> Iterator[str | Message]:
    declared = noun(exhibit.noun)
    key = exhibit.row.values[declared.key] if declared.key else exhibit.row.id
    yield f"{exhibit.noun}:{key}"
    table = records_table(declared, [exhibit.row], reveal=reveal, voided=exhibit.row.voided)
    for column, cell in zip(table.columns, table.rows[0], strict=True):
        if cell is not None and not column.machine and column.key not in ("id", declared.key):
            yield msg("{fact}: {value}", fact=column.heading, value=text_of(cell))
    for follow_up in exhibit.follow_ups:
        yield msg("Followed up: {what}", what=follow_up)
