"""Reports upward: some read, answered and passed up, some that still wait for the people whom visitors are shown first."""

from collections.abc import Iterator
from datetime import timedelta

from sandbox.bureau.past import Past, Story
from sandbox.bureau.people import Person
from sandbox.bureau.people_words import KNOWN_BRANCH
from storage.reports import handling
from storage.reports.rows import Kind, Level

_GROUP = ("本组近期工作情况", "本组十二名党员本月学时都跟上了进度，两名同志因专案连续加班，申请补课。请支部知悉。")
_THOUGHTS = ("三季度思想汇报", "参加夜间巡防后对为民服务体会更深。不足是理论学习不够系统，下一步每周固定两晚学习。")
_EVENT = ("家属住院的情况", "父亲本周住院手术，可能请假照顾，已和同事调好班次，特此报告。")
_REQUEST = ("申请增加活动经费", "支部拟组织参观红色教育基地，预算三千元，经费从党费返还中列支，请审批。")
_WORK = ("四季度支部工作情况", "三会一课按计划完成，主题党日一次因安保任务改期，已补开。困难是外勤同志签到时间分散。")
_ANSWER = "同意，注意节约，活动后十日内报结算。"
_PASSED = "涉及经费，请局里把关。"


def stories(past: Past) -> Iterator[Story]:
    known = past.team(KNOWN_BRANCH)
    staff, head = past.bureau.holding("党务干部")[0], past.bureau.holding("党委书记")[0]
    member, leader = known.members[2], known.leaders[0]
    yield _written(past, leader, Level.BRANCH, Kind.WORK, _GROUP, 2)
    yield _answered(past, member, known.secretary, Kind.THOUGHTS, _THOUGHTS, 20)
    yield _passed(past, known.secretary, staff, head)
    for place, team in enumerate(past.teams()[3:12:4]):
        yield _written(past, team.secretary, Level.STAFF, Kind.WORK, _WORK, 3 + place)
    yield _written(past, known.members[3], Level.BRANCH, Kind.EVENT, _EVENT, 1)


async def _write(  # noqa: PLR0917 - a report's parts
    past: Past, by: Person, level: Level, kind: Kind, words: tuple[str, str], ago: int
) -> int:
    title, text = words
    report, _ = await handling.write(past.tx, past.who(by), level, kind, title, text, (), past.at(ago, 11))
    return report.key


async def _written(  # noqa: PLR0917 - a report's parts
    past: Past, by: Person, level: Level, kind: Kind, words: tuple[str, str], ago: int
) -> Story:
    yield past.at(ago, 11)
    await _write(past, by, level, kind, words, ago)


async def _answered(  # noqa: PLR0917 - what was written and answered
    past: Past, by: Person, reader: Person, kind: Kind, words: tuple[str, str], ago: int
) -> Story:
    yield past.at(ago, 11)
    number = await _write(past, by, Level.BRANCH, kind, words, ago)
    yield past.at(ago - 2, 9)
    me, now = past.who(reader), past.at(ago - 2, 9)
    await handling.note_read(past.tx, me, number, now)
    await handling.answer(
        past.tx, me, number, "写得实在，理论学习可以参加支部的读书小组。", now + timedelta(minutes=20)
    )
    await handling.close(past.tx, me, number, now + timedelta(minutes=21))


async def _passed(past: Past, by: Person, staff: Person, head: Person) -> Story:
    """A request that the staff had the bureau's secretary decide."""
    yield past.at(15, 11)
    number = await _write(past, by, Level.STAFF, Kind.REQUEST, _REQUEST, 15)
    yield past.at(13, 15)
    me, now = past.who(staff), past.at(13, 15)
    await handling.note_read(past.tx, me, number, now)
    await handling.pass_up(past.tx, me, number, Level.BUREAU, _PASSED, now)
    yield past.at(12, 9)
    above, later = past.who(head), past.at(12, 9)
    await handling.note_read(past.tx, above, number, later)
    await handling.answer(past.tx, above, number, _ANSWER, later)
