"""签到表: everybody expected at a meeting, and in which way they came."""

from dataclasses import dataclass

from scoring.papers.page import line, rows, sheet, signing, title, under
from scoring.papers.paper import Template


@dataclass(frozen=True)
class Signed:
    """One of those expected; `way` is how they came, or why not."""

    name: str
    police_no: str
    category: str
    way: str
    time: str
    remark: str


@dataclass(frozen=True)
class SignIn:
    """One meeting's."""

    branch: str
    title: str
    time: str
    place: str
    chair: str
    counts: str
    people: tuple[Signed, ...]
    made_on: str


def layout() -> bytes:
    return sheet(
        title("{{ branch }}"),
        title("会议签到表"),
        under("{{ title }}"),
        line("时间：{{ time }}"),
        line("地点：{{ place }}　主持人：{{ chair }}"),
        line("{{ counts }}"),
        rows(
            "each in people",
            [
                ("序号", "{{ loop.index }}", 12),
                ("姓名", "{{ each.name }}", 23),
                ("警号", "{{ each.police_no }}", 18),
                ("类别", "{{ each.category }}", 27),
                ("签到方式", "{{ each.way }}", 23),
                ("签到时间", "{{ each.time }}", 19),
                ("备注", "{{ each.remark }}", 34),
            ],
            small=True,
        ),
        signing("主持人（签名）：　　　　　　　　{{ made_on }}"),
        title="会议签到表",
    )


TEMPLATE = Template(
    "sign_in",
    "签到表",
    layout,
    SignIn(
        "刑侦支队党支部",
        "十一月党员大会",
        "2026年11月20日（周五）15:00",
        "三楼会议室",
        "王芳",
        "应到 2 人：现场 1 人，请假 1 人。",
        (
            Signed("王芳", "012345", "正式党员", "现场签到", "14:55", ""),
            Signed("李四", "012346", "预备党员", "请假", "", "已批准"),
        ),
        "2026年11月22日",
    ),
)
