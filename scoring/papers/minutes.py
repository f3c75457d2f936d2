"""会议记录: who came and who did not, what was said and decided, as an inspection asks for it."""

from dataclasses import dataclass

from scoring.papers import page
from scoring.papers.page import above, body, each, heading, pairs, photos, rows, sheet, signing, title, under, when
from scoring.papers.paper import Template
from scoring.papers.votes import BALLOT, VOTE, Vote


@dataclass(frozen=True)
class Part:
    """Some of those expected: in which way they came, how many, and who."""

    word: str
    count: int
    names: str


@dataclass(frozen=True)
class Minutes:
    """One meeting. Texts are by paragraph. `recorder` is empty: whoever wrote by hand signs there."""

    branch: str
    title: str
    kinds: str
    time: str
    place: str
    chair: str
    recorder: str
    expected: int
    came: int
    parts: tuple[Part, ...]
    quorum: str
    agenda: tuple[str, ...]
    content: tuple[str, ...]
    votes: tuple[Vote, ...]
    tasks: tuple[str, ...]
    attached: str
    photos: tuple[bytes, ...]
    state: str
    made_on: str


def _texts(name: str) -> "tuple[page.Part, page.Part]":
    return when(f"not {name}", body("无。")), each(f"text in {name}", body("{{ text }}"))


def layout() -> bytes:
    return sheet(
        title("{{ branch }}"),
        title("会议记录"),
        under("{{ state }}"),
        pairs(
            [
                ("会议名称", "{{ title }}"),
                ("会议类型", "{{ kinds }}"),
                ("时间", "{{ time }}"),
                ("地点", "{{ place }}"),
                ("主持人", "{{ chair }}"),
                ("记录人", "{{ recorder }}"),
                ("出席情况", "应到 {{ expected }} 人，实到 {{ came }} 人"),
                ("法定人数", "{{ quorum }}"),
            ]
        ),
        heading("一、到会情况"),
        when("not parts", body("无。")),
        when("parts", rows("part in parts", [("情况", "{{ part.word }}", 32), ("人数", "{{ part.count }}", 18), ("姓名", "{{ part.names }}", 106)])),
        heading("二、会议议程"),
        *_texts("agenda"),
        heading("三、会议内容"),
        *_texts("content"),
        heading("四、表决情况"),
        when("not votes", body("本次会议没有表决事项。")),
        each("vote in votes", above("（{{ loop.index }}）{{ vote.title }}"), *VOTE),
        heading("五、会后任务"),
        *_texts("tasks"),
        heading("六、附件"),
        body("{{ attached }}"),
        when("photos", photos("photos")),
        signing("主持人（签名）：　　　　　　　　记录人（签名）：", "　　　　　　　　　　　　　　　　{{ made_on }}"),
        title="会议记录",
    )  # fmt: skip


TEMPLATE = Template(
    "minutes",
    "会议记录",
    layout,
    Minutes(
        branch="刑侦支队党支部",
        title="十一月党员大会",
        kinds="党支部党员大会暨主题党日",
        time="2026年11月20日（周五）15:00",
        place="三楼会议室",
        chair="王芳",
        recorder="",
        expected=6,
        came=4,
        parts=(
            Part("现场到会", 3, "王芳、李雷、韩梅梅"),
            Part("看直播", 1, "张三"),
            Part("请假", 1, "李四"),
            Part("会后补课", 1, "赵六"),
        ),
        quorum="有表决权 5 人，现场 3 人，须到 3 人：已达到",
        agenda=("1．学习文件；", "2．讨论接收预备党员。"),
        content=("王芳同志领学文件。", "与会同志逐一发言。"),
        votes=(BALLOT,),
        tasks=("十二月前完成谈心谈话（完成 3/6）",),
        attached="现场照片 3 张，语音 1 段，录像 0 段。",
        photos=(),
        state="2026年11月21日公布",
        made_on="2026年11月22日",
    ),
)
