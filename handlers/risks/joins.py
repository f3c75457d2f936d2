"""What 风险防控 gives to the home screen, the ledger and /mydata. Signs are named there only where the rule says so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section, Subject, ToDo, Waiting
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Requests, StartPostCheck
from handlers.kit.screens.pushing import urge
from handlers.kit.screens.text import Markup
from handlers.risks.buttons import OpenCheck, OpenSign, Risks, Signs
from handlers.risks.pushes import CHECK
from storage.ledger import Entry
from storage.mail import outbox
from storage.people.asking import Answers
from storage.people.directory import Who
from storage.people.rights import Act
from storage.risks import checks, ledger, signs, waiting
from storage.risks.rows import CheckState
from storage.rules.grades import Level


async def _checks(session: AsyncSession, me: Who, now: datetime, found: Answers) -> list[ToDo]:
    """One's own self-check, while it is open or was returned; and what waits for one's word."""
    mine = []
    for before, (first, asked) in enumerate(zip(checks.open_periods(now.date()), OWN, strict=True)):
        returned = found[asked] == CheckState.RETURNED
        if returned or (before == 0 and found[asked] is None):
            what = "🔎 岗位风险排查被退回，请修改" if returned else f"🔎 {checks.title(first)}岗位风险排查"
            mine.append(ToDo(what, StartPostCheck(before), checks.period(first)[1]))
    number = sum(found[each] for each in waiting.to_judge(me))
    if number > 1:
        return [*mine, ToDo(f"📝 {number} 份岗位风险排查待确认", Requests(CHECK))]
    judged = await checks.waiting_for(session, me) if number else []
    return [*mine, *(ToDo(f"📝 {name}的岗位风险排查待确认", Requests(CHECK)) for _, name in judged)]


OWN = (waiting.THIS, waiting.BEFORE)
CHECKS_WAITING = Waiting(_checks, lambda me, _now: [*OWN, *waiting.to_judge(me)])


async def _signs(session: AsyncSession, me: Who, _now: datetime, found: Answers) -> list[ToDo]:
    """How many wait for the committee, and until when; nothing more on a screen that anybody may glance at."""
    if not any(found[each] for each in waiting.signs(me)):
        return []
    rows = [seen.row for seen in await signs.listed(session, me, me.branch_id) if signs.handles(me, seen.row)]
    if not rows:
        return []
    by = min(row.grade_on + timedelta(days=signs.days(Level(row.level))) for row in rows)
    button = OpenSign(rows[0].key) if len(rows) == 1 else Signs(me.branch_id, 0, 0)
    return [ToDo(f"🌱 {len(rows)} 条苗头提示待处理", button, by)]


SIGNS_WAITING = Waiting(_signs, lambda me, _now: waiting.signs(me))


async def own_checks(session: AsyncSession, who: Who) -> Section | None:
    found = await checks.of_person(session, who.person_id)
    points = await checks.points_of(session, [row.key for row in found])
    rows = [
        (checks.title(row.first_on), row.position, point.text, point.level, point.measure, row.state, row.submitted_at)
        for row in found
        for point in points.get(row.key, ())
    ]
    headings = ("期次", "岗位", "风险点", "等级", "防控措施", "状态", "提交时间")
    return Section("post_checks", "岗位风险排查", headings, rows)


async def noted(session: AsyncSession, who: Who) -> Section | None:
    """That signs exist, never what they say; by default not even that."""
    if not signs.shown_to_the_person():
        return None
    rows = [
        (row.noted_on, "已结束" if row.closed_on else "关注中") for row in await signs.about(session, who.person_id)
    ]
    return Section("signs", "组织关注提示", ("登记日期", "状态"), rows)


async def _urge(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Each person who has not submitted theirs, once a day; who has waits for somebody else."""
    running = checks.period(context.now.date())[1]
    pushes = []
    for entry in entries:
        if entry.person_id is None or entry.note == "待确认":
            continue
        text = Markup("🔔 <b>{}</b>提醒：<b>{}</b>还没有完成").format(context.me.name, entry.what)
        start = StartPostCheck(0 if entry.on == running else 1).labelled("📝 去填写")
        subject = f"check:{entry.person_id}:{entry.on}"
        pushes.append(urge("check_urge", subject, text, entry.person_id, start, context.now))
    return await outbox.put(tx, context.now, *pushes)


async def _urge_signs(tx: AsyncSession, context: Context, entries: Sequence[Entry]) -> int:
    """Who deals with each, once a day; neither about whom nor what."""
    pushes = []
    for entry in entries:
        row = await signs.handled_in(tx, entry.record)
        text = Markup("🔔 <b>{}</b>提醒：第 {} 号苗头提示还没有处理").format(context.me.name, entry.record)
        see = OpenSign(entry.record).labelled("🔒 打开")
        pushes += [
            urge("sign_urge", f"sign:{entry.record}", text, who.person_id, see, context.now)
            for who in (await signs.responsible(tx, row) if row else ())
            if who.person_id != context.me.person_id
        ]
    return await outbox.put(tx, context.now, *pushes)


def _opens(entry: Entry) -> Button:
    return OpenCheck(entry.record) if entry.record else Risks()


CHECKS = Subject("post_checks", "岗位风险排查", ledger.post_checks, _opens, _urge)
SIGNS = Subject(
    "signs",
    "苗头处置",
    ledger.handling,
    lambda entry: OpenSign(entry.record),
    _urge_signs,
    act=Act.SEE_SIGNS,
    bundled=None,
)
