"""表决结果: what the ballots of a meeting came to, with quorum and written opinions."""

from dataclasses import dataclass, replace

from scoring.papers.page import above, each, heading, line, pairs, rows, sheet, signing, title, under, when
from scoring.papers.paper import Template


@dataclass(frozen=True)
class Choice:
    """An option, its votes, and of a named ballot whose they are."""

    option: str
    votes: int
    names: str


@dataclass(frozen=True)
class Vote:
    """One ballot. `written` are the written opinions in a sentence, empty where there are none; `choices` are those of a named ballot."""

    title: str
    way: str
    numbers: str
    counts: str
    choices: tuple[Choice, ...]
    verdict: str
    written: str
    basis: str


@dataclass(frozen=True)
class Votes:
    """Those of one meeting."""

    branch: str
    meeting: str
    time: str
    place: str
    chair: str
    votes: tuple[Vote, ...]
    made_on: str


VOTE = (
    pairs(
        [
            ("表决方式", "{{ vote.way }}"),
            ("人数", "{{ vote.numbers }}"),
            ("得票", "{{ vote.counts }}"),
            ("书面意见", "{{ vote.written or '无' }}"),
            ("结果", "{{ vote.verdict }}"),
            ("依据", "{{ vote.basis }}"),
        ]
    ),
    when(
        "vote.choices",
        above("记名表决情况："),
        rows("each in vote.choices", [("选择", "{{ each.option }}", 28), ("票数", "{{ each.votes }}", 18), ("姓名", "{{ each.names or '无' }}", 110)]),
    ),
)  # fmt: skip
"""One ballot, in `vote`."""


def layout() -> bytes:
    return sheet(
        title("{{ branch }}"),
        title("表决结果"),
        under("{{ meeting }}"),
        line("时间：{{ time }}"),
        line("地点：{{ place }}　主持人：{{ chair }}"),
        when("not votes", line("这场会议没有表决事项。")),
        each("vote in votes", heading("{{ loop.index }}．{{ vote.title }}"), *VOTE),
        signing("主持人（签名）：　　　　　　　　监票人（签名）：", "　　　　　　　　　　　　　　　　{{ made_on }}"),
        title="表决结果",
    )


BALLOT = Vote(
    "接收李雷为中共预备党员",
    "无记名投票",
    "应到会有表决权 5 人，到会 3 人（法定须到 3 人），收回选票 3 张",
    "赞成 3 票，反对 0 票，弃权 0 票",
    (),
    "赞成连同书面意见共 4 票，须至少 3 票，通过。",
    "张三 赞成（计入票数，不计入到会）",
    "《中国共产党发展党员工作细则》第十九条",
)
NAMED = replace(
    BALLOT,
    title="调整支部活动室",
    way="记名表决",
    counts="赞成 1 票，反对 0 票，弃权 0 票",
    choices=(Choice("赞成", 1, "王芳"), Choice("反对", 0, ""), Choice("弃权", 0, "")),
    written="",
)
TEMPLATE = Template(
    "votes",
    "表决结果",
    layout,
    Votes(
        "刑侦支队党支部",
        "十一月党员大会",
        "2026年11月20日15:00",
        "三楼会议室",
        "王芳",
        (BALLOT, NAMED),
        "2026年11月21日",
    ),
)
