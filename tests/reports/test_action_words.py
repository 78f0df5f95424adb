"""The words for a personnel action."""

from __future__ import annotations

import pytest

from kefu_cli.appraisal.model import Action
from kefu_cli.language import say
from kefu_cli.reports.actions import action_words, actions_words, reason_words
from kefu_cli.rulebook.loading import standard


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("absence_consecutive", "absent without leave on 3 consecutive days or more"),
        ("absence_total", "absent without leave 3 times or more"),
        ("collection_rate", "collection rate below 90%"),
        ("total", "total below 80"),
    ],
)
def test_a_reason_has_the_rulebooks_number(reason: str, words: str) -> None:
    """No number of a rule is in the words themselves."""
    assert say(reason_words(Action("dismiss", reason, ""), standard())) == words


def test_an_unknown_reason_is_refused() -> None:
    """A new reason without words fails loudly."""
    with pytest.raises(KeyError):
        reason_words(Action("dismiss", "mood", ""), standard())


def test_each_kind_of_action_is_named_once() -> None:
    """Two reasons for one action are one thing to do."""
    low = [Action("transfer_or_dismiss", reason, "") for reason in ("collection_rate", "total")]
    words = actions_words(low)
    assert words is not None
    assert say(words) == say(action_words(low[0])) == "transfer or dismissal"
    assert actions_words([]) is None
