"""What the roster gives to other screens: posts that wait, at home; everything it holds about a person, in /mydata."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.kit.joins import Finding, Found, Greeting, Saying, Section, Subject, ToDo, Waiting
from handlers.kit.screens.buttons import Button
from handlers.kit.screens.context import Context
from handlers.kit.screens.finding import matching, person_label
from handlers.kit.screens.links import StartTalk
from handlers.kit.screens.text import Markup, month_text
from handlers.people.buttons import OpenPerson, Unbound
from handlers.people.pushes import ConfirmPosts
from storage.channels import ways_of
from storage.ledger import Entry, Scope, Standing
from storage.people import confirming, directory, known_months, unbound
from storage.people.access import Place, may, reach, roles
from storage.people.asking import Answers, Asked
from storage.people.directory import Person, Who
from storage.people.finding import MOST, Words
from storage.people.rights import Act, Reach, Role


async def _unconfirmed(_session: AsyncSession, context: Context, _found: Answers) -> Greeting | None:
    """The home screen's line for those whose posts wait."""
    if not context.me.waiting:
        return None
    text = Markup("⏳ 您的职务（{}）待第二人确认，确认前看不到保密内容。可请另一位党务干部或纪检监察人员确认。")
    return Greeting(text.format("、".join(sorted(post.value for post in context.me.waiting))))


SAYING = Saying(_unconfirmed)


async def _waiting(session: AsyncSession, me: Who, now: datetime, answers: Answers) -> list[ToDo]:
    """The posts that one may confirm; a secretary's people who have not bound an account."""
    found = await confirming.for_me(session, me, now) if answers.get(confirming.ANY) else []
    missing = answers.get(unbound.HERE)
    return [
        *([ToDo(f"⏳ 待确认的职务（{len(found)}）", ConfirmPosts(0))] if found else []),
        *([ToDo(f"👤 {missing} 人还没有绑定账号", Unbound(me.branch_id, 0))] if missing else []),
    ]


def _asks(me: Who, _now: datetime) -> list[Asked]:
    posts = [confirming.ANY] if may(me, Act.CONFIRM_POST) else []
    return [*posts, unbound.HERE] if Role.SECRETARY in roles(me) else posts


WAITING = Waiting(_waiting, _asks)


async def line(session: AsyncSession, who: Who) -> Section | None:
    """Everything that the roster and the binding hold."""
    person = await session.get(Person, who.person_id)
    if person is None:
        return None
    group = await directory.name_of_group(session, person.group_id)
    vague = await known_months.of(session, person)
    rows = [
        ("姓名", person.name),
        ("警号", person.police_no),
        ("支部", who.branch),
        ("党小组", group),
        ("类别", person.category),
        ("职务", "、".join(sorted(post.value for post in who.posts))),
        ("待第二人确认的职务", "、".join(sorted(post.value for post in who.waiting))),
        ("岗位", person.position),
        ("手机号", person.phone),
        *(
            (fact, month_text(day) if day and fact in vague else day)
            for fact, day in (("入党日期", person.joined_on), ("转正日期", person.full_on))
        ),
        ("绑定的账号编号", str(person.telegram_id) if person.telegram_id else None),
        ("绑定时间", person.bound_at),
    ]
    return Section("roster", "名册信息", ("项目", "内容"), [row for row in rows if row[1]])


async def _find(session: AsyncSession, me: Who, words: Words, _now: datetime) -> list[Found]:
    """By name, its pinyin or police number: an entry of the roster for those who see it, else a comrade to talk with."""
    whole = max(reach(me, Act.SEE_ROSTER), reach(me, Act.LOG_TALK)) is Reach.BUREAU
    everyone = await directory.people_of(session, branch_id=None if whole else me.branch_id)
    found = [who for who in everyone if all(matching([who], word) for word in words)]
    return [Found(f"👤 {person_label(who)}", opens) for who in found if (opens := _opened(me, who))][:MOST]


def _opened(me: Who, who: Who) -> Button | None:
    place = Place(branch_id=who.branch_id, person_id=who.person_id)
    if may(me, Act.SEE_ROSTER, place):
        return OpenPerson(who.person_id)
    talks = who.person_id != me.person_id and may(me, Act.LOG_TALK, place)
    return StartTalk(who.person_id, -1) if talks else None


async def _reached(session: AsyncSession, scope: Scope) -> list[Entry]:
    """Everybody as of now: by which way a reminder comes to them; open for whom there is none."""
    if not scope.first <= scope.today <= scope.last:
        return []
    everyone = await scope.people(session)
    ways = await ways_of(session, scope.whose)
    found = []
    for who in everyone:
        telegram = who.telegram_id is not None and not who.unreachable
        way = ways.get(who.person_id)
        words = [*(["Telegram"] if telegram else []), *([way.value] if way else [])]
        missing = "Telegram 收不到" if who.unreachable else "没有绑定"
        found.append(
            Entry(
                record=who.person_id,
                branch_id=who.branch_id,
                branch=who.branch,
                what="、".join(words) or f"都送不到（{missing}）",
                on=scope.today,
                standing=Standing.DONE if words else Standing.DUE,
                person_id=who.person_id,
                person=who.name,
                police_no=who.police_no,
                note="" if telegram else missing,
                undated=True,
            )
        )
    return found


REACHED = Subject(
    "reached",
    "提醒送达方式",
    _reached,
    lambda entry: OpenPerson(entry.record),
    act=Act.SEE_ROSTER,
    unit="人",
    bundled=None,
)
"""Which way each is reached by; an address is theirs alone to see."""


FINDING = Finding("person", "👤 人员", Act.HOME, _find)
