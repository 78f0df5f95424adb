"""Every noun as scripts, files and people may rely on it: fields, headings, what it needs."""

from __future__ import annotations

import pytest

from kefu_cli.records import NOUN_NAMES, noun
from kefu_cli.records.fields import Field, Noun

HANDED = "*staff 工號, *month 月份, *text 內容, on 日期"
CONTRACT = {
    "staff": (
        "*code 工號, *name 姓名, department 部門, position 崗位, base_pay 績效工資基數, "
        "joined 入職日期, left 離職日期, appraised 參加考核"
    ),
    "building": "*code 樓棟, name 樓棟名稱",
    "assignment": "*building 樓棟, *staff 工號, *from 開始日期, to 結束日期",
    "unit": (
        "*code 房號, *building 樓棟, room 房間, kind 類型, owner 業主, phone 電話, "
        "handover 交房日期, monthly_fee 月物業費, occupancy 入住狀態"
    ),
    "fee": (
        "*unit 房號, *month 月份, to_month 至月份, *amount 金額, paid_on 繳費日期, method 方式, "
        "receipt 收據號, partial 部分繳納"
    ),
    "violation": (
        "*staff 工號, *clause 條款, on 日期, note 說明, evidence 憑證, absent 曠工, source 來源"
    ),
    "repair": (
        "no 工單號, *unit 房號, *content 報修內容, staff 工號, received 報修時間, category 類別, "
        "dispatched 派工時間, worker 維修人, followed 跟進時間, completed 完成時間, "
        "result 處理結果, revisited 回訪時間, revisit_record 回訪記錄, rework 返修"
    ),
    "archive": (
        "*unit 房號, *kind 檔案類別, on 日期, media 載體, contractor_licence 營業執照, "
        "contractor_qualification 資質, contractor_contact 聯系人, note 說明"
    ),
    "suggestion": HANDED,
    "story": HANDED,
}
"""Fields and headings in order; a star marks what is required."""

DEFAULTS = {
    "staff": {"department": "客服部", "position": "客服員", "appraised": True},
    "building": {},
    "assignment": {},
    "unit": {"kind": "住宅"},
    "fee": {"to_month": "=month", "paid_on": "today", "partial": False},
    "violation": {"on": "today", "absent": False},
    "repair": {"received": "now", "rework": False},
    "archive": {"on": "today"},
    "suggestion": {"on": "today"},
    "story": {"on": "today"},
}


def test_every_noun_is_in_the_contract() -> None:
    """Every noun is promised, and every promised noun is there."""
    assert set(NOUN_NAMES) == set(CONTRACT) == set(DEFAULTS)


@pytest.mark.parametrize("name", NOUN_NAMES)
def test_fields_and_headings_are_as_promised(name: str) -> None:
    """A noun's fields, their order, their headings and which are required stay as they are."""
    declared = noun(name)
    said = ", ".join(f"{'*' if f.required else ''}{f.name} {f.heading}" for f in declared.fields)
    assert said == CONTRACT[name]
    assert declared.name == name


@pytest.mark.parametrize("name", NOUN_NAMES)
def test_defaults_are_as_promised(name: str) -> None:
    """What a typed command may leave out has the default that was promised."""
    defaults = {f.name: f.default for f in noun(name).fields if f.default is not None}
    assert defaults == DEFAULTS[name]


@pytest.mark.parametrize("name", NOUN_NAMES)
def test_declaration_holds_together(name: str) -> None:
    """Names are unique, key and date are fields, and a choice has something to choose from."""
    declared = noun(name)
    names = [field.name for field in declared.fields]
    assert len(set(names)) == len(names)
    assert len({field.stored_as for field in declared.fields}) == len(names)
    assert declared.key is None or declared.key in names
    assert declared.dated is None or declared.dated in names
    for field in declared.fields:
        assert bool(field.choices) == (field.kind in ("choice", "choices"))
        assert field.implied_by is None or field.implied_by in names


def test_what_is_referred_to_comes_first() -> None:
    """In the order of the nouns, people, buildings and units stand before what names them."""
    for place, name in enumerate(NOUN_NAMES):
        kinds = {field.kind for field in noun(name).fields}
        for referred in ("staff", "building", "unit"):
            if referred in kinds:
                assert NOUN_NAMES.index(referred) < place


def test_owners_data_is_private_and_nothing_else() -> None:
    """Owner and phone of a unit are masked unless asked for."""
    private = [(name, f.name) for name in NOUN_NAMES for f in noun(name).fields if f.private]
    assert private == [("unit", "owner"), ("unit", "phone")]


def test_events_may_not_lie_ahead_but_rosters_may() -> None:
    """The days of events are known; joined, left, from and to may lie ahead."""
    ahead = [name for name in NOUN_NAMES if not noun(name).events]
    assert ahead == ["staff", "building", "assignment"]
    assert [field.name for field in noun("repair").events] == [
        "received", "dispatched", "followed", "completed", "revisited",
    ]  # fmt: skip


def test_field_by_name() -> None:
    """A field is found by its name, and an unknown name is a KeyError."""
    assert noun("fee").field("paid_on").heading == "繳費日期"
    with pytest.raises(KeyError, match="paid"):
        noun("fee").field("paid")


def test_option_of_a_field() -> None:
    """The option is the name with dashes."""
    assert noun("fee").field("paid_on").option == "--paid-on"
    assert noun("staff").field("code").option == "--code"


def test_column_of_a_field() -> None:
    """A field is kept under its own name unless it says another."""
    assert noun("violation").field("on").stored_as == "on_day"
    assert noun("violation").field("note").stored_as == "note"


def test_required_field_is_missing_when_blank() -> None:
    """A required field without a value is missing; an optional one never is."""
    fee = noun("fee")
    assert fee.field("amount").missing_from({"unit": "1-1-1001"})
    assert not fee.field("amount").missing_from({"amount": 0})
    assert not fee.field("receipt").missing_from({})


def test_clause_of_an_absence_is_implied() -> None:
    """An absence needs no clause: the rulebook says on which it stands."""
    clause = noun("violation").field("clause")
    assert not clause.missing_from({"absent": True})
    assert clause.missing_from({"absent": False})
    assert clause.missing_from({})


def test_noun_without_a_check_finds_nothing_wrong() -> None:
    """Where fields have no say over one another, nothing is wrong with a record as a whole."""
    plain = Noun("plain", noun("building").label, (Field("a", "text", "甲", noun("fee").label),))
    assert list(plain.check({"a": "x"})) == []
