"""The roster's line on a person, for /mydata."""

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Section
from storage.people import directory
from storage.people.directory import Person, Who


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
