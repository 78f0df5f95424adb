"""Files of every noun to import, and what an import of them came to."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from desks import Kefu, Outcome, counts, listed, pick, write_csv
from kefu_cli.records import noun as noun_named

ROWS: dict[str, tuple[str, ...]] = {
    "staff": (
        "工號|姓名|部門|崗位|績效工資基數|入職日期|離職日期|參加考核",
        "W010|趙一|工程部|管家|1875.25|2024-01-02|2024-12-31|否",
        "W011|錢二||||||",
    ),
    "building": ("樓棟|樓棟名稱", "7|七號樓", "8|"),
    "assignment": (
        "樓棟|工號|開始日期|結束日期",
        "5|张三|2024-03-01|2025-03-31",
        "3|W002|2024-02-01|",
    ),
    "unit": (
        "房號|樓棟|房間|類型|業主|電話|交房日期|月物業費|入住狀態",
        "3-2-101|三号楼|101|商铺|孫三|000-00002222|2024-03-01|88.8|空置",
        "3-2-102|5|||||||",
    ),
    "fee": (
        "房號|月份|至月份|金額|繳費日期|方式|收據號|部分繳納",
        "3-1-502|2024-05|2024-06|480|2024-05-02|轉賬|000123|",
        "3-1-503|2024年5月||120.5|2024-05-03|||√",
    ),
    "violation": (
        "工號|條款|日期|說明|憑證|曠工|來源",
        "W001|2.2|2024-05-07|缺席早會|簽到表||",
        "李四||2024-05-08|||是|",
        "W001|7.2|2024-05-09||||repair:31",
    ),
    "repair": (
        "工單號|房號|報修內容|工號|報修時間|類別|派工時間|維修人|跟進時間|完成時間|處理結果"
        "|回訪時間|回訪記錄|返修",
        "WO-1|3-1-502|電梯異響|W001|2024-05-01T08:30|電梯|2024-05-01T09:00|李師傅"
        "|2024-05-02T10:00|2024-05-03T11:00|更換|2024-05-04T12:00|文字|√",
        "|3-1-503|滲水||2024-05-02T14:05|||||||||",
    ),
    "archive": (
        "房號|檔案類別|日期|載體|營業執照|資質|聯系人|說明",
        "3-1-502|裝修|2024-05-10|紙質、影音|執照1|資質1|孫三|備查",
        "3-1-502|入伙|2024-05-11|||||",
    ),
    "suggestion": ("工號|月份|內容|日期", "W001|2024-05|加裝雨棚|2024-05-09"),
    "story": ("姓名|月份|內容|日期", "張三|2024-05|深夜開門|2024-05-09"),
}
"""A file of each noun, headings first; a bar stands between cells."""

KEPT: dict[str, list[tuple[Any, ...]]] = {
    "staff": [
        ("W010", "趙一", "工程部", "管家", "1875.25", "2024-01-02", "2024-12-31", False),
        ("W011", "錢二", "客服部", "客服員", None, None, None, True),
    ],
    "building": [("7", "七號樓"), ("8", None)],
    "assignment": [("5", "W001", "2024-03-01", "2025-03-31"), ("3", "W002", "2024-02-01", None)],
    "unit": [
        (
            *("3-2-101", "3", "101", "商鋪", "孫三", "000-00002222"),
            *("2024-03-01", "88.80", "空置"),
        ),
        ("3-2-102", "5", None, "住宅", None, None, None, None, None),
    ],
    "fee": [
        ("3-1-502", "2024-05", "2024-06", "480.00", "2024-05-02", "轉賬", "000123", False),
        ("3-1-503", "2024-05", "2024-05", "120.50", "2024-05-03", None, None, True),
    ],
    "violation": [
        ("W001", "2.2", "2024-05-07", "缺席早會", "簽到表", False, None),
        ("W002", "2.1", "2024-05-08", None, None, True, None),
        ("W001", "7.2", "2024-05-09", None, None, False, "repair:31"),
    ],
    "repair": [
        (
            *("WO-1", "3-1-502", "電梯異響", "W001", "2024-05-01T08:30", "電梯"),
            *("2024-05-01T09:00", "李師傅", "2024-05-02T10:00", "2024-05-03T11:00", "更換"),
            *("2024-05-04T12:00", "text", True),
        ),
        ("33", "3-1-503", "滲水", None, "2024-05-02T14:05", *(None,) * 8, False),
    ],
    "archive": [
        ("3-1-502", "裝修", "2024-05-10", "紙質、影音", "執照1", "資質1", "孫三", "備查"),
        ("3-1-502", "入伙", "2024-05-11", *(None,) * 5),
    ],
    "suggestion": [("W001", "2024-05", "加裝雨棚", "2024-05-09")],
    "story": [("W001", "2024-05", "深夜開門", "2024-05-09")],
}
"""What ``list`` gives back of these rows, in the order of the noun's fields."""

LISTED = {name: list(noun_named(name).fields) for name in ROWS}


def sheet(path: Path, *rows: str) -> str:
    """Rows whose cells are set apart by bars, as a CSV file or as a workbook of typed cells."""
    cells = [row.split("|") for row in rows]
    if path.suffix == ".csv":
        return write_csv(path, *cells)
    book = Workbook()
    for row in cells:
        book.worksheets[0].append([_typed(cell) for cell in row])
    book.save(path)
    return str(path)


def _typed(cell: str) -> object:
    """A cell as a spreadsheet types what a person enters: dates and numbers by themselves."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", cell):
        return datetime.fromisoformat(cell)
    if re.fullmatch(r"[1-9]\d*(\.\d+)?", cell) and cell.count(".") < len(cell) - 2:
        return float(cell)
    return cell or None


def kept(path: Path) -> dict[str, int]:
    """How many rows each table holds; an import that adds nothing is a command all the same."""
    return {table: rows for table, rows in counts(path).items() if table != "command"}


def records(kefu: Kefu, name: str) -> list[tuple[Any, ...]]:
    """The noun's records, each by the values of its fields; owners shown in full."""
    reveal = ("--reveal",) if name == "unit" else ()
    found = listed(kefu, name, "list", *reveal)
    return [pick(record, *(f.name for f in LISTED[name])) for record in found]


def bad_rows(outcome: Outcome) -> list[list[str]]:
    """The rows of the table of bad rows, blank cells left out; nothing else was said but so."""
    assert outcome.code == 1, outcome
    what, advice = outcome.err.splitlines()
    assert advice == "Nothing was recorded. Mend the rows in the file and import it again."
    _, _, rows = outcome.out.partition("---\n")
    found = [re.split(r"\s{2,}", line.strip()) for line in rows.splitlines()]
    assert f": {len({row[0] for row in found})} rows cannot be recorded." in what
    return found


def refused_rows(kefu: Kefu, db: Path, *line: str) -> list[list[str]]:
    """The bad rows of an import; not a byte of the file has changed."""
    before = db.read_bytes()
    found = bad_rows(kefu("import", *line))
    assert db.read_bytes() == before
    return found
