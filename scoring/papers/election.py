"""换届选举结果报告: how a branch elected its committee, and to which posts, for the superior to agree to."""

from dataclasses import dataclass

from scoring.papers.page import body, each, heading, line, pairs, rows, sheet, signing, title
from scoring.papers.paper import Template


@dataclass(frozen=True)
class Office:
    post: str
    name: str


@dataclass(frozen=True)
class Election:
    """`votes` is a paragraph for each ballot; of a vote on paper it says so. `answer` is the superior's."""

    branch: str
    to: str
    held: str
    seats: int
    candidates: str
    votes: tuple[str, ...]
    winners: str
    offices: tuple[Office, ...]
    answer: str
    made_on: str


def layout() -> bytes:
    return sheet(
        title("关于{{ branch }}委员会"),
        title("换届选举结果的报告"),
        line("{{ to }}："),
        body("{{ branch }}于{{ held }}召开党员大会，选举产生新一届支部委员会，现将结果报告如下。"),
        pairs(
            [
                ("应选名额", "{{ seats }} 名"),
                ("候选人", "{{ candidates }}"),
                ("当选", "{{ winners }}"),
            ]
        ),
        heading("一、选举情况"),
        each("vote in votes", body("{{ vote }}")),
        heading("二、委员分工"),
        rows("each in offices", [("职务", "{{ each.post }}", 60), ("姓名", "{{ each.name }}", 96)]),
        body("请审批。"),
        heading("上级意见"),
        body("{{ answer }}"),
        signing("　　　　　　　　　　　　　　　　支部（盖章）", "　　　　　　　　　　　　　　　　{{ made_on }}"),
        title="换届选举结果的报告",
    )


TEMPLATE = Template(
    "election",
    "换届选举结果",
    layout,
    Election(
        "刑侦支队党支部",
        "中共海滨县公安局委员会",
        "2026年11月20日",
        3,
        "王芳、李雷、赵敏、陈新",
        (
            "选举支部委员会委员（无记名投票）：应到会有选举权 14 人，到会 13 人，收回选票 13 张；王芳 13 票，李雷 12 票。",
        ),
        "王芳、李雷、赵敏",
        (Office("支部书记", "王芳"), Office("组织委员", "李雷"), Office("纪检委员", "赵敏")),
        "同意。",
        "2026年11月21日",
    ),
)
