"""What the roster gives to other screens: posts that wait, at home; everything it holds about a person, in /mydata."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton

from handlers.kit.joins import Section, Waiting
from handlers.kit.screens.text import Markup
from handlers.people.pushes import ConfirmPosts
from storage.people import confirming, directory
from storage.people.access import Act, may
from storage.people.asking import Answers
from storage.people.directory import Person, Who


async def _waiting(_session: AsyncSession, me: Who, _now: datetime, _found: Answers) -> Markup | None:
    """The home screen's line for those whose posts wait."""
    if not me.waiting:
        return None
    posts = "、".join(sorted(post.value for post in me.waiting))
    return Markup("⏳ 您的职务（{}）待第二人确认，确认前看不到保密内容。可请另一位党务干部或纪检监察人员确认。").format(
        posts
    )


WAITING = Waiting(_waiting)


async def _offer(session: AsyncSession, me: Who, now: datetime, answers: Answers) -> InlineKeyboardButton | None:
    """The home screen's button for those who may confirm."""
    if not answers.get(confirming.ANY):
        return None
    found = await confirming.for_me(session, me, now)
    return ConfirmPosts(0).labelled(f"⏳ 待确认的职务（{len(found)}）") if found else None


OFFERING = Waiting(_offer, lambda me, _now: [confirming.ANY] if may(me, Act.CONFIRM_POST) else [])


async def line(session: AsyncSession, who: Who) -> Section | None:
    """Everything that the roster and the binding hold."""
    person = await session.get(Person, who.person_id)
    if person is None:
        return None
    groups = await directory.names_of_groups(session)
    rows = [
        ("姓名", person.name),
        ("警号", person.police_no),
        ("支部", who.branch),
        ("党小组", groups.get(person.group_id or 0)),
        ("类别", person.category),
        ("职务", "、".join(sorted(post.value for post in who.posts))),
        ("待第二人确认的职务", "、".join(sorted(post.value for post in who.waiting))),
        ("岗位", person.position),
        ("手机号", person.phone),
        ("入党日期", person.joined_on),
        ("转正日期", person.full_on),
        ("绑定的账号编号", str(person.telegram_id) if person.telegram_id else None),
        ("绑定时间", person.bound_at),
    ]
    return Section("roster", "名册信息", ("项目", "内容"), [row for row in rows if row[1]])
