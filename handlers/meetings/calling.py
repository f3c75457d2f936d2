"""Calling a meeting: kind, group, title, time, place, agenda, who is expected; shown, confirmed, and told to everyone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from handlers.kit.forms.choices import Choice, Option, Several
from handlers.kit.forms.dates import Moment
from handlers.kit.forms.form import Draft, Form, draft
from handlers.kit.forms.question import Review, Way
from handlers.kit.forms.words import Line, Text
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import OpenMeeting, StartCall
from handlers.kit.screens.text import Markup, escape, lines, names, when_text
from handlers.meetings import cards, pushes, suiting
from handlers.meetings.buttons import ToCalendar
from handlers.meetings.lecturing import LECTURER, OUTSIDE
from scoring.duties import CALLED, MeetingKind, kinds_text
from storage.engine.refusal import Refusal
from storage.meetings import planning
from storage.meetings.rows import Refused, kinds_of, kinds_word
from storage.people import directory
from storage.people.access import Place, may
from storage.people.rights import Act
from storage.yearplan import plans

TITLE, PLACE, LINK, AGENDA = 60, 100, 200, 1500


async def begin_call(context: Context, button: StartCall) -> None:
    """One that is planned begins filled in: as the plan has it, at the hour and place of the last one of its kind."""
    facts = draft(context)
    facts.update(branch=context.me.branch_id, lecturer=context.me.person_id, lecturer_name=context.me.name)
    if button.line == 0:
        return
    now, today = context.now, context.now.date()
    async with context.read() as session:
        plan, row = await plans.callable_line(session, context.me, button.line, today, now.tzinfo)
        last = await plans.last_of_kind(session, plan.branch_id, row.kinds)
        facts.update(
            branch=plan.branch_id, kinds=row.kinds, title=f"{row.month}月{kinds_text(row.line.kinds)}", agenda=""
        )
        if last is not None:
            facts["place"] = " ".join(filter(None, (last.place, last.live_url)))
        if last is not None and row.day is not None:
            hour = last.starts_at.astimezone(now.tzinfo).time()
            when = datetime.combine(date(plan.year, row.month, row.day), hour, now.tzinfo)
            if when > now:
                facts["when"] = when.isoformat()
        if MeetingKind.GROUP not in row.line.kinds:
            expected = await planning.propose_expected(session, row.line.kinds, plan.branch_id, None)
            facts["expected"] = [who.person_id for who in expected]
    if "when" in facts:
        await suiting.weigh(context, datetime.fromisoformat(facts["when"]))


async def kinds_offered(context: Context) -> Sequence[Option]:
    """Which kinds depends on whether one leads a branch or a group."""
    leads = may(context.me, Act.CALL_MEETING, Place(branch_id=context.me.branch_id))
    offered = CALLED if leads else [frozenset({MeetingKind.GROUP})]
    return [Option(kinds_word(kinds), kinds_text(kinds)) for kinds in offered]


async def groups_offered(context: Context) -> Sequence[Option]:
    """Those that one may call."""
    async with context.read() as session:
        groups = await directory.groups_of(session, draft(context)["branch"])
    return [
        Option(each.id, each.name)
        for each in groups
        if may(context.me, Act.CALL_MEETING, Place(branch_id=each.branch_id, group_id=each.id))
    ]


async def ask_group(context: Context) -> Markup:
    none = "名册里没有您能召集的党小组，请换一种会议。"
    return escape("哪个党小组？" if await groups_offered(context) else none)


async def title_offered(context: Context) -> Sequence[Option]:
    title = f"{context.now.month}月{kinds_text(kinds_of(draft(context)['kinds']))}"
    return [Option(title, title)]


async def ask_title(context: Context) -> Markup:
    kinds = kinds_text(kinds_of(draft(context)["kinds"]))
    return Markup("<b>{}</b>（2/7）\n会议名称？请输入，或用下面的名称。").format(kinds)


async def ask_place(context: Context) -> Markup:
    facts = draft(context)
    return lines(
        Markup("<b>{}</b>（4/7）").format(when_text(datetime.fromisoformat(facts["when"]), context.now)),
        suiting.said(facts),
        Markup("在哪里开？请输入地点；线上的会议请发链接（https://…），两样都有就写在一起。"),
    )


def split_place(line: str) -> tuple[str, str | None]:
    """`三楼会议室 https://…` → the words and the link."""
    words = line.split()
    links = [word for word in words if word.lower().startswith(("http://", "https://"))]
    return " ".join(word for word in words if word not in links), links[0] if links else None


async def check_place(_context: Context, line: str) -> str:
    if len(split_place(line)[0]) > PLACE:
        raise Refusal(f"地点请不超过 {PLACE} 个字，请重新输入。")
    return line


async def people_offered(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        found = await directory.people_of(session, branch_id=draft(context)["branch"])
    return [Option(who.person_id, who.name) for who in found]


async def people_proposed(context: Context) -> Sequence[int]:
    """Who should come, by the kind."""
    facts = draft(context)
    async with context.read() as session:
        proposed = await planning.propose_expected(
            session, kinds_of(facts["kinds"]), facts["branch"], facts.get("group")
        )
    return [who.person_id for who in proposed]


def called(facts: Draft) -> dict[str, Any]:
    """What is said of a meeting to be called."""
    place, link = split_place(facts["place"])
    return {
        "kinds": kinds_of(facts["kinds"]),
        "title": facts["title"],
        "starts_at": datetime.fromisoformat(facts["when"]),
        "place": place or "线上",
        "live_url": link,
        "agenda": facts["agenda"],
    }


def _is_lecture(facts: Draft) -> bool:
    return MeetingKind.LECTURE in kinds_of(facts["kinds"])


async def review_call(context: Context) -> Markup:
    facts = draft(context)
    async with context.read() as session:
        expected = await directory.people_of(session, ids=set(facts["expected"]))
    return lines(
        Markup("<b>请核对</b>（7/7）"),
        cards.facts_text(**called(facts), now=context.now),
        Markup("🎤 主讲：{}").format(facts.get("lecturer_name") or OUTSIDE) if _is_lecture(facts) else None,
        Markup("👥 应到 {} 人：{}").format(len(expected), names(who.name for who in expected)),
        suiting.said(facts),
        Markup("\n确认后会通知应到人员。"),
    )


async def call(context: Context) -> None:
    """One transaction: the meeting, the roll, and a push to each."""
    facts = draft(context)
    async with context.write() as tx:
        meeting = await planning.call(
            tx,
            **called(facts),
            branch_id=facts["branch"],
            group_id=facts.get("group"),
            chair_id=context.me.person_id,
            expected=facts["expected"],
            now=context.now,
            lecturer_id=facts.get("lecturer"),
        )
        told = await pushes.called(tx, meeting, context)
        if _is_lecture(facts):
            await pushes.lecturing(tx, meeting, context, facts.get("lecturer"))
    at = when_text(meeting.starts_at, context.now)
    text = Markup("<b>✅ 已召集：{}</b>\n{}\n正在通知 {} 人。").format(meeting.title, at, told)
    look = OpenMeeting(meeting.number).labelled("查看会议")
    await context.show(text, [[look, ToCalendar(meeting.number).labelled("📅 日历")]])


CALLING = Form(
    name="call",
    title="召集会议",
    start=StartCall,
    begin=begin_call,
    questions=[
        Choice(
            "kinds",
            "<b>召集会议</b>（1/7）\n开什么会？",
            options=kinds_offered,
            not_offered="党小组长可以召集本小组的党小组会。",
        ),
        Choice(
            "group",
            ask_group,
            options=groups_offered,
            ways=[Way("‹ 换一种会议", to="kinds")],
            when=lambda facts: facts["kinds"] == MeetingKind.GROUP,
        ),
        Line("title", ask_title, "会议名称", TITLE, options=title_offered, columns=1),
        Moment("when", "<b>什么时候开？</b>（3/7）", check=suiting.check_time),
        Line(
            "place",
            ask_place,
            "地点",
            PLACE + LINK,
            check=check_place,
            ways=[*suiting.BETTER, Way("‹ 改时间", to="when")],
        ),
        Text(
            "agenda",
            "<b>议程</b>（5/7）\n请输入议程，可以分行；没有就跳过。",
            "议程",
            AGENDA,
            ways=[Way("跳过", value="")],
        ),
        Several(
            "expected",
            "<b>应到人员</b>（6/7）\n已按会议类型从名册选好，点姓名可增减。",
            "人",
            options=people_offered,
            proposed=people_proposed,
            too_few="请至少选一位应到人员。",
            check=suiting.check_people,
        ),
        replace(LECTURER, when=_is_lecture),
        Review(
            "confirm",
            review_call,
            "✅ 确认召集",
            call,
            ways=[
                *suiting.BETTER,
                Way("改名称", to="title"),
                Way("改时间", to="when"),
                Way("改地点", to="place"),
                Way("改议程", to="agenda"),
                Way("改应到人员", to="expected"),
                Way(lambda facts: "改主讲人" if _is_lecture(facts) else None, to="lecturer"),
            ],
            leads={Refused.PAST: "when"},
        ),
    ],
)
