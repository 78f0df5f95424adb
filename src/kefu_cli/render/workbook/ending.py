"""What a month's end puts on paper: scores that differ, objections, signatures, the closing.

Days only: a workbook holds no time of day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from kefu_cli.appraisal.facts import LEVELS, Review
from kefu_cli.appraisal.model import ItemScore, PersonAppraisal
from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.records.monthend import MonthEnd, Objection
from kefu_cli.records.objection import NOUN as OBJECTION
from kefu_cli.records.own_words import own_words
from kefu_cli.render.workbook import layout, safe, style, words
from kefu_cli.render.workbook.beneath import Row
from kefu_cli.render.workbook.sheet import Part, Sheet, Value
from kefu_cli.render.workbook.style import Look
from kefu_cli.reports.figures import HASH_SHOWN
from kefu_cli.reports.reviews import final_words, reason_words
from kefu_cli.rulebook.model import FormWords, Rulebook

Spans = Sequence[tuple[int, int]]
_Cells = Sequence[tuple[Value, Look]]

_MOST_LINES = 15  # of a row, so that rows fill pages well
_DAY = style.BODY.number(style.DAY)
_NUMBER = style.BODY.number()
_DIFFERENCE = msg("Item"), msg("Reviewer"), msg("Reason"), msg("Computed"), msg("Score given")
_DIFFERENCE_OF_ALL = (
    *(msg("Staff no."), msg("Name"), msg("Item"), msg("Reviewer")),
    *(msg("Computed"), msg("Score given"), msg("Reason")),
)


def differences(
    sheet: Sheet, people: Sequence[PersonAppraisal], book: Rulebook, spans: Spans
) -> Iterator[tuple[Row, ...]]:
    """A row for each score given that is not the computed one, in groups kept on one page.

    ``spans`` are the columns of item, reviewer, reason, computed and given score; with two more
    spans in front, of the person's number and name, the reason comes last.
    """
    title = msg("Scores given that are not the computed ones. {final}", final=final_words(book))
    names = dict(zip(LEVELS, book.form.reviewers, strict=True))
    whose = len(spans) == len(_DIFFERENCE_OF_ALL)
    heads = _DIFFERENCE_OF_ALL if whose else _DIFFERENCE
    rows = (
        _difference(person if whose else None, item, review, names[review.level])
        for person in people
        for item in person.items
        for review in item.differing
    )
    yield from table(sheet, title, spans, heads, rows)


def _difference(
    person: PersonAppraisal | None, item: ItemScore, review: Review, reviewer: str
) -> _Cells:
    who = (f"{reviewer}　{_said(own_words(review.by))}", style.BODY)
    why = (_said(reason_words(review)), style.BODY)
    figures = (words.points(item.computed), _NUMBER), (words.points(review.score), _NUMBER)
    if person is None:  # the form's narrow column has room for the name alone
        return ((item.name, style.BODY), who, why, *figures)
    code, name = (person.person.code, style.CENTRED), (person.person.name, style.CENTRED)
    return (code, name, (f"{item.no} {item.name}", style.BODY), who, *figures, why)


def _said(text: str | Message) -> str:
    return say(text) if isinstance(text, Message) else text


def objections(sheet: Sheet, made: Iterable[Objection]) -> Iterator[tuple[Row, ...]]:
    """A row for each objection, with its answer; in groups kept on one page."""
    spans = ((1, 2), (3, 3), (4, len(sheet.widths)))
    heads = msg("Date"), msg("Objection text"), msg("Answer")
    rows = (((each.on, _DAY), (each.text, style.BODY), _answer(each)) for each in made)
    yield from table(sheet, msg("Objections"), spans, heads, rows)


def confirmed(end: MonthEnd) -> str | None:
    """When the scores were issued and this person's own acknowledged; None where neither was."""
    said = []
    if end.issue:
        told = {"day": end.issue.on, "until": end.issue.until}
        said.append(msg("Issued on {day}; objections until {until}.", **told))
        if not end.acks:
            said.append(msg("Acknowledged by the person: not yet"))
    for ack in end.acks:
        if ack.current:
            said.append(msg("Acknowledged by the person: {day}", day=ack.on))
        else:
            said.append(msg("Acknowledged by the person: {day}, another score", day=ack.on))
    return "　　".join(map(say, said)) or None


def signatures(form: FormWords, end: MonthEnd) -> list[str]:
    """The form's four lines, each with its signature; a void one leaves the line free."""
    signed = {signature.role: signature for signature in end.signatures}
    lines = []
    for role, label in zip(form.signers, form.signatures, strict=True):
        signature = signed.get(role)
        if signature is None:
            lines.append(label)
            continue
        day = signature.on.isoformat()
        if signature.valid:
            lines.append(f"{label}　{signature.name}　{day}")
        else:
            void = msg("(The signature of {name}, {day}, is void.)", name=signature.name, day=day)
            lines.append(f"{label}\n{say(void)}")
    return lines


def standing(
    end: MonthEnd, corrects: str | None = None, digits: int | None = HASH_SHOWN
) -> Iterator[Message]:
    """Whether the result stands, since when and by whom, with so many digits of each hash.

    ``corrects`` is the hash of the result that this one corrects; None for a month's own result.
    """
    closed = end.closed
    if closed is None:
        yield msg("A preview: not kept yet.") if corrects else msg("The month is not closed yet.")
        if again := end.reopened:
            yield msg(
                "The closing with the SHA-256 {hash} was opened again on {day} by {by},"
                " with the consent of {name}: {reason}",
                hash=again.sha256[:digits],
                day=again.at[:10],
                by=again.by,
                name=again.approved_by,
                reason=again.reason,
            )
    else:
        told = {"day": closed.at[:10], "name": closed.by, "hash": closed.sha256[:digits]}
        if corrects:
            yield msg("Correction kept on {day} by {name}; SHA-256 {hash}", **told)
        else:
            yield msg("Closed on {day} by {name}; SHA-256 {hash}", **told)
    if corrects:
        yield msg("It corrects the result with the SHA-256 {hash}", hash=corrects[:digits])
    elif closed and closed.supersedes:
        before = closed.supersedes[:digits]
        yield msg("It supersedes the closing with the SHA-256 {hash}", hash=before)


def _answer(objection: Objection) -> tuple[str, Look]:
    if objection.open:
        return say(msg("not yet answered")), style.STRONG
    answer = OBJECTION.field("answer").labels[str(objection.answer)]
    by, day = objection.answered_by, objection.answered_on
    told = {"answer": answer, "name": by, "day": day, "reason": objection.reason}
    return say(msg("{answer} ({name}, {day}): {reason}", **told)), style.BODY


def table(
    sheet: Sheet,
    title: Message,
    spans: Spans,
    heads: Iterable[Message],
    rows: Iterable[_Cells],
) -> Iterator[tuple[Row, ...]]:
    """Title, headings and rows, as many of them as long texts take; nothing without rows."""
    headed: tuple[Row, ...] = (
        (Part(1, len(sheet.widths), say(title), style.STRONG),),
        tuple(Part(*s, say(h), style.HEADING) for s, h in zip(spans, heads, strict=True)),
    )
    for cells in rows:
        for row in _pieces(sheet, spans, cells):
            yield (*headed, row)
            headed = ()


def _pieces(sheet: Sheet, spans: Spans, cells: _Cells) -> Iterator[Row]:
    texts = [
        layout.chunks(safe.clean(value), sheet.width(*span), look.size, _MOST_LINES)
        if isinstance(value, str)
        else [value]
        for span, (value, look) in zip(spans, cells, strict=True)
    ]
    looks = [look for _, look in cells]
    for pieces in zip_longest(*texts):
        parts = zip(spans, pieces, looks, strict=True)
        yield tuple(Part(*span, piece, look) for span, piece, look in parts)
