"""What a template says about a field: how to write it, and one value as an example."""

from __future__ import annotations

from kefu_cli import language
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Choice, Field, Kind, Noun
from kefu_cli.script import fold
from kefu_cli.sheets.headings import needed

YES, NO = msg("yes"), msg("no")

_HOW: dict[Kind, Message] = {
    "text": msg("Text."),
    "code": msg("A code or number of your own, without spaces; no two records bear the same."),
    "day": msg("A day, such as 2024-05-03 or 2024/5/3."),
    "moment": msg("A day and a time, such as 2024-05-03 09:30."),
    "month": msg("A month, such as 2024-05."),
    "money": msg("Yuan, with at most two decimals."),
    "clause": msg("The number of the clause in the rulebook, such as 2.1."),
    "staff": msg("A person's number, or the name where only one person bears it."),
    "building": msg("A building, by its code or its name."),
    "unit": msg("A unit, by its code, such as 1-1-1001."),
    "source": msg("The record that it comes from, by kind and number, such as repair:31."),
}

_EXAMPLES: dict[Kind, str] = {
    "day": "2024-05-03",
    "moment": "2024-05-03 09:30",
    "month": "2024-05",
    "money": "1920.00",
    "clause": "2.1",
    "staff": "W001",
    "building": "1",
    "unit": "1-1-1001",
    "source": "",
}

_EXAMPLES_BY_FIELD: dict[tuple[str, str], str | Message] = {
    ("staff", "code"): "W001",
    ("staff", "name"): msg("Zhang San"),
    ("staff", "department"): msg("Customer service"),
    ("staff", "position"): msg("Customer-service officer"),
    ("staff", "base_pay"): "2000.00",
    ("staff", "joined"): "2023-03-01",
    ("staff", "left"): "",
    ("building", "code"): "1",
    ("building", "name"): msg("Building 1"),
    ("assignment", "from"): "2024-01-01",
    ("assignment", "to"): "",
    ("unit", "code"): "1-1-1001",
    ("unit", "room"): "1001",
    ("unit", "owner"): msg("Mr Wang"),
    ("unit", "handover"): "2023-06-30",
    ("unit", "monthly_fee"): "240.00",
    ("unit", "occupancy"): msg("occupied"),
    ("fee", "to_month"): "2024-12",
    ("fee", "method"): msg("bank transfer"),
    ("fee", "receipt"): "R20240503001",
    ("violation", "note"): msg("20 minutes late"),
    ("repair", "no"): "B2024050301",
    ("repair", "content"): msg("The kitchen tap drips"),
    ("repair", "category"): msg("plumbing"),
    ("repair", "dispatched"): "2024-05-03 10:00",
    ("repair", "worker"): msg("Master Li"),
    ("repair", "followed"): "",
    ("repair", "completed"): "2024-05-04 15:00",
    ("repair", "result"): msg("cartridge replaced"),
    ("repair", "revisited"): "2024-05-05 10:00",
    ("suggestion", "text"): msg("Put the repair slips in order by building"),
    ("story", "text"): msg("Carried an old owner's shopping upstairs"),
}


def how_to_write(noun: Noun, field: Field) -> Message:
    """How a cell of the field is filled in."""
    ways = [_way(field)]
    default = default_of(noun, field)
    if default is not None:
        ways.append(msg("Blank: {default}.", default=default))
    if field.implied_by:
        ways.append(msg("May be blank in a record of an absence."))
    if len(ways) == 1:
        return ways[0]
    return msg("{first} {more}", first=ways[0], more=_joined(ways[1:]))


def _joined(ways: list[Message]) -> Message:
    first, *more = ways
    return msg("{first} {more}", first=first, more=_joined(more)) if more else first


def _way(field: Field) -> Message:
    names = tuple(options(field))
    match field.kind:
        case "choice":
            return msg("One of: {names}.", names=names)
        case "choices":
            return msg("One or several of: {names}; several with 、 between them.", names=names)
        case "flag":
            return msg("{yes} or {no}.", yes=YES, no=NO)
        case kind:
            return _HOW[kind]


def default_of(noun: Noun, field: Field) -> str | Message | None:
    """What a blank cell stands for, None where it stands for nothing or may not be blank."""
    if needed(field) or field.default is None:
        return None
    if isinstance(field.default, bool):
        return YES if field.default else NO
    for choice in field.choices:
        if choice.word == field.default:
            return shown(choice)
    if isinstance(field.default, str) and field.default.startswith("="):
        return msg("the same as {field}", field=noun.field(field.default[1:]).label)
    return str(field.default)


def options(field: Field) -> list[str]:
    """The words that a cell of the field may hold, in the language in use; else none."""
    if field.kind == "flag":
        return [language.say(YES), language.say(NO)]
    return [shown(choice) for choice in field.choices]


def shown(choice: Choice) -> str:
    """The word for a choice in the language in use, as far as the choice is known by one."""
    english = language.current() == "en"
    words = (choice.word, *choice.aliases)
    word = next((word for word in words if word.isascii() == english), choice.word)
    return fold(word) if language.current() == "zh-Hans" else word


def example(noun: Noun, field: Field) -> str:
    """A value of the field, as a cell would hold it; blank where the example leaves it so."""
    value = _EXAMPLES_BY_FIELD.get((noun.name, field.name))
    if value is None and field.kind in ("flag", "choice", "choices"):
        default = default_of(noun, field)
        value = options(field)[0] if default is None else default
    if value is None:
        value = _EXAMPLES.get(field.kind, "")
    return language.say(value) if isinstance(value, Message) else value
