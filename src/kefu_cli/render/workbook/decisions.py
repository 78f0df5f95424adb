"""評分, 異議, 簽名與雜湊 and 歷史: what people decided about one person's month, and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kefu_cli.appraisal.model import ItemScore
from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.records.evidence import Own, Result
from kefu_cli.records.kept import Row
from kefu_cli.records.monthend import Signature
from kefu_cli.records.objection import NOUN as OBJECTION
from kefu_cli.records.own_words import own_words
from kefu_cli.records.review import LEVEL_NAMES
from kefu_cli.render.terminal import text_of
from kefu_cli.render.workbook import style, words
from kefu_cli.render.workbook.pack import Pack
from kefu_cli.render.workbook.paper import Cell, Paper, by, time_of
from kefu_cli.render.workbook.table import Column
from kefu_cli.reports.figures import points
from kefu_cli.reports.history import history_table
from kefu_cli.reports.reviews import final_words, reason_words

_NUMBER = style.BODY.number()
_DAY = style.BODY.number(style.DAY)

_REVIEW_COLUMNS = (
    Column(msg("Item"), 22.0, style.BODY),
    Column(msg("Full points"), 9.0, _NUMBER),
    Column(msg("Computed"), 10.5, _NUMBER),
    Column(msg("Reviewer"), 13.0, style.CENTRED),
    Column(msg("Score given"), 9.0, _NUMBER),
    Column(msg("Given by"), 14.0, style.BODY),
    Column(msg("Recorded at"), 18.0, style.CENTRED),
    Column(msg("Reason"), 50.0, style.BODY),
    Column(msg("Final score"), 9.0, _NUMBER),
)
_OBJECTION_COLUMNS = (
    Column(msg("What"), 18.5, style.BODY),
    Column(msg("Date"), 11.0, _DAY),
    Column(msg("Words"), 50.0, style.BODY),
    Column(msg("Recorded by and at"), 26.0, style.BODY),
    Column(msg("Answer"), 14.0, style.CENTRED),
    Column(msg("Reason of the answer"), 40.0, style.BODY),
    Column(msg("Answered on"), 12.0, _DAY),
    Column(msg("Answered by"), 13.0, style.BODY),
)
_HASH_COLUMNS = (
    Column(msg("What"), 34.0, style.BODY),
    Column(msg("Who"), 14.0, style.BODY),
    Column(msg("When"), 18.0, style.CENTRED),
    Column(msg("State"), 60.0, style.BODY),
    Column(msg("SHA-256"), 66.0, style.CENTRED),
)
_VOID = msg("void: another result was signed")
_HISTORY_WIDTHS = {
    "when": 18.0,
    "who": 14.0,
    "command": 24.0,
    "about": 18.0,
    "fact": 20.0,
    "was": 34.0,
    "now": 50.0,
}


def reviews(pack: Pack) -> Paper:
    """Each item with the scores that it was given, and which of them decides."""
    rows = (row for item in pack.person.items for row in _item(item, pack))
    note = say(final_words(pack.appraisal.rulebook))
    return Paper("評分", msg("Reviews"), _REVIEW_COLUMNS, rows, (note,))


def _item(item: ItemScore, pack: Pack) -> Iterator[tuple[Cell, ...]]:
    head = (f"{item.no} {item.name}", words.points(item.points), words.points(item.computed))
    final = words.points(item.score)
    if not item.reviews:
        yield (*head, *(None,) * 5, final)
    for review in item.reviews:
        row = pack.papers.reviews.get((item.no, review.level))
        given = (LEVEL_NAMES[review.level], words.points(review.score), own_words(review.by))
        at = time_of(row.recorded_at) if row else None
        why = reason_words(review) if review in item.differing else review.reason
        yield (*head, *given, at, why, final)


def objections(pack: Pack) -> Paper:
    """The issues, acknowledgements and objections."""
    return Paper("異議", msg("Objections"), _OBJECTION_COLUMNS, _said(pack))


def _said(pack: Pack) -> Iterator[tuple[Cell, ...]]:
    unanswered = (None,) * 4
    for issued in pack.papers.issues:
        until = msg("Objections are taken until {day}.", day=issued.issue.until)
        made = by(issued.by, issued.at)
        yield msg("Scores issued"), issued.issue.on, until, made, *unanswered
    for ack in pack.papers.acks:
        what = msg("Acknowledgement {id}", id=ack.id)
        yield what, _day(ack, "on"), _seen(ack, pack), _made(ack), *unanswered
    for row in pack.papers.objections:
        yield _objection(row)


def _seen(ack: Row, pack: Pack) -> Message:
    if ack.values["sha256"] == pack.papers.own:
        return msg("Has seen the score as it now is.")
    return msg("Has seen an earlier score ({hash}).", hash=ack.values["sha256"])


def _objection(row: Row) -> tuple[Cell, ...]:
    what = msg("Objection {id}", id=row.id)
    said = (what, _day(row, "on"), _text(row, "text"), _made(row))
    answer = OBJECTION.field("answer").labels.get(str(row.values["answer"]))
    if answer is None:
        return (*said, msg("not yet answered"), None, None, None)
    reason, name = _text(row, "answer_reason"), _text(row, "answered_by")
    return (*said, answer, reason, _day(row, "answered_on"), name)


def hashes(pack: Pack) -> Paper:
    """The rulebook, the signatures, and every result with its hash."""
    return Paper("簽名與雜湊", msg("Signatures and hashes"), _HASH_COLUMNS, _hashes(pack))


def _hashes(pack: Pack) -> Iterator[tuple[Cell, ...]]:
    book = pack.appraisal.rulebook
    rules = msg("Rulebook {name}, version {version}", name=book.name, version=book.version)
    yield rules, None, None, None, book.sha256
    results = pack.papers.results
    for place, result in enumerate(results):
        closings = (later.closed for later in results[place + 1 :])
        after = next((closed.id for closed in closings if closed.kind == "close"), None)
        yield from _kept(result, after, book.form.signers)
    shown = [signature for result in results for signature in result.signatures]
    if pack.end.closed is None:
        own = Own(pack.papers.own, pack.person.total, pack.person.pay.percent)
        open_month = msg("Result of {month}", month=pack.appraisal.month)
        yield open_month, None, None, msg("open: it may still change"), pack.papers.result
        yield _own(own)
        yield from _signed(pack.end.signatures, book.form.signers)
        shown += pack.end.signatures
    yield from _void(pack.papers.signatures, shown)


def _void(made: Sequence[Signature], shown: Sequence[Signature]) -> Iterator[tuple[Cell, ...]]:
    """The signatures of the month that stand under none of its results any more."""
    under = {(each.role, each.name, each.at, each.sha256) for each in shown}
    for each in made:
        if (each.role, each.name, each.at, each.sha256) not in under:
            what = msg("Void signature: {role}", role=each.role)
            yield what, each.name, time_of(each.at), _VOID, each.sha256


def _kept(result: Result, after: int | None, signers: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    """A kept result; ``after`` is the number of the closing that came after it, if one did."""
    closed = result.closed
    corrected = closed.kind == "correction"
    number = (
        msg("Correction {id}", id=closed.id) if corrected else msg("Closing {id}", id=closed.id)
    )
    standing = _of_correction(result, after, signers) if corrected else _of_closing(result, after)
    yield number, closed.by, time_of(closed.at), standing, closed.sha256
    yield msg("Result that was kept"), None, None, None, closed.result
    if result.own:
        yield _own(result.own)
    if closed.previous:
        before = msg("Result that it corrects") if corrected else msg("Month closed before")
        yield before, None, None, None, closed.previous
    if closed.supersedes:
        yield msg("Closing that it supersedes"), None, None, None, closed.supersedes
    yield from _signed(result.signatures, signers if corrected else (), after)


def _of_closing(result: Result, after: int | None) -> Message:
    reopened = result.reopened
    if reopened is None:
        return msg("stands")
    told = {
        "by": reopened.by,
        "at": time_of(reopened.at),
        "reason": reopened.reason,
        "name": reopened.approved_by,
    }
    if after is None:
        return msg("opened again by {by}, {at}; reason: {reason}; agreed by: {name}", **told)
    return msg(
        "opened again by {by}, {at}, and superseded by closing {number};"
        " reason: {reason}; agreed by: {name}",
        number=after, **told,
    )  # fmt: skip


def _of_correction(result: Result, after: int | None, signers: Sequence[str]) -> Message:
    if after is not None:
        return msg("kept beside the closed result; superseded by closing {number}", number=after)
    valid = {signature.role for signature in result.signatures if signature.valid}
    if valid.issuperset(signers):
        return msg("kept beside the closed result")
    if valid:
        return msg("kept beside the closed result (not signed by all yet)")
    return msg("kept beside the closed result (not signed yet)")


def _own(own: Own) -> tuple[Cell, ...]:
    figures = msg("total {total}, pay {percent}%", total=points(own.total), percent=own.percent)
    return msg("This person's part of it"), None, None, figures, own.sha256


def _signed(
    signatures: Sequence[Signature], signers: Sequence[str] = (), after: int | None = None
) -> Iterator[tuple[Cell, ...]]:
    """A row a signature; those of ``signers`` that lack theirs, too.

    ``after`` is the number of the closing that superseded what they signed, if one did.
    """
    by_role = {signature.role: signature for signature in signatures}
    for role in dict.fromkeys((*signers, *by_role)):
        what = msg("Signature: {role}", role=role)
        signature = by_role.get(role)
        if signature is None:
            yield what, None, None, msg("not signed"), None
            continue
        standing = _VOID
        if signature.valid and after is None:
            standing = msg("valid")
        elif signature.valid:
            standing = msg(
                "valid (what it signed was superseded by closing {number})", number=after
            )
        yield what, signature.name, time_of(signature.at), standing, signature.sha256


def history(pack: Pack) -> Paper:
    """What was done to every record concerned."""
    told = history_table(pack.papers.events, reveal=pack.reveal)
    places = [i for i, c in enumerate(told.columns) if not c.machine]
    headed = [told.columns[i] for i in places]
    columns = [Column(c.heading, _HISTORY_WIDTHS[c.key], style.BODY) for c in headed]
    rows = (tuple(text_of(row[i]) or None for i in places) for row in told.rows)
    return Paper("歷史", msg("History"), columns, rows)


def _made(row: Row) -> Message:
    return by(row.recorded_by, row.recorded_at)


def _day(row: Row, name: str) -> date:
    day = row.values[name]
    assert isinstance(day, date)
    return day


def _text(row: Row, name: str) -> str:
    return str(row.values[name])
