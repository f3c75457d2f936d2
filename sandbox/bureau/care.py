"""Key attention in the invented bureau: one with its help plan and an appeal that waits, one that was lifted, one declined."""

from collections.abc import Iterator

from sandbox.bureau.past import Past, Story, Team
from sandbox.bureau.people_words import KNOWN_BRANCH
from scoring.cadence import add_months
from scoring.index.model import Colour
from storage.care import cases
from storage.care.cases import Plan, Unproposed

_REASON = "连续两个月缺勤较多、任务拖延，本人妻子住院、孩子无人照看，情绪低落。经支委会研究，列为重点关注，重在帮扶。"
_STEPS = "1. 两个月内不安排夜班和外勤；2. 支委轮流帮助接送孩子；3. 每两周谈一次心；4. 协助申请大病互助。"
_FIRST_REVIEW = "和本人谈了一小时。妻子手术顺利，孩子由支委轮流接送，本人睡眠有好转，近两周没有迟到。"
_REPLY = "感谢组织帮助。家里的情况我以前没有说清楚，今后会及时报告。"
_APPEAL = (
    "我对列为重点关注有不同意见：缺勤的几天都是陪护，事后补了请假手续，考勤没有更正。请核对后解除，帮扶我愿意接受。"
)
_OTHER_REASON = "长期夜班后身体不适，三次任务逾期，本人主动提出需要帮助。"
_OTHER_STEPS = "1. 调整到白班一个月；2. 陪同体检；3. 由组织委员结对。"
_OTHER_REVIEW = "体检结果无大碍，作息恢复正常，任务已按期完成。"
_LIFTED = "一个月来出勤正常、任务按期完成，本人状态恢复，支委会研究同意提前解除。"
_DECLINED = "经核实，缺勤系参加封闭培训未及时登记，考勤已更正，不列入重点关注，由支部书记谈话了解。"


def stories(past: Past) -> Iterator[Story]:
    teams = [team for team in past.teams() if len(team.members) > 3]
    known = next(team for team in teams if team.branch.name == KNOWN_BRANCH)
    others = [team for team in teams if team is not known]
    yield _appealed(past, known)
    yield _lifted(past, others[4])
    yield _declined(past, others[9])


async def _appealed(past: Past, team: Team) -> Story:
    secretary, person = past.who(team.secretary), past.who(team.members[3])
    plan = Plan(_REASON, _STEPS, past.id_of(team.organiser), every=14, ends_on=past.day(-32))
    month = add_months(past.day(28).replace(day=1), -1)
    yield past.at(28, 10)
    case = await cases.set_gray(
        past.tx, secretary, Unproposed(person.person_id, month, Colour.YELLOW), plan, past.at(28, 10)
    )
    yield past.at(26, 20)
    await cases.reply(past.tx, person, case.key, _REPLY, past.at(26, 20))
    yield past.at(14, 16)
    await cases.review(past.tx, past.who(team.organiser), case.key, _FIRST_REVIEW, past.at(14, 16))
    yield past.at(5, 21)
    await cases.appeal(past.tx, person, case.key, _APPEAL, past.at(5, 21))


async def _lifted(past: Past, team: Team) -> Story:
    secretary, person, helper = past.who(team.secretary), past.who(team.members[2]), past.who(team.organiser)
    plan = Plan(_OTHER_REASON, _OTHER_STEPS, helper.person_id, every=15, ends_on=past.day(40))
    month = add_months(past.day(100).replace(day=1), -1)
    yield past.at(100, 10)
    case = await cases.set_gray(
        past.tx, secretary, Unproposed(person.person_id, month, Colour.YELLOW), plan, past.at(100, 10)
    )
    yield past.at(85, 15)
    await cases.review(past.tx, helper, case.key, _OTHER_REVIEW, past.at(85, 15))
    yield past.at(62, 10)
    await cases.lift(past.tx, secretary, case.key, _LIFTED, past.at(62, 10))


async def _declined(past: Past, team: Team) -> Story:
    month = add_months(past.day(45).replace(day=1), -1)
    yield past.at(45, 9)
    person = past.who(team.members[1])
    case = await cases.propose(past.tx, person.person_id, person.branch_id, month, past.at(45, 9))
    assert case
    yield past.at(42, 14)
    await cases.decline(past.tx, past.who(team.secretary), case.key, _DECLINED, past.at(42, 14))
