"""The words for a personnel action, for its reason, and for the caution that goes with it."""

from __future__ import annotations

from collections.abc import Iterable

from kefu_cli.appraisal.model import Action, PersonAppraisal
from kefu_cli.messages import Message, msg
from kefu_cli.reports.figures import points
from kefu_cli.reports.table import listing
from kefu_cli.rulebook.model import RateRule, Rulebook

ACTIONS = {
    "dismiss": msg("dismissal"),
    "transfer_or_dismiss": msg("transfer or dismissal"),
}


def action_words(action: Action) -> Message:
    """What is called for."""
    return ACTIONS[action.action]


def actions_words(actions: Iterable[Action]) -> Message | None:
    """All that is called for, each kind once; None where nothing is."""
    kinds = tuple(dict.fromkeys(action.action for action in actions))
    if not kinds:
        return None
    return listing(tuple(ACTIONS[kind] for kind in kinds))


def reason_words(action: Action, rulebook: Rulebook) -> Message:
    """Why it is called for, with the rulebook's own numbers. Raises KeyError for no such reason."""
    match action.reason:
        case "absence_consecutive":
            days = rulebook.absence.consecutive_days
            return msg("absent without leave on {days} consecutive days or more", days=days)
        case "absence_total":
            return msg("absent without leave {total} times or more", total=rulebook.absence.total)
        case "collection_rate":
            rules = (item.rule for item in rulebook.items if isinstance(item.rule, RateRule))
            bounds = [t.below for rule in rules for t in rule.tiers if t.action and t.below]
            return msg("collection rate below {threshold}%", threshold=points(max(bounds)))
        case "total":
            below = max(called.below for called in rulebook.total_actions)
            return msg("total below {points}", points=points(below))
        case _:
            raise KeyError(action.reason)


def cautions(staff: Iterable[PersonAppraisal]) -> tuple[str, ...]:
    """What the law asks before any of these people's actions, each sentence once."""
    return tuple(dict.fromkeys(a.caution for person in staff for a in person.actions))
