"""What the workbook says in kefu's own words: labels, sums of an item, actions, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from kefu_cli.appraisal.facts import LEVELS
from kefu_cli.appraisal.model import Charge, DutyCount, Finding, ItemScore, PersonAppraisal, Rate
from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.reports import figures
from kefu_cli.reports.actions import action_words, cautions, reason_words
from kefu_cli.reports.bands import distances
from kefu_cli.reports.findings import happened
from kefu_cli.rulebook.model import RateRule, Rulebook


def points(value: Decimal) -> int | Decimal:
    """Points as a cell holds them: whole ones as whole numbers."""
    return int(value) if value == value.to_integral_value() else value


def in_narrow_cell(text: str) -> str:
    """A text of the form whose lines end where the form's narrow cell ends them, at its spaces."""
    return text.replace(" ", "\n")


def chinese_day(day: date) -> str:
    """A day as the paper form has it (年 月 日)."""
    return f"{day.year}年{day.month}月{day.day}日"


def what_happened(finding: Finding) -> str:
    """A finding's words; a violation of which there are none is called one."""
    words = happened(finding) or msg("violation")
    return say(words) if isinstance(words, Message) else words


def charge_line(charge: Charge) -> str:
    """A finding on one line of the form: its day, what happened, and why it does not count."""
    line = f"{charge.finding.on:%m-%d} {what_happened(charge.finding)}"
    if charge.waived is None:
        return line
    return say(msg("{finding} (not counted: {reason})", finding=line, reason=charge.waived))


def item_sum(score: ItemScore, reviewers: Sequence[str]) -> str:
    """How an item's score came about; where a reviewer's score decides, that, and whose it is.

    ``reviewers`` are the names of the levels, from the least senior to the most.
    """
    computed = say(_computed(score))
    if score.score == score.computed:
        return computed
    decides = score.reviews[-1]
    by = f"{reviewers[LEVELS.index(decides.level)]} {decides.by}"
    final = msg("Final score {score} ({by})", score=figures.points(score.score), by=by)
    return f"{computed}\n{say(final)}"


def _computed(score: ItemScore) -> Message:
    earned = figures.points(score.computed)
    if score.rate is not None:
        return msg("Score {score}", score=earned)
    if score.wiped_out:
        return msg(
            "Violations: {count}, all points lost; score {score}",
            count=score.violations, score=earned,
        )  # fmt: skip
    if score.violations == 0:
        return msg("No violation; score {score}", score=earned)
    return msg(
        "Violations: {count}, −{lost}; score {score}",
        count=score.violations, lost=figures.points(score.points - score.computed), score=earned,
    )  # fmt: skip


def reviewer_sums(person: PersonAppraisal) -> Iterator[int | Decimal | None]:
    """What each level of reviewer gave in all; None where not every item was given a score."""
    for level in LEVELS:
        given = [score for item in person.items if (score := item.given(level)) is not None]
        whole = len(given) == len(person.items)
        yield points(sum(given, Decimal(0))) if whole else None


def rate_lines(rate: Rate, rule: RateRule) -> Iterator[str]:
    """Units due and paid, the rate, and how far it is from each threshold."""
    if rate.percent is None:
        yield say(msg("Not applicable: no unit was due"))
        return
    yield say(msg("Due {due}, paid {paid} units", due=rate.due, paid=rate.paid))
    yield say(msg("Collection rate {rate}%", rate=rate.percent))
    yield from map(say, distances(rate, rule))


def action_names(person: PersonAppraisal, book: Rulebook) -> str:
    """The actions called for, a line each with its reason."""
    return "\n".join(
        say(msg("{action} ({reason})", action=action_words(a), reason=reason_words(a, book)))
        for a in person.actions
    )


def action_lines(
    person: PersonAppraisal, book: Rulebook, earlier: Iterable[Finding] = ()
) -> Iterator[str]:
    """The actions called for with their evidence, then what the law asks before each.

    ``earlier`` are findings of other months, where they are known, that are evidence as well.
    """
    known = {each.id: each for each in (*earlier, *(c.finding for c in person.charges))}
    for action in person.actions:
        said = {"action": action_words(action), "reason": reason_words(action, book)}
        if action.evidence:
            evidence = tuple(_evidence(id, known.get(id)) for id in action.evidence)
            yield say(
                msg("Called for: {action} ({reason}; see {evidence})", evidence=evidence, **said)
            )
        else:
            yield say(msg("Called for: {action} ({reason})", **said))
    yield from caution_lines([person])


def _evidence(id: str, finding: Finding | None) -> Message:
    """A finding by its day and the number of its record; of an earlier month the number alone."""
    number = id.partition(":")[2]
    if finding is None:
        return msg("violation {number} (before this month)", number=number)
    what = msg("absent without leave") if finding.absent else msg("violation")
    return msg(
        "{day} {what} (violation {number})", day=f"{finding.on:%m-%d}", what=what, number=number
    )


def caution_lines(staff: Iterable[PersonAppraisal]) -> Iterator[str]:
    """What the law asks before any of these people's actions, each sentence once."""
    for caution in cautions(staff):
        yield say(msg("Before acting: {caution}", caution=caution))


def duty(count: DutyCount) -> str:
    """Whether a monthly duty was done."""
    if count.done >= count.asked:
        return say(msg("done ({done})", done=count.done))
    return say(msg("missing ({done} of {asked})", done=count.done, asked=count.asked))
