"""党费收缴: a branch's months in numbers, to be made public; for those who keep its dues with what each has paid."""

from dataclasses import dataclass

from scoring.papers.page import body, heading, line, rows, sheet, signing, title, under, when
from scoring.papers.paper import Template


@dataclass(frozen=True)
class Month:
    """One month, and (as the last one) the sum of all."""

    name: str
    due: int
    paid: int
    total: str


@dataclass(frozen=True)
class Payer:
    """One member: of how many months it is due, how many are paid, how much, and which are not."""

    name: str
    police_no: str
    due: int
    paid: int
    total: str
    open: str


@dataclass(frozen=True)
class Dues:
    """`people` is empty where sums of persons are not for whoever takes it."""

    branch: str
    span: str
    months: tuple[Month, ...]
    people: tuple[Payer, ...]
    basis: str
    made_on: str


def layout() -> bytes:
    return sheet(
        title("{{ branch }}"),
        title("党费收缴情况"),
        under("{{ span }}"),
        when("not months", line("这段时间没有党费记录。")),
        when(
            "months",
            rows(
                "each in months",
                [
                    ("月份", "{{ each.name }}", 42),
                    ("应交（人）", "{{ each.due }}", 34),
                    ("已交（人）", "{{ each.paid }}", 34),
                    ("收缴金额（元）", "{{ each.total }}", 46),
                ],
            ),
        ),
        when("not people", body("以上按月公布应交、已交的人数和总额；已交人数很少的月份不列金额，合计也不含。")),
        when(
            "people",
            heading("明细（含个人金额，内部使用，不要公示）"),
            rows(
                "each in people",
                [
                    ("姓名", "{{ each.name }}", 30),
                    ("警号", "{{ each.police_no }}", 26),
                    ("应交（月）", "{{ each.due }}", 20),
                    ("已交（月）", "{{ each.paid }}", 20),
                    ("实交（元）", "{{ each.total }}", 28),
                    ("未登记的月份", "{{ each.open }}", 32),
                ],
                small=True,
            ),
        ),
        body("依据：{{ basis }}"),
        signing("支部书记（签名）：　　　　组织委员（签名）：", "　　　　　　　　　　　　　　　　{{ made_on }}"),
        title="党费收缴情况",
    )


TEMPLATE = Template(
    "dues",
    "党费收缴情况",
    layout,
    Dues(
        "刑侦支队党支部",
        "2026年",
        (Month("1月", 14, 14, "1050.00"), Month("2月", 14, 13, "975.00"), Month("合计", 28, 27, "2025.00")),
        (Payer("王芳", "100001", 2, 2, "150.00", ""), Payer("李雷", "100002", 2, 1, "75.00", "2月")),
        "《关于中国共产党党费收缴、使用和管理的规定》",
        "2026年12月31日",
    ),
)
