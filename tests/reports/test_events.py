"""What the history says to a person; scripts have facts and values as the file keeps them."""

from __future__ import annotations

import pytest

from kefu_cli.language import use
from kefu_cli.messages import msg
from kefu_cli.records import noun
from kefu_cli.records.kept import Event, Row
from kefu_cli.render.terminal import text_of
from kefu_cli.reports.history import history_table
from kefu_cli.reports.records import records_table

_NAMES = [field.name for field in noun("review").fields]
REVIEW = "W001 2024-05 direct 1: {} 客訴"


def _people(event: Event, key: str, *, reveal: bool = False) -> str:
    """What a person reads in a column of the event's row."""
    table = history_table([event], reveal=reveal)
    (row,) = table.rows
    cells = {c.key: cell for c, cell in zip(table.columns, row, strict=True) if not c.machine}
    return text_of(cells[key])


def _event(record: str, field: str | None, after: str | int | None) -> Event:
    return Event("2024-06-01T08:00", "王主管", "kefu x", record, field, None, after)


@pytest.mark.parametrize(
    ("record", "field", "kept", "said"),
    [
        ("review:1", "review", REVIEW.format("4.00"), "Direct superior, item 1: 4 客訴"),
        ("review:1", "review", REVIEW.format("3.50"), "Direct superior, item 1: 3.5 客訴"),
        ("review:1", "review", "W001 2024-05 manager 3: 10.00", "Property manager, item 3: 10"),
        ("review:1", "level", "indirect", "Indirect superior"),
        ("objection:1", "answer", "upheld", "upheld"),
        ("repair:31", "revisit_record", "voice", "voice record"),
        ("month:2024-05", "closed", "close de6a00112233", "SHA-256 de6a00112233…"),
        ("month:2024-05", "closed", "correction de6a00112233", "SHA-256 de6a00112233…"),
        ("repair:31", "received", "2024-05-03T09:00", "2024-05-03 09:00"),
        ("repair:31", "followed", "2024-05-04T10:00 等T配件", "2024-05-04 10:00 等T配件"),
        ("violation:1", "void_reason", "undone by command 38", "undone by command 38"),
        ("violation:1", "note", "direct 1: 4.00", "direct 1: 4.00"),
        ("violation:1", "void_reason", "記錯人", "記錯人"),
    ],
)
def test_a_value_is_said_in_words_and_kept_for_scripts(
    record: str, field: str, kept: str, said: str
) -> None:
    """Before and after alike; what somebody typed is left as it is."""
    use("en")
    event = Event("2024-06-01T08:00", "王主管", "kefu x", record, field, kept, kept)
    assert _people(event, "now").endswith(said)
    assert _people(event, "was") == _people(event, "now")
    (row,) = history_table([event]).records()
    assert (row["before"], row["after"], row["field"]) == (kept, kept, field)


@pytest.mark.parametrize(
    ("event", "key", "said"),
    [
        (_event("objection:1", "answer", "rejected"), "now", "不成立"),
        (_event("month:2024-05", "closed", "close de6a00112233"), "fact", "結帳"),
        (_event("building", None, 12), "about", "樓棟"),
        (_event("repair_follow", None, 12), "about", "跟進時間"),
        (_event("base_pay", None, 12), "about", "績效工資基數"),
        (_event("fee", "voided", 30), "about", "繳費"),
        (_event("fee", "voided", 30), "now", ""),
        (_event("fee:3", "voided", True), "about", "fee:3"),
        (_event("rulebook", None, 12), "about", "rulebook"),
    ],
)
def test_labels_are_in_the_readers_language(event: Event, key: str, said: str) -> None:
    """Also those of the kinds of which many were recorded; one record keeps its name."""
    use("zh-Hant")
    assert _people(event, key) == said


def test_a_correction_is_not_called_a_closing() -> None:
    """Each by its own word; a script has the kind in the value."""
    use("en")
    assert _people(_event("month:2024-05", "closed", "correction de6a"), "fact") == "Corrected"
    assert _people(_event("month:2024-05", "closed", "close de6a"), "fact") == "Closed"


def test_kefus_own_reasons_are_sentences_for_people_only() -> None:
    """In the history and in a list of voided records; scripts have the words of the file."""
    kept, said = "replaced by command 24", msg("replaced by command {number}", number="24")
    history = history_table([_event("review:1", "void_reason", kept)])
    row = Row(
        1, dict.fromkeys(_NAMES), {"staff_name": None}, True, kept, "王主管", "2024-06-01T08:00"
    )
    listed = records_table(noun("review"), [row], voided=True)
    for table, people, key in ((history, "now", "after"), (listed, "void_words", "void_reason")):
        (kept_row,) = table.records()
        place = [column.key for column in table.columns].index(people)
        assert (table.rows[0][place], kept_row[key]) == (said, kept)
    keys = [column.key for column in records_table(noun("review"), [row]).columns]
    assert "void_words" not in keys


def test_times_are_written_for_people_and_for_scripts() -> None:
    """A space for the one, the T of ISO 8601 for the other."""
    event = _event("violation:1", None, None)
    assert _people(event, "when") == "2024-06-01 08:00"
    (row,) = history_table([event]).records()
    assert row["at"] == "2024-06-01T08:00"


def test_owners_are_masked_in_words_too() -> None:
    """Until they are asked for."""
    event = Event("2024-06-01T08:00", "王主管", "x", "unit:1", "owner", "王小明", "陳大文", True)
    assert (_people(event, "was"), _people(event, "now")) == ("王**", "陳**")
    assert _people(event, "was", reveal=True) == "王小明"
