"""Calling a meeting: kind, group, title, time, place, agenda, who is expected; shown, confirmed, and told to everyone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from telegram import InlineKeyboardButton

from handlers.kit.engine.access_check import OUTDATED
from handlers.kit.forms import reading
from handlers.kit.forms.calendar import PickHour
from handlers.kit.forms.form import DONE, Chosen, Form, Next, Step, Typed, ask, draft
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.navigation import in_columns
from handlers.kit.screens.text import Markup, escape, lines, names, when_text
from handlers.meetings import cards, pushes, timing
from handlers.meetings.buttons import OpenMeeting, StartCall
from handlers.meetings.expected import EXPECTED
from scoring.duties import MeetingKind
from storage.meetings import planning
from storage.meetings.rows import Refused
from storage.people import directory
from storage.people.access import Act, Place, may

KINDS: Sequence[frozenset[MeetingKind]] = (
    frozenset({MeetingKind.GENERAL, MeetingKind.THEME_DAY}),
    frozenset({MeetingKind.COMMITTEE}),
    frozenset({MeetingKind.GROUP}),
    frozenset({MeetingKind.LECTURE}),
    frozenset({MeetingKind.GENERAL}),
    frozenset({MeetingKind.THEME_DAY}),
    frozenset({MeetingKind.LIFE}),
    frozenset({MeetingKind.APPRAISAL}),
)
"""What can be called, the most frequent first; the bureau's monthly meeting is two kinds at once."""
LONGEST_TITLE, LONGEST_PLACE, LONGEST_AGENDA = 60, 100, 1500


class PickKind(Button, prefix="call_kind", act=Act.CALL_MEETING):
    """Of which kind; an index into `KINDS`."""

    index: int


class PickGroup(Button, prefix="call_group", act=Act.CALL_MEETING):
    """Which group meets."""

    group: int


class UseTitle(Button, prefix="call_title", act=Act.CALL_MEETING):
    """Take the proposed title."""


class SkipAgenda(Button, prefix="call_skip", act=Act.CALL_MEETING):
    """No agenda."""


class GoTo(Button, prefix="call_go", act=Act.CALL_MEETING):
    """To another step."""

    step: str


class Confirm(Button, prefix="call_yes", act=Act.CALL_MEETING):
    """Call it."""


async def begin(context: Context, _button: StartCall) -> Next:
    """Which kinds are offered depends on whether one leads a branch or a group."""
    draft(context).update(branch=context.me.branch_id, group=None, page=0)
    return "kind"


def _leads_branch(context: Context) -> bool:
    return may(context.me, Act.CALL_MEETING, Place(branch_id=context.me.branch_id))


async def ask_kind(context: Context) -> None:
    offered = [
        PickKind(index).labelled(cards.kinds_text(kinds))
        for index, kinds in enumerate(KINDS)
        if _leads_branch(context) or kinds == {MeetingKind.GROUP}
    ]
    await ask(context, Markup("<b>召集会议</b>（1/7）\n开什么会？"), in_columns(offered))


async def pick_kind(context: Context, button: PickKind) -> Next:
    """A group's meeting needs the group."""
    if not 0 <= button.index < len(KINDS):
        await context.toast(OUTDATED, alert=True)
        return None
    kinds = KINDS[button.index]
    if not _leads_branch(context) and kinds != {MeetingKind.GROUP}:
        await context.toast("党小组长可以召集本小组的党小组会。", alert=True)
        return None
    draft(context).update(kinds=sorted(kinds), group=None, expected=None)
    return "group" if kinds == {MeetingKind.GROUP} else "title"


async def ask_group(context: Context) -> None:
    async with context.read() as session:
        groups = await directory.groups_of(session, draft(context)["branch"])
    mine = [
        each for each in groups if may(context.me, Act.CALL_MEETING, Place(branch_id=each.branch_id, group_id=each.id))
    ]
    offered = [PickGroup(each.id or 0).labelled(each.name) for each in mine]
    text = Markup("哪个党小组？") if offered else Markup("名册里没有您能召集的党小组，请换一种会议。")
    await ask(context, text, [*in_columns(offered), [GoTo("kind").labelled("‹ 换一种会议")]])


async def pick_group(context: Context, button: PickGroup) -> Next:
    """Checked against one's reach: the id came from outside."""
    place = Place(branch_id=draft(context)["branch"], group_id=button.group)
    async with context.read() as session:
        known = {each.id for each in await directory.groups_of(session, place.branch_id or 0)}
    if button.group not in known or not may(context.me, Act.CALL_MEETING, place):
        await context.toast(OUTDATED, alert=True)
        return None
    draft(context).update(group=button.group, expected=None)
    return "title"


def _proposed_title(context: Context) -> str:
    return f"{context.now.month}月{cards.kinds_text(_kinds(context))}"


def _kinds(context: Context) -> frozenset[MeetingKind]:
    return frozenset(MeetingKind(word) for word in draft(context)["kinds"])


def _on(context: Context, step: str) -> str:
    """The next question, or back to the summary when only one answer was being changed."""
    return "confirm" if draft(context).get("ready") else step


async def ask_title(context: Context) -> None:
    proposed = _proposed_title(context)
    await ask(
        context,
        Markup("<b>{}</b>（2/7）\n会议名称？请输入，或用下面的名称。").format(cards.kinds_text(_kinds(context))),
        [[UseTitle().labelled(proposed)]],
    )


async def use_title(context: Context, _button: UseTitle) -> Next:
    draft(context)["title"] = _proposed_title(context)
    return _on(context, "when")


async def take_title(context: Context) -> Next:
    title = await reading.line(context, "会议名称", LONGEST_TITLE)
    if title is None:
        return None
    draft(context)["title"] = title
    return _on(context, "when")


async def ask_when(context: Context) -> None:
    """The time, typed or tapped."""
    await timing.ask_day(context, Markup("<b>什么时候开？</b>（3/7）"))


async def take_when(context: Context) -> Next:
    at = await timing.read(context)
    if at is None:
        return None
    draft(context)["at"] = at.isoformat()
    return _on(context, "place")


async def pick_hour(context: Context, button: PickHour) -> Next:
    at = await timing.picked(context, button)
    if at is None:
        return None
    draft(context)["at"] = at.isoformat()
    return _on(context, "place")


def _at(context: Context) -> datetime:
    return datetime.fromisoformat(draft(context)["at"])


async def ask_place(context: Context) -> None:
    """The room, a link, or both."""
    text = Markup(
        "<b>{}</b>（4/7）\n在哪里开？请输入地点；线上的会议请发链接（https://…），两样都有就写在一起。"
    ).format(when_text(_at(context), context.now))
    await ask(context, text, [[GoTo("when").labelled("‹ 改时间")]])


async def take_place(context: Context) -> Next:
    """Tell the link from the place."""
    line = await reading.line(context, "地点", LONGEST_PLACE + 200)
    if line is None:
        return None
    place, link = split_place(line)
    if len(place) > LONGEST_PLACE:
        await context.say(escape(f"地点请不超过 {LONGEST_PLACE} 个字，请重新输入。"))
        return None
    draft(context).update(place=place or "线上", link=link)
    return _on(context, "agenda")


def split_place(line: str) -> tuple[str, str | None]:
    """`三楼会议室 https://…` → the words and the link."""
    words = line.split()
    links = [word for word in words if word.lower().startswith(("http://", "https://"))]
    return " ".join(word for word in words if word not in links), links[0] if links else None


async def ask_agenda(context: Context) -> None:
    text = Markup("<b>议程</b>（5/7）\n请输入议程，可以分行；没有就跳过。")
    await ask(context, text, [[SkipAgenda().labelled("跳过")]])


async def take_agenda(context: Context) -> Next:
    text = await reading.words(context, "议程", LONGEST_AGENDA)
    if text is None:
        return None
    draft(context)["agenda"] = text
    return await _propose(context)


async def skip_agenda(context: Context, _button: SkipAgenda) -> Next:
    """Without one."""
    draft(context)["agenda"] = ""
    return await _propose(context)


async def _propose(context: Context) -> Next:
    """Who should come, by the kind; kept if it has been edited already."""
    facts = draft(context)
    if facts.get("expected") is None:
        async with context.read() as session:
            proposed = await planning.propose_expected(session, _kinds(context), facts["branch"], facts["group"])
        facts["expected"] = [who.person_id for who in proposed]
    return _on(context, "expected")


async def ask_expected(context: Context) -> None:
    """The list, with a tick for each who is expected."""
    heading = Markup("<b>应到人员</b>（6/7）\n已按会议类型从名册选好，点姓名可增减。")
    await EXPECTED.ask(context, heading, [GoTo("confirm").labelled("下一步 ›")])


async def go_to(context: Context, button: GoTo) -> Next:
    """Back to an earlier question; from the list only on with somebody in it."""
    if button.step == "confirm" and not draft(context).get("expected"):
        await context.toast("请至少选一位应到人员。", alert=True)
        return None
    return button.step if button.step in FLOW.steps else None


async def ask_confirm(context: Context) -> None:
    """Everything once more."""
    facts = draft(context)
    facts["ready"] = True
    async with context.read() as session:
        expected = await directory.people_of(session, ids=set(facts["expected"]))
    text = lines(
        Markup("<b>请核对</b>（7/7）"),
        cards.facts_text(
            kinds=_kinds(context),
            title=facts["title"],
            at=_at(context),
            place=facts["place"],
            link=facts["link"],
            agenda=facts["agenda"],
            now=context.now,
        ),
        Markup("👥 应到 {} 人：{}").format(len(expected), names(who.name for who in expected)),
        Markup("\n确认后会通知应到人员。"),
    )
    change: list[InlineKeyboardButton] = [
        GoTo(step).labelled(label)
        for step, label in (("title", "改名称"), ("when", "改时间"), ("place", "改地点"), ("agenda", "改议程"))
    ]
    await ask(
        context,
        text,
        [[Confirm().labelled("✅ 确认召集")], *in_columns(change), [GoTo("expected").labelled("改应到人员")]],
    )


async def confirm(context: Context, _button: Confirm) -> Next:
    """One transaction: the meeting, the roll, and a push to each."""
    facts: dict[str, Any] = draft(context)
    at = _at(context)
    if at <= context.now:
        await context.toast("选定的时间已经过去，请改时间。", alert=True)
        return "when"
    async with context.write() as tx:
        meeting = await planning.call(
            tx,
            branch_id=facts["branch"],
            group_id=facts["group"],
            kinds=_kinds(context),
            title=facts["title"],
            starts_at=at,
            place=facts["place"],
            live_url=facts["link"],
            agenda=facts["agenda"],
            chair_id=context.me.person_id,
            expected=facts["expected"],
            now=context.now,
        )
        told = 0 if isinstance(meeting, Refused) else await pushes.called(tx, meeting, context)
    if isinstance(meeting, Refused):
        await context.tell(meeting.value)
        return None
    text = Markup("<b>✅ 已召集：{}</b>\n{}\n正在通知 {} 人。").format(meeting.title, when_text(at, context.now), told)
    await context.show(text, [[OpenMeeting(meeting.number).labelled("查看会议")]])
    return DONE


FLOW = Form(
    name="call",
    title="召集会议",
    start=StartCall,
    begin=begin,
    steps={
        "kind": Step(ask_kind, [Chosen(PickKind, pick_kind)]),
        "group": Step(ask_group, [Chosen(PickGroup, pick_group), Chosen(GoTo, go_to)]),
        "title": Step(ask_title, [Chosen(UseTitle, use_title), Typed(reading.TEXT, take_title)]),
        "when": Step(
            ask_when,
            [
                Typed(reading.TEXT, take_when),
                *timing.DAY.taps,
                Chosen(PickHour, pick_hour),
            ],
        ),
        "place": Step(ask_place, [Typed(reading.TEXT, take_place), Chosen(GoTo, go_to)]),
        "agenda": Step(ask_agenda, [Typed(reading.TEXT, take_agenda), Chosen(SkipAgenda, skip_agenda)]),
        "expected": Step(ask_expected, [*EXPECTED.answers, Chosen(GoTo, go_to)]),
        "confirm": Step(ask_confirm, [Chosen(Confirm, confirm), Chosen(GoTo, go_to)]),
    },
)
