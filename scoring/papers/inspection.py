"""迎检包目录: what is in an inspection bundle, by kind and branch, what could not be put in, and how it can be checked."""

from dataclasses import dataclass

from scoring.papers.page import body, heading, line, pairs, rows, sheet, signing, title, under, when
from scoring.papers.paper import Template


@dataclass(frozen=True)
class Counted:
    """So many files of a kind, or of a branch."""

    name: str
    files: int


@dataclass(frozen=True)
class Absent:
    """What could not be put in, and why."""

    branch: str
    kind: str
    name: str
    why: str


@dataclass(frozen=True)
class Index:
    """One bundle's. `branches` are named in the bureau's alone; of what is absent, `more` are named in the spreadsheet alone."""

    unit: str
    about: str
    made_by: str
    made_at: str
    files: int
    parts: int
    kinds: tuple[Counted, ...]
    branches: tuple[Counted, ...]
    absent: tuple[Absent, ...]
    more: int
    sums: str
    head: str
    made_on: str


def layout() -> bytes:
    columns = [("支部", "{{ each.branch }}", 36), ("类别", "{{ each.kind }}", 24), ("名称", "{{ each.name }}", 56)]
    return sheet(
        title("{{ unit }}"),
        title("迎检包目录"),
        under("{{ about }}"),
        pairs(
            [
                ("制作人", "{{ made_by }}"),
                ("制作时间", "{{ made_at }}"),
                ("文件数", "{{ files }} 个{% if parts > 1 %}，分 {{ parts }} 卷，每卷都附本目录{% endif %}"),
            ]
        ),
        heading("一、文件"),
        rows(
            "each in kinds",
            [("序号", "{{ loop.index }}", 20), ("类别", "{{ each.name }}", 106), ("数量（个）", "{{ each.files }}", 30)],
        ),
        when(
            "branches",
            heading("二、各支部"),
            rows(
                "each in branches",
                [("序号", "{{ loop.index }}", 20), ("支部", "{{ each.name }}", 106), ("数量（个）", "{{ each.files }}", 30)],
            ),
        ),
        heading("{{ '三' if branches else '二' }}、没有装入的"),
        when("not absent", body("没有。")),
        when("absent", rows("each in absent", [*columns, ("原因", "{{ each.why }}", 40)])),
        when("more", body("另有 {{ more }} 项，见目录.xlsx。")),
        heading("{{ '四' if branches else '三' }}、核对"),
        pairs([("SHA256SUMS.txt 的 SHA-256", "{{ sums }}"), ("审计记录末条校验码", "{{ head }}")], 46),
        line("　　每个文件的编号、大小和 SHA-256 见目录.xlsx；SHA256SUMS.txt 可以用 sha256sum -c 逐个核对。"),
        line(
            "　　制作本迎检包已记入审计记录，上面的末条校验码在它之后。纪检监察发 /audit 核对校验码，或者系统管理员运行 verify-audit --head，"
            "可以核对此后审计记录有没有被改动。"
        ),
        line("　　谈话内容、选票、PIN、手机号和密存的记录不在其中。"),
        signing("经办人（签名）：　　　　　　　　{{ made_on }}"),
        title="迎检包目录",
    )  # fmt: skip


TEMPLATE = Template(
    "inspection",
    "迎检包目录",
    layout,
    Index(
        "海滨县公安局",
        "刑侦支队党支部　2026年第4季度",
        "王芳（警号 012345）",
        "2026年12月20日 09:30",
        31,
        2,
        (Counted("台账", 1), Counted("会议记录", 12), Counted("会议照片", 18)),
        (),
        (Absent("刑侦支队党支部", "会议照片", "2026-11-20_党员大会_3", "Telegram 上已经没有这个文件"),),
        0,
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "128:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "2026年12月20日",
    ),
)
