"""发展党员 on paper: the file of a case, the analysis of a time, and sample texts."""

from dataclasses import dataclass

from scoring.papers.page import body, each, heading, line, pairs, rows, sheet, signing, title, under, when
from scoring.papers.paper import Template


@dataclass(frozen=True)
class Recorded:
    """One step; `outcome` is empty where none is said, `said` holds who and what belongs to it."""

    day: str
    step: str
    outcome: str
    said: str
    entered: str


@dataclass(frozen=True)
class Filed:
    """One document of the list: where it is, or that it is missing."""

    step: str
    name: str
    state: str
    remark: str


@dataclass(frozen=True)
class CaseFile:
    """One case as those see it who run it: nothing of what was said in comments."""

    branch: str
    name: str
    police_no: str
    category: str
    state: str
    began: str
    rules: str
    steps: tuple[Recorded, ...]
    materials: tuple[Filed, ...]
    lacking: str
    made_on: str


@dataclass(frozen=True)
class Counted:
    """What was counted, and how many."""

    what: str
    count: str
    remark: str


@dataclass(frozen=True)
class Slow:
    """Somebody with whom it does not go on."""

    branch: str
    name: str
    stage: str
    since: str
    why: str


@dataclass(frozen=True)
class AnalysisPaper:
    """Of a branch or the bureau in a time; without `words` nobody has confirmed it."""

    unit: str
    heading: str
    counts: tuple[Counted, ...]
    slow: tuple[Slow, ...]
    unknown: str
    words: tuple[str, ...]
    confirmed: str
    made_on: str


@dataclass(frozen=True)
class SampleText:
    """范文: a title, how it is filled in, and its paragraphs."""

    title: str
    about: str
    paragraphs: tuple[str, ...]


def case_layout() -> bytes:
    return sheet(
        title("{{ branch }}"),
        title("发展党员卷宗"),
        under("{{ name }}　{{ police_no }}"),
        pairs(
            [
                ("姓名", "{{ name }}"),
                ("警号", "{{ police_no }}"),
                ("类别", "{{ category }}"),
                ("进展", "{{ state }}"),
                ("立案", "{{ began }}"),
                ("适用规定", "{{ rules }}"),
            ]
        ),
        heading("一、办理过程"),
        rows(
            "each in steps",
            [
                ("日期", "{{ each.day }}", 24),
                ("步骤", "{{ each.step }}", 34),
                ("结果", "{{ each.outcome }}", 18),
                ("说明", "{{ each.said }}", 46),
                ("登记", "{{ each.entered }}", 34),
            ],
        ),
        heading("二、材料清单"),
        line("{{ lacking }}"),
        rows(
            "each in materials",
            [
                ("序号", "{{ loop.index }}", 14),
                ("步骤", "{{ each.step }}", 36),
                ("材料", "{{ each.name }}", 46),
                ("情况", "{{ each.state }}", 24),
                ("备注", "{{ each.remark }}", 36),
            ],
        ),
        signing("组织委员（签名）：　　　　　　　支部书记（签名）：", "　　　　　　　　　　　　　　　　{{ made_on }}"),
        title="发展党员卷宗",
    )


def analysis_layout() -> bytes:
    return sheet(
        title("{{ unit }}"),
        title("{{ heading }}"),
        heading("一、基本情况"),
        rows("each in counts", [("项目", "{{ each.what }}", 60), ("人数", "{{ each.count }}", 24), ("说明", "{{ each.remark }}", 72)]),
        body("{{ unknown }}"),
        heading("二、进展缓慢的"),
        when("not slow", body("没有。")),
        when(
            "slow",
            rows(
                "each in slow",
                [
                    ("支部", "{{ each.branch }}", 46),
                    ("姓名", "{{ each.name }}", 24),
                    ("阶段", "{{ each.stage }}", 20),
                    ("进入阶段", "{{ each.since }}", 26),
                    ("情况", "{{ each.why }}", 40),
                ],
            ),
        ),
        heading("三、分析意见"),
        when("not words", body("（还没有确认）")),
        each("word in words", body("{{ word }}")),
        signing("{{ confirmed }}", "　　　　　　　　　　　　　　　　{{ made_on }}"),
        title="发展党员分析",
    )  # fmt: skip


def sample_layout() -> bytes:
    return sheet(
        title("{{ title }}"),
        under("（范文，只供参考）"),
        each("text in paragraphs", body("{{ text }}")),
        heading("填写说明"),
        body("{{ about }}"),
        title="范文",
    )


CASE = Template(
    "development_case",
    "发展党员卷宗",
    case_layout,
    CaseFile(
        "刑侦支队党支部",
        "李雷",
        "012346",
        "入党积极分子",
        "考察阶段",
        "2025年1月10日递交入党申请书",
        "按2026年5月11日立案时的规定办理",
        (
            Recorded("2025-01-10", "递交入党申请书", "", "", "王芳 2026-11-24"),
            Recorded("2026-11-02", "上级党委同意拟列", "通过", "局党委〔2026〕41号", "吴干 2026-11-02"),
        ),
        (
            Filed("递交入党申请书", "入党申请书", "纸质在档", "2025-01-10，3 号柜"),
            Filed("派人谈话", "与入党申请人谈话记录", "缺", "应于2026年12月9日前归档"),
        ),
        "应有 2 份，缺 1 份。",
        "2026年11月24日",
    ),
)
ANALYSIS = Template(
    "development_analysis",
    "发展党员分析",
    analysis_layout,
    AnalysisPaper(
        "刑侦支队党支部",
        "2026年发展党员年度分析",
        (Counted("考察阶段", "1", "停留天数中位 20"), Counted("递交入党申请书", "2", "")),
        (Slow("刑侦支队党支部", "李雷", "考察", "2025-03-01", "210 天没有进展"),),
        "名册里没有性别、出生日期和学历，这里不统计。",
        ("培养扎实，考察及时。",),
        "王芳，2026年12月20日确认",
        "2026年12月24日",
    ),
)
SAMPLE = Template(
    "development_sample",
    "范文",
    sample_layout,
    SampleText("转正申请书", "预备期满前由本人书面提出。", ("敬爱的党组织：", "现申请转为中共正式党员。")),
)
