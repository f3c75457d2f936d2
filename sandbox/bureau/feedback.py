"""意见建议: one that was answered, one that was not settled by its answer, and some that wait; and what stands against a member."""

from collections.abc import Iterator

from sandbox.bureau.past import Past, Story
from sandbox.bureau.people import Person
from sandbox.bureau.roles import roles
from storage import discipline, feedback
from storage.discipline import Decided, Kind
from storage.people.posts import Post

_ANSWERED = (
    "集中学习都排在周五下午，值班的同志总是赶不上。能不能每次安排两个时间，任选一次？",
    "意见很好。从下月起集中学习分周三晚和周五下午两场，内容相同，任选一场计入学时。",
)
_NOT_SETTLED = (
    "微课里的文字太小，夜里在车上看很吃力，能不能提供音频？",
    "已请科信大队研究，近期先在每门课前加内容提要。",
    "提要有帮助，但开车巡逻时还是没法看，还是希望有音频。",
)
_WAITING = "党费收缴能不能公示到小组？大家想知道是不是都交齐了。"
_TO_INSPECTORS = "最近有培训机构打着“内部指导”的名义联系民警卖课，请关注一下，别让同志们上当。"
_GROUND, _DOCUMENT = "违反工作纪律，值班期间擅离岗位，造成不良影响。", "海公党纪〔2026〕2号"


_OF_THE_SEVEN = (
    "希望微课里多一些执法办案的实例，讲完能对照着做。",
    "支部之间能不能互相开放主题党日？我们可以到派出所跟班学习。",
    "谈话记录填起来有点费时间，能不能先记要点，下班后再补？",
    "下级报送的材料格式不统一，建议给一个模板。",
    "审计记录希望能按月看一个汇总。",
    "请把各支部好的做法每季度编一期交流材料。",
    "积极分子能不能列席支部的主题党日？",
)
_THANKS = "已收到，党务办公室研究后采纳，下月起试行，谢谢您的建议。"


def stories(past: Past) -> Iterator[Story]:
    staff, inspector = past.bureau.holding("党务干部")[0], past.bureau.holding("纪检监察")[1]
    members = [team.members[-1] for team in past.teams() if team.members]
    yield _answered(past, members[6], staff, *_ANSWERED, 41)
    second = past.bureau.holding("党务干部")[1]
    for number, (role, text) in enumerate(zip(roles(past.bureau), _OF_THE_SEVEN, strict=True)):
        yield _answered(past, role.person, second, text, _THANKS, 50 + 3 * number)
    yield _not_settled(past, members[9], staff)
    yield _given(past, members[12], Post.PARTY_STAFF, _WAITING, 3)
    yield _given(past, members[15], Post.INSPECTOR, _TO_INSPECTORS, 2)
    yield _warned(past, inspector, members[20])


async def _given(past: Past, by: Person, to: Post, text: str, ago: int) -> Story:
    yield past.at(ago, 20)
    await feedback.give(past.tx, past.who(by), to, text=text, now=past.at(ago, 20))


async def _answered(  # noqa: PLR0917 - what was asked and answered
    past: Past, by: Person, staff: Person, text: str, answer: str, ago: int
) -> Story:
    yield past.at(ago, 20)
    row = await feedback.give(past.tx, past.who(by), Post.PARTY_STAFF, text=text, now=past.at(ago, 20))
    yield past.at(ago - 5, 10)
    await feedback.answer(past.tx, past.who(staff), row.key, answer, past.at(ago - 5, 10))


async def _not_settled(past: Past, by: Person, staff: Person) -> Story:
    yield past.at(25, 22)
    row = await feedback.give(past.tx, past.who(by), Post.PARTY_STAFF, text=_NOT_SETTLED[0], now=past.at(25, 22))
    yield past.at(18, 9)
    await feedback.answer(past.tx, past.who(staff), row.key, _NOT_SETTLED[1], past.at(18, 9))
    yield past.at(4, 21)
    await feedback.reopen(past.tx, past.who(by), row.key, _NOT_SETTLED[2], past.at(4, 21))


async def _warned(past: Past, inspector: Person, person: Person) -> Story:
    yield past.at(150, 10)
    decided = Decided(Kind.WARNING, past.day(155), past.day(155 - 365), _GROUND, _DOCUMENT)
    await discipline.enter(past.tx, past.who(inspector), past.id_of(person), decided, past.at(150, 10))
