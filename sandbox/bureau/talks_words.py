"""What was said in the talks of the invented bureau; sealed as soon as it is written down."""

from typing import NamedTuple

from storage.talks.rows import TalkKind


class Said(NamedTuple):
    """A talk: where it was held, what was said, what was agreed on, and what follows."""

    kind: TalkKind
    place: str
    text: str
    agreed: str = ""
    follow_up: str = ""


COMMITTEE = (
    Said(
        TalkKind.HEART,
        "支部办公室",
        "交换对支部班子的看法。对方认为分工清楚，但遇到急事仍习惯由书记一人定，建议急事也在支委群里说一声。",
        "急事先办，当天在支委会通报。",
    ),
    Said(
        TalkKind.HEART,
        "党员活动室",
        "谈到台账和日常工作的矛盾，双方都觉得检查前集中补材料不好。对方愿意牵头每周五归档。",
        "每周五下午归档，月底互查一次。",
    ),
)
MIXED = (
    Said(
        TalkKind.HEART,
        "值班室",
        "近期连续办案，睡眠不好，觉得亏欠家里。希望能完整陪家人过一次周末。对岗位没有意见，干劲还在。",
        "下个月排班给出一个完整周末。",
        "与排班的同志说好，并回访一次。",
    ),
    Said(
        TalkKind.HEART,
        "小会议室",
        "到新岗位半年，业务上手了，学习放松了一些。提醒他不要只低头干活，要主动参加组织生活。",
        "每月至少参加一次现场会议，微课按时学完。",
    ),
    Said(
        TalkKind.HEART,
        "巡逻途中",
        "谈到晋升没有如愿，心里有落差，但表示服从组织安排。肯定了他在专项行动里的表现。",
        "支部为他推荐一次业务培训。",
    ),
)
VISIT = (
    Said(
        TalkKind.VISIT,
        "本人家中",
        "看望生病的老人，了解家庭困难。家属对工作很支持，担心夜班太多影响身体。家里暂时没有经济困难。",
        "夜班每月不超过四次。",
    ),
    Said(
        TalkKind.VISIT,
        "本人家中",
        "孩子今年高考，夫妻都在一线，没人做晚饭。家属理解，希望考前一个月能早些回家。",
        "考前一个月不安排夜间备勤。",
    ),
)
MEMBERS = (
    Said(
        TalkKind.HEART,
        "食堂",
        "互相提意见：我办事快但粗，他细但慢。商量好材料由他把关，外勤由我多跑。",
        "案件材料互审一遍再交。",
    ),
    Said(
        TalkKind.HEART,
        "操场",
        "聊到值夜班后的情绪，都有烦躁的时候。约好谁发现对方不对劲就提醒一句。",
    ),
)
INTERVIEW = Said(
    TalkKind.PROMPT,
    "支部办公室",
    "就近期两次迟到作提示。本人说明了家庭原因，承认没有及时报告。提醒有困难先向组织说，纪律上不能打折扣。",
    "一个月内不再发生，家庭困难由支部协调。",
)
