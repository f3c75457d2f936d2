"""谈心谈话登记: that talks took place, between whom, when, of which kind. What was said is on no paper."""

from dataclasses import dataclass

from scoring.papers.page import line, rows, sheet, signing, title, under, when
from scoring.papers.paper import Template


@dataclass(frozen=True)
class Talked:
    """One talk."""

    date: str
    kind: str
    by: str
    other: str


@dataclass(frozen=True)
class Talks:
    """Those with a branch's people in a stretch of time."""

    branch: str
    span: str
    count: int
    talks: tuple[Talked, ...]
    made_on: str


def layout() -> bytes:
    return sheet(
        title("{{ branch }}"),
        title("谈心谈话登记"),
        under("{{ span }}"),
        line("共 {{ count }} 次。谈话内容由谈话人保管，不在本表。"),
        when(
            "talks",
            rows(
                "talk in talks",
                [
                    ("序号", "{{ loop.index }}", 14),
                    ("日期", "{{ talk.date }}", 36),
                    ("类别", "{{ talk.kind }}", 54),
                    ("谈话人", "{{ talk.by }}", 26),
                    ("谈话对象", "{{ talk.other }}", 26),
                ],
            ),
        ),
        signing("支部书记（签名）：　　　　　　　{{ made_on }}"),
        title="谈心谈话登记",
    )


TEMPLATE = Template(
    "talks",
    "谈心谈话登记",
    layout,
    Talks(
        "刑侦支队党支部",
        "2026年",
        1,
        (Talked("2026年3月5日", "谈心谈话（支委—党员）", "王芳", "李雷"),),
        "2026年12月31日",
    ),
)
