"""What branches of the invented bureau talked about online: the topic, what members said, what the secretary answered."""

from typing import NamedTuple

from storage.topics.rows import Kind, Sort, Verdict


class Said(NamedTuple):
    """One opinion with its answer. Without a verdict nobody has answered yet."""

    text: str
    verdict: Verdict | None = None
    words: str = ""
    sort: Sort = Sort.OPINION


class Topic(NamedTuple):
    kind: Kind
    title: str
    text: str
    said: tuple[Said, ...]
    summary: str = ""


FINISHED = (
    Topic(
        Kind.SUMMARY,
        "第三季度支部工作回头看",
        "第三季度的工作已经结束。请大家说一说：哪项工作做得实，哪项还在应付，下季度最该改的是什么？",
        (
            Said(
                "学习时间零散，集中学习来的人不齐。建议把微课放到交接班前十分钟，全班一起看。",
                Verdict.PRAISE,
                "这个办法好，下月起试行。",
            ),
            Said(
                "补课有点走形式，写两句话就算完成。建议补课后在小组会上说一分钟收获。",
                Verdict.ENCOURAGE,
                "说到了点子上，请组织委员拿出办法。",
            ),
            Said(
                "台账填得多，入户走访的时间被挤占，能合并的表尽量合并。",
                Verdict.ENCOURAGE,
                "已梳理出三张重复的表，下周合并。",
            ),
        ),
        "大家的意见集中在三点：学习时间、补课质量、台账负担。学习改到交接班前，补课要在小组会上说收获，重复的表合并。",
    ),
    Topic(
        Kind.STUDY,
        "学习支部工作条例，对照自己找差距",
        "请对照条例里党员的义务和支部的任务，结合岗位说一条自己的差距和打算。",
        (
            Said(
                "我的差距是参加学习被动，总想着等通知。今后每周固定学一次，学完写一句话体会。",
                Verdict.PRAISE,
                "坚持下去，年底看成效。",
            ),
            Said("联系群众不够主动，巡逻时走过场。打算每周固定走访两家商户，把听到的问题带回来。", Verdict.PRAISE),
            Said(
                "条例说支部要做经常性的思想工作。我们谈话多在出了事以后，建议提前。",
                Verdict.ENCOURAGE,
                "意见很中肯，支委会专门研究。",
            ),
        ),
        "大家对照条例查摆了学习、联系群众和思想工作三个方面，支委会把意见列入明年计划。",
    ),
)
RUNNING = (
    Topic(
        Kind.WORK,
        "冬季安保期间，党员先锋岗怎么设才管用？",
        "年底勤务重。先锋岗设在哪里、怎么轮、怎么看效果？请结合本岗位提一条具体的建议。",
        (
            Said(
                "先锋岗要设在夜间和最忙的点位，不要都设在大厅。一周一轮，轮到谁谁在群里报一句情况。",
                Verdict.PRAISE,
                "同意，先按这个排两周。",
            ),
            Said(
                "建议老带新，一名党员带一名辅警，岗位上教，比开会讲管用。", Verdict.ENCOURAGE, "请党小组长报结对名单。"
            ),
            Said("我上个月两次交接班迟到，影响了同事，是时间观念不强。现在提前一刻钟到岗。", sort=Sort.SELF),
            Said("排班表出得晚，家里有老人孩子的同志安排不开。能不能提前三天公布？"),
        ),
    ),
    Topic(
        Kind.STUDY,
        "宪法就在岗位上：说一件小事",
        "宪法宣传周前，请结合执法执勤说一件尊重和保障群众权利的小事，或者一件当时没做好的事。",
        (
            Said(
                "有个老人来补办证件，听不清。我写在纸上一条条问，办完送到门口。规定写在纸上，尊重要做出来。",
                Verdict.PRAISE,
            ),
            Said(
                "询问时我先把权利义务念一遍，念得太快等于没念。现在每念一条问一句听懂没有。",
                Verdict.PRAISE,
                "这个做法值得大家学。",
            ),
            Said("有一次处警时嫌当事人啰嗦打断了他，后来发现漏了关键情况。要先听完再说。", sort=Sort.SELF),
            Said("建议把常用的权利告知做成大字卡片，老人和外来务工人员看得清。"),
        ),
    ),
    Topic(
        Kind.SUMMARY,
        "这一年，支部做成了什么，还欠什么？",
        "年底组织生活会前，请每人说一条：今年支部做得最实的一件事，和还欠大家的一件事。",
        (
            Said(
                "最实的是结对帮扶，有同志家里有事支部真的到场。欠的是年初说的健身器材还没有到位。",
                Verdict.ENCOURAGE,
                "器材已报采购，月底前到。",
            ),
            Said(
                "最实的是微课进交接班，时间短、天天有。欠的是外出学习一次也没有成行。",
                Verdict.ENCOURAGE,
                "明年一季度安排，先列名单。",
            ),
            Said("我自己欠的是笔记，年初答应每月一篇，只写了四篇。剩下的年底前补上。", sort=Sort.SELF),
            Said("希望明年主题党日少念文件，多到现场去。"),
        ),
    ),
    Topic(
        Kind.WORK,
        "怎样让群众少跑一趟？",
        "群众反映有的事项要跑两三趟。请说一件自己经手的事：卡在哪里，怎么改？",
        (
            Said(
                "材料清单写得太专业，群众看不懂。我改成了大白话版，贴在窗口，来回的人少了。",
                Verdict.PRAISE,
                "请发给其他窗口一起用。",
            ),
            Said(
                "跨部门的事没人牵头。建议谁先接到谁跟到底，办完再销号。",
                Verdict.ENCOURAGE,
                "符合首接责任，下周例会明确。",
            ),
            Said("我有时候嫌麻烦，让群众自己去问别的部门，这样不对。今后先打个电话问清楚再答复。", sort=Sort.SELF),
            Said("电话经常占线，建议中午安排一个人专门接咨询电话。"),
        ),
    ),
)
CRITICISM = "工作有冲劲，但有时急于求成，跟同事商量不够。建议定了的事先在班组里说清楚分工。"
REPLY = "意见我接受。下次安排前先开个短会，把分工和时间说明白。"
