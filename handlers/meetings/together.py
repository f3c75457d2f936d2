"""Joint meetings: inviting other branches, and what their secretaries say."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.forms.choices import Option, Several
from handlers.kit.forms.form import Form, draft
from handlers.kit.forms.words import Text
from handlers.kit.joins import Deciding, Key, Request
from handlers.kit.screens.context import Context
from handlers.kit.screens.links import Manage, Requests
from handlers.kit.screens.navigation import back
from handlers.kit.screens.text import Markup, escape, lines
from handlers.meetings import cards, pushes
from handlers.meetings.buttons import RefuseJoint, StartInvite
from handlers.meetings.view import chaired, conducting
from storage.engine.clock import ZONE
from storage.meetings import inviting, joint, lists
from storage.meetings.joint import JointBranch
from storage.meetings.rows import Meeting
from storage.people import directory
from storage.people.directory import Who, name_of
from storage.people.rights import Act

LONGEST = 200
SIGNS = {None: "⏳", True: "✅", False: "❌"}


async def begin(context: Context, button: StartInvite) -> None:
    view = await chaired(context, button.meeting)
    joint.invitable(view.meeting)
    draft(context).update(meeting=button.meeting, title=view.meeting.title, host=view.meeting.branch_id)


async def others(context: Context) -> Sequence[Option]:
    async with context.read() as session:
        names = await directory.present_names(session)
    return [Option(number, name) for number, name in names.items() if number != draft(context)["host"]]


async def asked_already(context: Context) -> Sequence[int]:
    async with context.read() as session:
        found = await joint.invitations(session, draft(context)["meeting"])
    return [row.branch_id for row, _ in found if row.agreed is not False]


async def invite(context: Context) -> None:
    number = draft(context)["meeting"]
    async with conducting(context, number) as tx:
        asked = await inviting.invite(tx, number, draft(context)["branches"], context.me.person_id, context.now)
        told = await pushes.joint_asked(tx, await lists.find(tx, number), context, sorted(asked))
    said = f"🤝 已邀请 {len(asked)} 个支部，正在通知 {told} 位支部书记。同意后，该支部的同志会列入应到名单。"
    await context.show(escape(said if asked else "🤝 邀请没有变化。"), [back(Manage(number))])


INVITING = Form(
    name="invite_branches",
    title="邀请支部联合开展",
    start=StartInvite,
    begin=begin,
    questions=[
        Several(
            "branches",
            "<b>邀请支部联合开展</b>：{title}\n点支部名称选择。各支部书记同意后才算参加；没有表决的主题党日、党课才可以联合。",
            "个支部",
            options=others,
            proposed=asked_already,
            columns=2,
            onward="✅ 发出邀请",
        )
    ],
    save=invite,
)


async def branches_line(session: AsyncSession, meeting: Meeting) -> Markup | None:
    """Which branches hold it together, and which are asked."""
    found = await joint.invitations(session, meeting.number) if meeting.kind_set <= joint.TOGETHER else []
    said = "、".join(f"{SIGNS[row.agreed]}{name}" for row, name in found)
    return Markup("🤝 联合：{}").format(said) if found else None


def _request(row: JointBranch, meeting: Meeting, host: str, now: datetime, by: str = "") -> Request:
    return Request(
        key=(meeting.number, row.branch_id),
        text=lines(Markup("🤝 <b>{}</b>邀请本支部联合开展").format(host), cards.facts(meeting, now)),
        opens=Requests(pushes.JOINT),
        refuse=RefuseJoint(meeting.number, row.branch_id),
        decided={True: f"✅ {by}已同意", False: f"❌ {by}没有同意", None: ""}[row.agreed],
    )


async def _requests(session: AsyncSession, me: Who, now: datetime) -> list[Request]:
    return [
        _request(row, meeting, host, now) for row, meeting, host in await joint.waiting_for(session, me.branch_id, now)
    ]


async def _find(session: AsyncSession, me: Who, key: Key) -> Request:
    meeting, row = await inviting.found(session, me, *key)
    host = (await directory.branch_names(session, meeting.branch_id)).get(meeting.branch_id, "")
    by = await name_of(session, row.answered_by) if row.answered_by else ""
    return _request(row, meeting, host, meeting.starts_at.astimezone(ZONE), by)


async def _agree(tx: AsyncSession, context: Context, key: Key) -> None:
    meeting, people = await inviting.agree(tx, context.me, *key, context.now)
    await pushes.joint_agreed(tx, meeting, context, people)


DECIDING = Deciding(pushes.JOINT, "联合开展的邀请", Act.CALL_MEETING, _requests, _find, _agree)


async def begin_refusing(context: Context, button: RefuseJoint) -> None:
    async with context.read() as session:
        meeting, _ = await inviting.answerable(session, context.me, button.meeting, button.branch, context.now)
    draft(context).update(meeting=button.meeting, branch=button.branch, title=meeting.title)


async def refuse(context: Context) -> None:
    facts = draft(context)
    async with context.write() as tx:
        meeting = await inviting.refuse(
            tx, context.me, facts["meeting"], facts["branch"], reason=facts["reason"], now=context.now
        )
        await pushes.joint_refused(tx, meeting, context, facts["reason"])
    await context.show(escape("已答复：这次不参加。"), [back(Requests(pushes.JOINT))])


REFUSING = Form(
    name="refuse_joint",
    title="答复联合邀请",
    start=RefuseJoint,
    begin=begin_refusing,
    questions=[Text("reason", "不参加<b>{title}</b>？请写一句原因，会发给主持人。", "原因", LONGEST)],
    save=refuse,
)
FORMS = (INVITING, REFUSING)
