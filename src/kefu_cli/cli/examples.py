"""Worked examples, by noun and verb, as the help pages show them; the tests run every one."""

from __future__ import annotations

_EXAMPLES: dict[str, dict[str, tuple[str, ...]]] = {
    "staff": {
        "add": ("kefu staff add --code W001 --name 張三 --base-pay 2000 --joined 2023-03-01",),
        "list": ("kefu staff list --open",),
        "show": ("kefu staff show W001",),
        "edit": (
            "kefu staff edit W001 --department 客服部",
            "kefu staff edit W001 --base-pay 2200 --from 2024-06",
        ),
        "void": ("kefu staff void W009 --reason 重複登記",),
        "leave": ("kefu staff leave W001 --on 2024-06-30",),
    },
    "building": {
        "add": ("kefu building add --code 3 --name 3號樓",),
        "list": ("kefu building list",),
        "show": ("kefu building show 3",),
        "edit": ("kefu building edit 3 --name 三號樓",),
        "void": ("kefu building void 13 --reason 樓棟號記錯",),
        "assign": (
            "kefu building assign --building 3 --staff W001 --from 2024-01-01",
            "kefu building assign --building 3 --staff W002 --from 2024-05-16 --replace",
        ),
    },
    "assignment": {
        "add": ("kefu assignment add --building 3 --staff W001 --from 2024-01-01",),
        "list": ("kefu assignment list --month 2024-05",),
        "show": ("kefu assignment show 1",),
        "edit": ("kefu assignment edit 1 --to 2024-05-31",),
        "void": ("kefu assignment void 1 --reason 樓棟選錯",),
    },
    "unit": {
        "add": (
            "kefu unit add --code 3-1-502 --building 3 --handover 2024-05-01 --monthly-fee 240",
        ),
        "list": ("kefu unit list --building 3",),
        "show": ("kefu unit show 3-1-502 --reveal",),
        "edit": ("kefu unit edit 3-1-502 --occupancy 已入住",),
        "void": ("kefu unit void 3-1-502 --reason 房號不存在",),
        "handover": ("kefu unit handover 3-1-502 --on 2024-05-01",),
    },
    "fee": {
        "add": ("kefu fee add --unit 3-1-502 --month 2024-05 --to-month 2024-12 --amount 1920",),
        "list": ("kefu fee list --month 2024-05 --building 3",),
        "show": ("kefu fee show 12",),
        "edit": ("kefu fee edit 12 --receipt 000123",),
        "void": ("kefu fee void 12 --reason 重複錄入",),
        "rate": ("kefu fee rate --month 2024-05",),
        "unpaid": ("kefu fee unpaid --month 2024-05 --building 3",),
    },
    "violation": {
        "add": (
            "kefu violation add --staff W001 --clause 2.1 --on 2024-05-03 --note 遲到",
            "kefu violation add --staff W001 --on 2024-05-03 --to 2024-05-05 --absent",
        ),
        "list": ("kefu violation list --month 2024-05 --staff W001",),
        "show": ("kefu violation show 12",),
        "edit": ("kefu violation edit 12 --evidence 門崗錄像",),
        "void": ("kefu violation void 12 --reason 記錯人",),
    },
    "repair": {
        "add": ("kefu repair add --unit 3-1-502 --content 廚房水管漏水 --staff W001",),
        "list": ("kefu repair list --open",),
        "show": ("kefu repair show 31",),
        "edit": ("kefu repair edit 31 --category 水電", "kefu repair edit 31 --clear revisited"),
        "void": ("kefu repair void 31 --reason 重複報修",),
        "dispatch": ("kefu repair dispatch 31 --worker 李師傅 --at 2024-05-03T10:00",),
        "follow": ("kefu repair follow 31 --at 2024-05-10T09:00 --note 等配件到貨",),
        "unfollow": ("kefu repair unfollow 31 --at 2024-05-10T09:00 --reason 工單號記錯",),
        "complete": (
            "kefu repair complete 31 --at 2024-05-12T16:00 --result 更換軟管",
            "kefu repair complete 31 --at 2024-05-12T16:00 --late",
        ),
        "revisit": ("kefu repair revisit 31 --record text --at 2024-05-13T10:00",),
    },
    "archive": {
        "add": ("kefu archive add --unit 3-1-502 --kind 入伙 --on 2024-05-10 --media 電子、紙質",),
        "list": ("kefu archive list --month 2024-05",),
        "show": ("kefu archive show 5",),
        "edit": ("kefu archive edit 5 --note 已補身份證複印件",),
        "void": ("kefu archive void 5 --reason 房號記錯",),
        "missing": ("kefu archive missing --month 2024-05",),
    },
    "suggestion": {
        "add": ("kefu suggestion add --staff W001 --month 2024-05 --text 電梯前室加裝鞋套機",),
        "list": ("kefu suggestion list --month 2024-05",),
        "show": ("kefu suggestion show 3",),
        "edit": ("kefu suggestion edit 3 --text 大堂加裝雨傘架",),
        "void": ("kefu suggestion void 3 --reason 重複",),
    },
    "story": {
        "add": ("kefu story add --staff W001 --month 2024-05 --text 雨夜送老人回家",),
        "list": ("kefu story list --month 2024-05",),
        "show": ("kefu story show 3",),
        "edit": ("kefu story edit 3 --text 雨夜背老人上樓",),
        "void": ("kefu story void 3 --reason 重複",),
    },
    "finding": {
        "list": ("kefu finding list --month 2024-05 --staff W001",),
        "waive": ("kefu finding waive repair:31:7.2 --reason 業主要求延後上門",),
        "unwaive": ("kefu finding unwaive repair:31:7.2 --reason 業主否認",),
    },
    "review": {
        "set": (
            "kefu review set --staff W001 --month 2024-05 --level direct --item 3 --score 13"
            " --reason 投訴處理遲緩",
        ),
        "import": ("kefu review import 2024-05.xlsx --reason 月度評議",),
        "list": ("kefu review list --month 2024-05 --staff W001",),
        "show": ("kefu review show 12",),
        "void": ("kefu review void 12 --reason 評錯人",),
    },
    "ack": {
        "add": (
            "kefu ack --staff W001 --month 2024-05",
            "kefu ack add --staff W001 --month 2024-05 --on 2024-06-05",
        ),
        "list": ("kefu ack list --month 2024-05",),
        "show": ("kefu ack show 2",),
        "void": ("kefu ack void 2 --reason 認錯人",),
    },
    "objection": {
        "add": ("kefu objection add --staff W001 --month 2024-05 --text 5月3日當天已補戴工牌",),
        "answer": ("kefu objection answer 3 --answer rejected --reason 錄像顯示未戴",),
        "list": ("kefu objection list --month 2024-05 --open",),
        "show": ("kefu objection show 3",),
        "void": ("kefu objection void 3 --reason 本人撤回",),
    },
    "sign": {"": ("kefu sign --month 2024-05 --role 客服主管",)},
    "rules": {
        "show": ("kefu rules show --month 2024-05",),
        "export": ("kefu rules export --output company.toml",),
        "check": ("kefu rules check company.toml",),
        "use": ("kefu rules use company.toml --from 2024-07",),
    },
    "score": {
        "": (
            "kefu score --month 2024-05",
            "kefu score --month 2024-05 --staff W001 --explain",
            "kefu score --month 2024-05 --export 2024-05.xlsx",
            "kefu score --staff W001 --from 2024-01 --to 2024-05",
        ),
    },
    "import": {
        "": (
            "kefu import unit units.xlsx --dry-run",
            "kefu import fee fees.csv",
            "kefu import fee fees.csv --late",
            "kefu import staff roster.xlsx --sheet 名冊 --map 員工編號=code",
        ),
    },
    "template": {"": ("kefu template staff unit fee -o template.xlsx",)},
    "history": {
        "": (
            "kefu history --of repair:31",
            "kefu history --of month:2024-05",
            "kefu history --staff W001 --month 2024-05",
            "kefu history --on 2024-06-20 --by 王主管",
        ),
    },
    "month": {
        "issue": ("kefu month issue 2024-05 --on 2024-06-03",),
        "status": ("kefu month status 2024-05",),
        "close": ("kefu month close 2024-05",),
        "correction": (
            "kefu month correction 2024-05",
            "kefu month correction 2024-05 --keep --export 2024-05-更正.xlsx",
        ),
        "reopen": ("kefu month reopen 2024-05 --reason 漏錄繳費 --approved-by 趙經理",),
        "verify": ("kefu month verify",),
    },
    "undo": {"": ("kefu undo --dry-run", "kefu undo")},
    "evidence": {
        "": ("kefu evidence --staff W001 --month 2024-05 -o W001-2024-05.xlsx",),
    },
    "where": {"": ("kefu where",)},
    "backup": {"": ("kefu backup", "kefu backup 2024-05.db")},
    "restore": {"": ("kefu restore 2024-05.db",)},
    "check": {"": ("kefu check",)},
    "demo": {"": ("kefu demo", "kefu demo trial --fresh")},
}


def examples(noun: str, verb: str | None = None) -> tuple[str, ...]:
    """The examples of a command; of a noun as a whole, the first one of each verb."""
    verbs = _EXAMPLES[noun]
    if verb is None:
        return tuple(lines[0] for lines in verbs.values())
    return verbs[verb]
